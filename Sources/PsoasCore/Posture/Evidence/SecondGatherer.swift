/// Collects a sensor's samples into seconds.
struct SecondGatherer: Sendable {
  /// The current second.
  private var second: Int32 = 0
  /// Its end.
  private var end = Instant(microseconds: .min)
  private var length = 0.0
  private var upSum = Vector3.zero
  private var agitation = 0.0
  private var steps = 0.0
  private var proven = 0.0
  private var gap = 0.0
  private var lastTime: Instant?
  private var isTrunk = false
  /// Up of the last four seconds, the newest first; zero if there was none.
  private var past = InlineArray<4, Vector3>(repeating: .zero)

  /// Steps were carried steadily for most of the second.
  var isProven: Bool { proven > 0.5 * length }

  /// The samples come from the sensor at `placement` from now on. Directions of another torso sensor are in other axes.
  mutating func follow(_ placement: Placement) {
    guard placement != .thigh, isTrunk != (placement == .trunk) else { return }
    isTrunk.toggle()
    upSum = .zero
    past = InlineArray(repeating: .zero)
  }

  /// True if a sample at `time` begins another second than the current one.
  @inline(__always)
  func isOver(at time: Instant) -> Bool { time >= end && length > 0 }

  /// Adds one sample after `track` was updated with it.
  @inline(__always)
  mutating func add(_ track: inout SensorTrack, isTorso: Bool, isProven: Bool) {
    if length == 0 { begin(at: track.time) }
    let weight = track.interval
    if weight > 0 {
      length += weight
      if isTorso { upSum = upSum + track.up * weight }
      agitation += track.agitation * weight
      if track.steps.isWalking { steps += weight }
      if isProven { proven += weight }
    } else {
      addFirst(&track, isTorso: isTorso)
    }
    lastTime = track.time
  }

  /// A sample after a gap has no interval, but still shows the direction of up.
  private mutating func addFirst(_ track: inout SensorTrack, isTorso: Bool) {
    if let lastTime { gap = max(gap, track.time.seconds(since: lastTime)) }
    length += 1e-3
    if isTorso { upSum = upSum + track.up * 1e-3 }
  }

  private mutating func begin(at time: Instant) {
    let microseconds = time.microseconds
    second = Int32(truncatingIfNeeded: (microseconds < 0 ? microseconds - 999_999 : microseconds) / 1_000_000)
    end = Instant(microseconds: (Int64(second) + 1) * 1_000_000)
  }

  /// The second so far; nil if it has no sample yet.
  func evidence(forward: Vector3) -> PostureSecond? {
    guard length > 0 else { return nil }
    let up = upSum.normalized ?? .zero
    var least = 1.0
    for i in 0..<4 where past[i] != .zero && up != .zero { least = min(least, past[i].dot(up)) }
    return PostureSecond(
      second: second, up: up, forward: forward, isTrunk: isTrunk, meanSquare: agitation / length, steps: steps / length,
      turn: Trigonometry.acos(least) * Trigonometry.degreesPerRadian, gap: gap)
  }

  /// Starts the next second.
  mutating func turn() {
    for i in (1..<4).reversed() { past[i] = past[i - 1] }
    past[0] = upSum.normalized ?? .zero
    length = 0
    upSum = .zero
    agitation = 0
    steps = 0
    proven = 0
    gap = 0
  }
}
