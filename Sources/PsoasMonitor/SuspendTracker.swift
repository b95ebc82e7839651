import PsoasCore

/// Handles the effect of system suspend on a bout of sitting.
///
/// Suspend ends the bout, because a resume is not certain. If the system resumes within the length of a break, the lid
/// was closed briefly and the wearer may not have stood up. The totals then contain two bouts, but a reminder counts
/// the sitting time of both.
struct SuspendTracker: Equatable, Sendable {
  /// The system is about to suspend: time is still counted as posture, but no bout begins.
  private(set) var isAsleep = false
  /// Seconds of sitting before the suspend, in a bout that continues after it.
  private(set) var carriedSitting = 0.0
  private var began = Instant(microseconds: 0)
  private var interruptedSitting = 0.0
  /// Duration of the suspend in seconds; nil after a suspend that was a break.
  private var suspendTime: Double?

  /// Seconds on the run's clock after which a suspend that was announced has failed, or its end was not reported. logind
  /// delays a suspend by 5 s (InhibitDelayMaxSec= in logind.conf(5)), and the clock does not count while suspended.
  static let longestAnnouncement = 60.0

  /// Whether the suspend that was announced has failed, or its end was not reported.
  func isOverdue(at time: Instant) -> Bool { isAsleep && time.seconds(since: began) >= Self.longestAnnouncement }

  /// - Parameter sitting: seconds of sitting in the bout that this ends; 0 without one.
  mutating func begin(at time: Instant, sitting: Double) {
    guard !isAsleep else { return }
    isAsleep = true
    began = time
    interruptedSitting = sitting + (sitting > 0 ? carriedSitting : 0)
    carriedSitting = 0
    suspendTime = nil
  }

  /// - Parameter asleep: seconds that the run's clock did not count.
  mutating func end(at time: Instant, asleep: Double, breakLength: Double) {
    let away = asleep + (isAsleep ? time.seconds(since: began) : 0)
    isAsleep = false
    suspendTime = away < breakLength && interruptedSitting > 0 ? away : nil
  }

  /// A bout begins after `rest` seconds without sitting. Returns whether it continues the bout before the suspend.
  mutating func continuesBout(after rest: Double, breakLength: Double) -> Bool {
    defer {
      interruptedSitting = 0
      suspendTime = nil
    }
    guard let suspendTime, rest + suspendTime < breakLength else { return false }
    carriedSitting = interruptedSitting
    return true
  }

  /// A bout ended with a break.
  mutating func forget() { carriedSitting = 0 }
}
