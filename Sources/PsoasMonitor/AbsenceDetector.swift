/// Detects from the login session that the wearer is absent when no sensor is worn: the screen is locked or the session
/// is idle.
///
/// This evidence is weak. A wearer who reads, watches a film or makes a call sits without using the input devices. Both
/// signals are therefore ignored while a worn sensor sends data, and neither ever counts as sitting.
struct AbsenceDetector: Equatable, Sendable {
  var isLocked = false
  /// The login session is idle by the desktop's timeout (logind's IdleHint).
  var isIdle = false

  /// Absence without a sensor counts as a break from sitting.
  var isLikely: Bool { isLocked || isIdle }
}
