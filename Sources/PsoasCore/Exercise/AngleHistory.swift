/// The last seconds of an angle, to date an event that is recognized late.
///
/// A hold is recognized after its arming time, a break after its grace time. Both begin with a movement. The time
/// counted is the midpoint of that movement, where a person would press a stopwatch.
struct AngleHistory: Sendable {
  /// Seconds between two entries, and the number of entries: 12 s contain a plank's arming time and a slow movement
  /// into it.
  static let step = 0.1
  static let length = 120
  /// Least movement from one position to another, degrees: twice the sum of breathing, drift and tremor.
  static let leastMovement = 4.0
  /// Degrees back from the furthest point at which the search for a movement ends.
  static let turningBack = 2.0
  /// Seconds for which the pelvis must stay within `sway` degrees before a movement, which separates it from the
  /// movement before.
  static let pause = 1.5
  static let sway = 1.0
  /// Seconds at the end of the history whose mean is the current angle of the pelvis.
  static let settling = 1.5

  private var angles = InlineArray<120, Float>(repeating: 0)
  private var newest = 0
  private var count = 0
  private var since = 0.0

  mutating func forget() { (count, since) = (0, 0) }

  mutating func add(_ angle: Double, _ dt: Double) {
    since += dt
    guard count == 0 || since >= Self.step else { return }
    since = since < 2 * Self.step ? max(0, since - Self.step) : 0
    newest = (newest + 1) % Self.length
    angles[newest] = Float(angle)
    count = min(count + 1, Self.length)
  }

  /// - Parameter ago: number of entries before the newest.
  private func angle(_ ago: Int) -> Double {
    Double(angles[(newest - ago + Self.length) % Self.length])
  }

  private static func entries(_ seconds: Double) -> Int { Int(seconds / step) }

  /// The current angle of the pelvis; nil if unknown.
  var latest: Double? {
    guard count > 0 else { return nil }
    let entries = min(count, Self.entries(Self.settling))
    var sum = 0.0
    for ago in 0..<entries { sum += angle(ago) }
    return sum / Double(entries)
  }

  /// Seconds since the pelvis was half-way to `place`, where it has stayed since; nil if no movement led there.
  func sinceArrival(at place: Double) -> Double? {
    var furthest = (off: 0.0, ago: 0)
    var lain = (off: 0.0, ago: 0)
    for ago in 0..<count {
      let off = abs(angle(ago) - place)
      if off > furthest.off { furthest = (off, ago) }
      if off > lain.off + Self.sway { lain = (off, ago) }
      guard furthest.off >= Self.leastMovement else { continue }
      if off < furthest.off - Self.turningBack || ago - lain.ago > Self.entries(Self.pause) { break }
    }
    guard furthest.off >= Self.leastMovement else { return nil }
    var ago = furthest.ago
    while ago > 0, abs(angle(ago) - place) > furthest.off / 2 { ago -= 1 }
    return Double(ago) * Self.step
  }

  /// Seconds since the pelvis was half-way from `place`, where it was, to where it went in the last `seconds`; nil if
  /// it did not move.
  func sinceDeparture(from place: Double, within seconds: Double) -> Double? {
    var furthest = (off: 0.0, ago: 0)
    for ago in 0..<min(count, max(1, Self.entries(seconds))) {
      let off = abs(angle(ago) - place)
      if off > furthest.off { furthest = (off, ago) }
    }
    guard furthest.off >= Self.leastMovement else { return nil }
    var ago = furthest.ago
    while ago < count, abs(angle(ago) - place) > furthest.off / 2 { ago += 1 }
    return Double(ago) * Self.step
  }
}
