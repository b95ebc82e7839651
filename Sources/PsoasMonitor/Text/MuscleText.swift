import PsoasCore
import PsoasSystem

/// Suggested muscles as text and as JSON.
public enum MuscleText {
  /// The note for every suggestion.
  public static let caveat: StaticString = """
    A suggestion, not a diagnosis: pelvic tilt is hardly related to how tight a muscle is (r = -0.04
    between standing tilt and hip extension). Breaks and strengthening have better evidence than stretching alone.
    """

  /// Appends one sentence: the muscles and the reason.
  public static func append(_ suggestion: MuscleSuggestion, to text: inout Text) {
    for (index, muscle) in suggestion.muscles.enumerated() {
      if index > 0 { text.append(index + 1 < suggestion.muscles.count ? ", " : " and ") }
      text.append(muscle == .hipFlexors ? "hip flexors" : muscle.name)
    }
    text.append(": ")
    switch suggestion.reason {
    case .sittingAndAnterior(let sitting, let bout, let sittingDays, let degrees, let standingDays):
      if sitting > MuscleSuggestion.longSitting {
        text += "you sat \(duration: sitting) a day"
      } else {
        text += "your longest bout of sitting was \(duration: bout)"
      }
      text +=
        " (median of \(sittingDays) days), and stood \(degrees, places: 0) degrees forward of your neutral (\(standingDays) days)"
    case .standingPosterior(let degrees, let days):
      text += "you stood \(degrees, places: 0) degrees behind your neutral (median of \(days) days)"
    case .seatedPosterior(let share, let days):
      text +=
        "you spent \(100 * share, places: 0) % of your sitting more than \(MuscleSuggestion.seatedLimit) degrees behind your seated neutral (\(days) days)"
    }
  }

  /// Appends why tilt gives no suggestion; nothing if it can.
  public static func append(_ reference: MuscleSuggestion.Reference, to text: inout Text) {
    switch reference {
    case .guided: break
    case .habitual:
      text.append("no suggestion from tilt: your calibration contains only your usual stance; run psoasctl calibrate")
    case .stale:
      text.append("no suggestion from tilt: the sensor's mounting has changed since; run psoasctl calibrate --quick")
    case .none: text.append("no suggestion from tilt: there is no calibration; run psoasctl calibrate")
    }
  }

  /// Appends one JSON object.
  public static func append(json suggestion: MuscleSuggestion, to text: inout Text) {
    text.append("{\"muscles\":[")
    for (index, muscle) in suggestion.muscles.enumerated() {
      text += "\(index > 0 ? ",\"" : "\"")\(muscle.name)\""
    }
    text += "],\"rule\":\"\(suggestion.reason.rule)\",\"reason\":"
    var reason = Text()
    append(suggestion, to: &reason)
    text += "\(json: reason)}"
  }
}

extension MuscleSuggestion.Reason {
  /// The name of the rule in JSON and D-Bus.
  public var rule: StaticString {
    switch self {
    case .sittingAndAnterior: "sitting-and-anterior"
    case .standingPosterior: "standing-posterior"
    case .seatedPosterior: "seated-posterior"
    }
  }
}
