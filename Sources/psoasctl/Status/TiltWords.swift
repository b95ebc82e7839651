import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Tilt as text for people and for scripts.
enum TiltWords {
  static func now(_ tilt: BusTilt) -> String {
    let degrees = tilt.fromNeutral.isFinite ? " (\(signed(tilt.fromNeutral)) from your neutral)" : ""
    switch tilt.state.text {
    case "neutral": return "near your neutral" + degrees
    case "anterior": return "tilted forward" + degrees
    case "posterior": return "tilted back" + degrees
    case "no-neutral": return "no neutral in this posture"
    case "seat-unknown": return "your seated neutral is unknown: run psoasctl calibrate --step seated-neutral"
    case "on-side": return "cannot be measured while you lie on your side"
    case "refused": return "not reported: the sensor is worn differently than it was calibrated"
    case "no-sensor": return "no pelvis sensor sends data"
    default: return "not known yet: run psoasctl calibrate"
    }
  }

  /// The trust in the calibration, or the progress of one.
  static func calibration(_ tilt: BusTilt) -> String {
    (tilt.calibration == "running" ? "in progress: " : "") + tilt.reason.line
  }

  /// One line per posture of today that has time in its bands.
  static func today(_ tilt: BusTilt) -> [String] {
    shares(tilt).map { "tilt \($0.name)".padded(to: 17) + $0.shares }
  }

  /// The shares of the bands for each posture of today that has a minute in them: `12 % posterior, 80 % neutral, ...`.
  static func shares(_ tilt: BusTilt) -> [(name: StaticString, shares: String)] {
    TiltBands.postures.filter { tilt.bands[$0].total >= 60 }.map { posture in
      let shares = zip(tilt.bands[posture].percentages, TiltBands.Band.allCases).map { "\($0) % \($1.name)" }
      return (posture.name, shares.joined(separator: ", "))
    }
  }

  /// The trend over several days; nil before there are enough.
  static func trend(_ tilt: BusTilt) -> String? {
    guard tilt.trend.isFinite else { return nil }
    let noise = tilt.trend.magnitude < 5 ? ": within the noise of any sensor on the skin" : ""
    return "\(signed(tilt.trend)) while standing, the median of several days" + noise
  }

  static func append(_ tilt: BusTilt, to line: inout Text) {
    line += ",\"tilt_state\":\(json: tilt.state)"
    append("tilt_from_neutral_deg", tilt.fromNeutral, to: &line)
    append("tilt_trend_deg", tilt.trend, to: &line)
    line += ",\"calibration\":\(json: tilt.calibration),\"calibration_reason\":\(json: tilt.reason)"
    for posture in TiltBands.postures {
      let bands = tilt.bands[posture]
      line += ",\"tilt_\(posture.name)\":{"
      for band in TiltBands.Band.allCases {
        if band != .posterior { line.append(",") }
        line += "\"\(band.name)\":\(bands[band], places: 1)"
      }
      line.append("}")
    }
  }

  private static func append(_ name: StaticString, _ value: Double, to line: inout Text) {
    line += ",\"\(name)\":"
    if value.isFinite { line.append(value, places: 1) } else { line.append("null") }
  }

  /// `+3°`.
  static func signed(_ degrees: Double) -> String {
    let whole = Int(degrees.rounded())
    return whole > 0 ? "+\(whole)°" : "\(whole)°"
  }
}
