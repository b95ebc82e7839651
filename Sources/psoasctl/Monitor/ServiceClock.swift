import PsoasBus
import PsoasSystem

/// The clock of the service, microseconds since 1970-01-01 UTC: this machine's, unless the service's own is far from it,
/// as with a synthetic wearer at more than real time; then it is the time that the service last told.
struct ServiceClock {
  private static let tolerance: Int64 = 5_000_000
  /// The service's own time, if it is far from this machine's.
  private var foreign: Int64?
  private var last: (now: Int64, wall: Int64, monotonic: Int64, isForeign: Bool)?

  var now: Int64 { foreign ?? SystemClock.wall }

  init() {}

  /// The clock of the service that has sent a status.
  init(_ status: BusStatus) { follow(status.clock) }

  /// - Parameter time: now, by the service; 0 if it does not tell.
  mutating func follow(_ time: UInt64) {
    guard time > 0 else { return }
    let time = Int64(clamping: time)
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
