import PsoasCore
import PsoasMonitor
import PsoasSimulator
import PsoasSystem
import PsoasTrace

extension SyntheticWearer {
  /// Writes the given number of seconds as sample CSV with ground truth columns: `label`, `true_up_x|y|z` (of the row's
  /// sensor) and `true_tilt_deg`. The samples pass through the decoder, like those of a device.
  ///
  /// - Throws: `TraceError` if the file exists or cannot be written.
  mutating func writeCSV(seconds: Double, to path: Text) throws(TraceError) {
    var decoders: [(placement: Placement, decoder: FrameDecoder)] = []
    for placement in placements {
      guard let device = description(of: placement), let decoder = try? FrameDecoder(device) else { continue }
      decoders.append((placement, decoder))
    }
    let seed = Int(truncatingIfNeeded: options.seed)
    var writer = try SampleCSVWriter.create(
      path, Packing(named: path), source: "synthetic wearer, seed \(seed); smooth paths and chosen noise, no person",
      columns: decoders.map { ($0.placement, $0.decoder.hasGyroscope) },
      others: "label,true_up_x,true_up_y,true_up_z,true_tilt_deg")
    var frame: [InputEvent] = []
    while true {
      let (placement, time) = next(&frame)
      if time.seconds > seconds { break }
      guard let index = decoders.firstIndex(where: { $0.placement == placement }) else { continue }
      var sample: Sample?
      for event in frame { sample = decoders[index].decoder.decode(event, at: time) ?? sample }
      guard let sample else { continue }
      let (truth, up) = (truth, truth.up)
      let others: Text =
        "\(truth.label),\(up.x, places: 6),\(up.y, places: 6),\(up.z, places: 6),\(truth.tilt, places: 2)"
      try writer.row(placement, sample, others: others)
    }
    try writer.finish()
  }
}
