/// The last seconds of an angle: what is recognised late is dated to when it happened.
///
/// A hold is recognised after its arming, a break after its grace. Both begin with a movement, and a position is taken,
/// or left, half-way through that: what a person with a stopwatch would press at.
struct AngleHistory: Sendable {
  /// Seconds between two entries, and how many there are: a plank's arming and a slow way into it are in 12 s.
  static let step = 0.1
  static let length = 120
  /// Degrees that a movement from one position to another has at least: twice what breath, drift and tremor add up to.
  static let leastMovement = 4.0
  /// Degrees back from its furthest point at which a movement is followed no further.
  static let turningBack = 2.0
  /// Seconds for which the pelvis must have lain somewhere, give or take `sway` degrees, for a movement to have begun
  /// there: the one before it is another.
  static let pause = 1.5
  static let sway = 1.0
  /// Seconds at the end of the trail whose mean is where the pelvis lies now.
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

  /// `ago`: entries before the newest.
  private func angle(_ ago: Int) -> Double {
    Double(angles[(newest - ago + Self.length) % Self.length])
  }

  private static func entries(_ seconds: Double) -> Int { Int(seconds / step) }

  /// Where the pelvis lies now; nil where nothing is known.
  var latest: Double? {
    guard count > 0 else { return nil }
    let entries = min(count, Self.entries(Self.settling))
    var sum = 0.0
    for ago in 0..<entries { sum += angle(ago) }
    return sum / Double(entries)
  }

  /// Seconds since the pelvis was half-way to `place`, where it lies since; nil where no movement led there.
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

  /// Seconds since the pelvis was half-way from `place`, where it lay, to where it went in the last `seconds`; nil where
  /// it went nowhere.
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
