/// Gathers a sensor's samples into seconds.
struct SecondGatherer: Sendable {
  private var second: Int32?
  private var length = 0.0
  private var upSum = Vector3.zero
  private var agitation = 0.0
  private var walking = 0.0
  private var proven = 0.0
  private var gap = 0.0
  private var lastTime: Instant?
  /// Up of the last four seconds, the newest first; zero where there was none.
  private var past = InlineArray<4, Vector3>(repeating: .zero)

  /// True where a sample at `time` begins another second than the one being gathered.
  func isOver(at time: Instant) -> Bool {
    guard let second else { return false }
    return Int32(truncatingIfNeeded: time.microseconds / 1_000_000) != second
  }

  /// One sample, as `track` has taken it.
  mutating func add(_ track: SensorTrack, shows: Bool, isProven: Bool) {
    if second == nil { second = Int32(truncatingIfNeeded: track.time.microseconds / 1_000_000) }
    if let lastTime { gap = max(gap, track.time.seconds(since: lastTime)) }
    lastTime = track.time
    // After a gap a sample has no interval, and still shows where up is.
    let weight = max(track.interval, 1e-3)
    length += weight
    if shows { upSum = upSum + track.up * weight }
    agitation += track.agitation * weight
    if track.steps.isWalking { walking += weight }
    if isProven { proven += weight }
  }

  /// The second so far; nil where it has no sample yet.
  func evidence(forward: Vector3) -> PostureSecond? {
    guard let second, length > 0 else { return nil }
    let up = upSum.normalized ?? .zero
    var least = 1.0
    for i in 0..<4 where past[i] != .zero && up != .zero { least = min(least, past[i].dot(up)) }
    return PostureSecond(
      second: second, up: up, forward: forward, meanSquare: agitation / length,
      walking: walking / length,
      proven: proven / length, turn: Trigonometry.acos(least) * Trigonometry.degreesPerRadian,
      gap: gap)
  }

  /// The next second begins.
  mutating func turn() {
    for i in (1..<4).reversed() { past[i] = past[i - 1] }
    past[0] = upSum.normalized ?? .zero
    second = nil
    length = 0
    upSum = .zero
    agitation = 0
    walking = 0
    proven = 0
    gap = 0
  }
}
