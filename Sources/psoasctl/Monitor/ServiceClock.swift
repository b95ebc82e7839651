import PsoasSystem

/// The clock of the service, microseconds since 1970-01-01 UTC: this machine's, unless the service's own is far from it,
/// as with a synthetic wearer at more than real time; then it is the time of the last tilt.
struct ServiceClock {
  private static let tolerance: Int64 = 5_000_000
  /// The service's own time, if it is far from this machine's.
  private var foreign: Int64?
  private var last: (now: Int64, wall: Int64, monotonic: Int64, isForeign: Bool)?

  var now: Int64 { foreign ?? SystemClock.wall }

  /// - Parameter time: now, by the service.
  mutating func follow(_ time: Int64) {
    foreign = (time - SystemClock.wall).magnitude > Self.tolerance.magnitude ? time : nil
  }

  mutating func reset() { foreign = nil }

  /// Nothing was received for a while: the next step has no known beginning.
  mutating func forget() { last = nil }

  /// The time since the last call. A jump is time without measurements: suspended, or the clock was set.
  mutating func step() -> (time: Range<Int64>, isJump: Bool, isBack: Bool) {
    let (wall, monotonic) = (SystemClock.wall, SystemClock.monotonic)
    let now = now
    defer { last = (now, wall, monotonic, foreign != nil) }
    guard let last else { return (now..<now, true, false) }
    let drift = ((wall - last.wall) - (monotonic - last.monotonic)).magnitude
    let isBack = now < last.now - 1_000_000
    let isJump = (foreign != nil) != last.isForeign || drift > Self.tolerance.magnitude || isBack
    return (min(last.now, now)..<now, isJump, isBack)
  }
}
