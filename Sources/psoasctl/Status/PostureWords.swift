import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The posture as text for people.
enum PostureWords {
  /// `sitting (97 % sure)`.
  static func now(_ estimate: PostureEstimate) -> String {
    guard estimate.posture != .unknown else { return "not known" }
    return "\(estimate.posture.phrase) (\(certainty(estimate)))"
  }

  /// `97 % sure`.
  static func certainty(_ estimate: PostureEstimate) -> String {
    "\(Int((estimate.confidence * 100).rounded())) % sure"
  }
}

/// Why no suggestion comes now, as text for people.
enum QuietWords {
  /// One reason each, the wearer's own commands first.
  /// - Parameter resume: what ends a pause.
  static func lines(_ status: BusStatus, resume: StaticString = "psoasctl resume") -> [Text] {
    PauseReasons.all.filter { status.pauseReasons.contains($0.reason) }.map { reason, _, phrase in
      switch reason {
      case .paused: "\(phrase) (\(resume))"
      case .snoozed where status.snoozedUntil > 0: "\(phrase) until \(Answer.clock(status.snoozedUntil))"
      default: Text(phrase)
      }
    }
  }
}
