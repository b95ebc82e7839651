/// What the machine knows of a wearer whom no sensor sees: a locked screen and a session that nobody touches say that
/// nobody sits there.
///
/// It is evidence for want of better. Whoever reads, films or calls touches nothing and sits all the same, so as long
/// as a worn sensor speaks neither counts, and neither ever makes anybody sit.
struct AbsenceDetector: Equatable, Sendable {
  var isLocked = false
  /// Nobody has touched the session for as long as its desktop asks for (logind's IdleHint).
  var isIdle = false

  /// Time that no sensor sees is time away from the seat, as a break is.
  var isLikely: Bool { isLocked || isIdle }
}
