/// Resamples two sensors with their own clocks and rates to one time grid.
///
/// Up at each instant of the grid is interpolated linearly between the two samples around it: at a bend's 100 degrees/s
/// and 50 samples per second the error is a hundredth of a degree.
struct RhythmTrack: Sendable {
  /// Microseconds between frames: 50 Hz, ten times the movement's bandwidth (5 Hz, Acti4 and SKDH).
  static let interval: Int64 = 20_000
  static let seconds = Double(interval) * 1e-6
  /// Longest gap between two samples that interpolation may bridge, seconds; chosen by judgement.
  static let longestGap = 0.5

  let start: Instant
  private var pelvis = Side()
  private var trunk = Side()
  /// The longest gap so far, if one was too long.
  private(set) var gap: (side: RhythmSide, seconds: Double)?

  struct Side: Sendable {
    var last: (time: Instant, up: Vector3)?
    /// Number of frames that have this side's up.
    var filled = 0
  }

  init(start: Instant) { self.start = start }

  /// Number of frames that have both.
  var count: Int { min(pelvis.filled, trunk.filled) }

  /// Time of the placement's last sample; the start if it has sent none.
  func lastTime(_ side: RhythmSide) -> Instant {
    switch side {
    case .pelvis: pelvis.last?.time ?? start
    case .trunk: trunk.last?.time ?? start
    }
  }

  /// Adds one sample's up and fills the frames up to its time, as far as there is room.
  mutating func update(
    _ up: Vector3, of side: RhythmSide, at time: Instant, into frames: inout MutableSpan<RhythmFrame>
  ) {
    let silent = time.seconds(since: lastTime(side))
    guard silent > 0 || lastTime(side) == start else { return }
    if silent > max(Self.longestGap, gap?.seconds ?? 0) { gap = (side, silent) }
    switch side {
    case .pelvis: pelvis.fill(up, of: side, at: time, since: start, into: &frames)
    case .trunk: trunk.fill(up, of: side, at: time, since: start, into: &frames)
    }
  }
}

extension RhythmTrack.Side {
  mutating func fill(
    _ up: Vector3, of side: RhythmSide, at time: Instant, since start: Instant,
    into frames: inout MutableSpan<RhythmFrame>
  ) {
    while filled < frames.count {
      let due = Instant(microseconds: start.microseconds + Int64(filled) * RhythmTrack.interval)
      guard due <= time else { break }
      var value = up
      if let last, last.time < time {
        let share = due.seconds(since: last.time) / time.seconds(since: last.time)
        value = (last.up + (up - last.up) * share).normalized ?? up
      }
      frames[filled][up: side] = value
      filled += 1
    }
    last = (time, up)
  }
}
