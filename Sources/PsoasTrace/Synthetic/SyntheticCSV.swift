import PsoasCore
import PsoasMonitor
import PsoasSystem

extension SyntheticWearer {
  /// Writes the given number of seconds as sample CSV with ground truth columns: `label`, `true_up_x|y|z` (of the row's
  /// sensor) and `true_tilt_deg`. The samples pass through the decoder, as those of a device do.
  ///
  /// - Throws: `TraceError` where the file exists or cannot be written.
  public mutating func writeCSV(seconds: Double, to path: Text) throws(TraceError) {
    var decoders: [(placement: Placement, decoder: FrameDecoder)] = []
    for placement in placements {
      guard let device = description(of: placement), let decoder = try? FrameDecoder(device) else { continue }
      decoders.append((placement, decoder))
    }
    var source = Text()
    source.append("synthetic wearer, seed ")
    source.append(Int(truncatingIfNeeded: options.seed))
    source.append("; smooth paths and chosen noise, no person")
    var writer = try SampleCSVWriter.create(
      path, source: source, columns: decoders.map { ($0.placement, $0.decoder.hasGyroscope) },
      others: "label,true_up_x,true_up_y,true_up_z,true_tilt_deg")
    var frame: [InputEvent] = []
    var others = Text()
    while true {
      let (placement, time) = next(&frame)
      if time.seconds > seconds { break }
      guard let index = decoders.firstIndex(where: { $0.placement == placement }) else { continue }
      var sample: Sample?
      for event in frame { sample = decoders[index].decoder.decode(event, at: time) ?? sample }
      guard let sample else { continue }
      let truth = truth
      others.removeAll(keepingCapacity: true)
      others.append(truth.label)
      for value in [truth.up.x, truth.up.y, truth.up.z] {
        others.append(",")
        others.append(value, places: 6)
      }
      others.append(",")
      others.append(truth.tilt, places: 2)
      try writer.row(placement, sample, others: others)
    }
    try writer.flush()
  }
}
