import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The stored calibration of each worn sensor, as text for people.
enum CalibrationReport {
  static func print(_ bus: BusOptions) throws {
    try bus.withClient { client throws(BusError) in
      let (_, status) = try client.status()
      var found = false
      for placement in Placement.allCases {
        do throws(BusError) {
          let stored = try client.calibration(placement)
          found = true
          StandardOutput.print(words(placement, stored), terminator: "")
        } catch {
          // Nothing is stored for it; any other error ends the command.
          guard case .refused(let name, _) = error, name.text.hasSuffix(".NotCalibrated") else { throw error }
        }
      }
      StandardOutput.print("trust            \(status.tilt.reason.line)")
      if !found { StandardOutput.print("no calibration of the worn sensors is stored: run psoasctl calibrate") }
    }
  }

  static func words(_ placement: Placement, _ stored: StoredCalibration) -> String {
    var lines = ["\(placement.name) sensor"]
    func add(_ label: String, _ text: String) {
      lines.append("  " + label.padded(to: 15) + text)
    }
    if stored.made > 0 { add("made", date(stored.made)) }
    if stored.rezeroed > 0, stored.rezeroed != stored.made { add("re-zeroed", date(stored.rezeroed)) }
    if let value = stored.figure("habitual_stance_deg") {
      add("usual stance", TiltWords.signed(value) + " from your neutral")
    }
    if let value = stored.figure("seated_neutral_deg") {
      add("seated neutral", TiltWords.signed(value) + " from standing (a chair tilts most people back by 8 to 19°)")
    }
    if let value = stored.figure("habitual_seat_deg") { add("usual seat", TiltWords.signed(value) + " from standing") }
    if let back = stored.figure("range_posterior_deg"), let forward = stored.figure("range_anterior_deg") {
      add(
        "active range", "\(TiltWords.signed(back)) to \(TiltWords.signed(forward)) (most people rock through 10 to 22°)"
      )
      let share = Calibration.ActiveRange(posterior: back, anterior: forward).neutralShare ?? 0.5
      if !(0.2...0.8).contains(share) {
        add("", "your neutral is near one end of it: rock again and stop midway")
      }
    }
    var quality: [String] = []
    if let value = stored.figure("sway_deg") { quality.append("sway \(value, places: 1)°") }
    if stored.bends > 0, let depth = stored.figure("depth_deg") {
      quality.append("\(stored.bends) bends of \(depth, places: 0)°")
    }
    if let value = stored.figure("planarity") {
      quality.append("\(value * 100, places: 0) % about one axis" + (value < 0.9 ? " (90 is good)" : ""))
    }
    if let value = stored.figure("disagreement_deg") {
      quality.append("two estimates \(value, places: 0)° apart")
    } else if stored.bends > 0 {
      let isSlow = stored.figure("gyroscope_bias_deg_per_s") != nil
      quality.append("by gravity alone: \(isSlow ? "the bends were slow" : "the sensor has no gyroscope")")
    }
    if let value = stored.figure("gyroscope_bias_deg_per_s") {
      quality.append("gyroscope off by \(value, places: 1)°/s")
    }
    quality.append(stored.isVerified ? "checked" : "not checked")
    add("quality", quality[0])
    for figure in quality.dropFirst() { add("", figure) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func date(_ unixMicroseconds: UInt64) -> String {
    ("\(dateAndMinute: WallClock(local: Int64(unixMicroseconds)))" as Text).text
  }
}
