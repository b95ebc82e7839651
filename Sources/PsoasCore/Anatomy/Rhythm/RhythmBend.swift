/// One forward bend and the return: the shares of the lumbar spine and the pelvis. Angles in degrees, relative to the
/// stance before this bend.
public struct RhythmBend: Sendable {
  /// Number of phases of 30 degrees that are reported separately: 0 to 120 degrees.
  public static let phases = 4
  /// Degrees between two points of the curve, and the number of points.
  public static let curveStep = 5
  public static let curvePoints = 29

  /// Start, in seconds of the measurement, and the durations of bend and return.
  public var began = 0.0
  public var length = 0.0
  /// The greatest flexion of the trunk (T12-L1), and the anterior tilt of the pelvis at that time.
  public var trunk = 0.0
  public var pelvis = 0.0
  /// Mean speed from 10 to 90 % of the range, degrees/s.
  public var speed = 0.0
  public var returnSpeed = 0.0
  /// Seconds from the onset of the lumbar spine to the onset of the pelvis, each at 5 % of its peak velocity: positive
  /// if the pelvis begins later. nil if either moves by less than 3 degrees.
  public var pelvicDelay: Double?
  /// Degrees of lumbar flexion per degree of pelvic tilt. nil if the pelvis moves by less than 3 degrees in the phase,
  /// or if the bend covers less than four fifths of it.
  public var forwardRatios = InlineArray<4, Double?>(repeating: nil)
  public var returnRatios = InlineArray<4, Double?>(repeating: nil)
  public var forwardThirds = InlineArray<3, Double?>(repeating: nil)
  public var returnThirds = InlineArray<3, Double?>(repeating: nil)
  /// Tilt of the pelvis when the trunk passed 0, 5, 10, ... 140 degrees; infinite if it did not.
  public var forwardCurve = InlineArray<29, Float>(repeating: .infinity)
  public var returnCurve = InlineArray<29, Float>(repeating: .infinity)

  public init() {}

  /// Flexion of the lumbar spine at the trunk's greatest flexion.
  public var lumbar: Double { trunk - pelvis }
  /// Share of the lumbar spine in the trunk's flexion, percent.
  public var contribution: Double { trunk > 0 ? 100 * lumbar / trunk : 0 }

  /// The direction of the trunk's movement.
  public enum Direction: UInt8, Sendable {
    case forward, back

    public var name: StaticString { self == .forward ? "forward" : "return" }
  }

  /// Degrees of lumbar flexion per degree of pelvic tilt while the trunk is between 30 * `phase` and 30 * (`phase` + 1)
  /// degrees; `phase` from 0 to 3.
  public func ratio(_ direction: Direction, phase: Int) -> Double? {
    direction == .forward ? forwardRatios[phase] : returnRatios[phase]
  }

  /// The same for the thirds of this bend's own flexion; `third` from 0, nearest to upright, to 2.
  public func ratio(_ direction: Direction, third: Int) -> Double? {
    direction == .forward ? forwardThirds[third] : returnThirds[third]
  }

  /// The tilt of the pelvis when the trunk passed 5 * `point` degrees; `point` from 0 to 28.
  public func pelvis(_ direction: Direction, point: Int) -> Double? {
    let value = direction == .forward ? forwardCurve[point] : returnCurve[point]
    return value.isFinite ? Double(value) : nil
  }
}

extension RhythmBend: Equatable {
  public static func == (a: RhythmBend, b: RhythmBend) -> Bool {
    guard a.began == b.began, a.length == b.length, a.trunk == b.trunk, a.pelvis == b.pelvis, a.speed == b.speed,
      a.returnSpeed == b.returnSpeed, a.pelvicDelay == b.pelvicDelay
    else { return false }
    for i in 0..<4 where a.forwardRatios[i] != b.forwardRatios[i] || a.returnRatios[i] != b.returnRatios[i] {
      return false
    }
    for i in 0..<3 where a.forwardThirds[i] != b.forwardThirds[i] || a.returnThirds[i] != b.returnThirds[i] {
      return false
    }
    for i in 0..<29 where a.forwardCurve[i] != b.forwardCurve[i] || a.returnCurve[i] != b.returnCurve[i] {
      return false
    }
    return true
  }
}
