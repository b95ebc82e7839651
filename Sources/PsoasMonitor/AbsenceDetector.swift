/// Detects from the session that the wearer is absent when no sensor is worn: the screen is locked or the session is
/// idle.
///
/// This evidence is weak. A wearer who reads, watches a film or makes a call sits without using the input devices. Both
/// signals are therefore ignored while a worn sensor sends data, and neither signal ever counts as sitting.
struct AbsenceDetector: Equatable, Sendable {
  var isLocked = false
  /// The session is idle by the desktop's own timeout (logind's IdleHint).
  var isIdle = false

  /// Time that no sensor sees is time away from the seat, as a break is.
  var isLikely: Bool { isLocked || isIdle }
}
