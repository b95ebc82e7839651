/// One forward bend and the return from it: how the lumbar spine and the pelvis shared it. Angles in degrees, all
/// from the stance before this very bend.
public struct RhythmBend: Sendable {
  /// Phases of 30 degrees, reported separately: 0 to 120.
  public static let phases = 4
  /// Degrees between two points of the curve, and how many points there are.
  public static let curveStep = 5
  public static let curvePoints = 29

  /// Seconds of the measurement at which it began, and how long bend and return took.
  public var began = 0.0
  public var length = 0.0
  /// Flexion of the trunk (T12-L1) where it was greatest, and anterior tilt of the pelvis there.
  public var trunk = 0.0
  public var pelvis = 0.0
  /// Degrees a second, on the mean, from a tenth to nine tenths of the way.
  public var speed = 0.0
  public var returnSpeed = 0.0
  /// Seconds from the lumbar spine's onset to the pelvis's, each at 5 % of its own greatest velocity: positive where
  /// the pelvis begins later. nil where either moves by less than 3 degrees.
  public var pelvicDelay: Double?
  /// Lumbar degrees for each degree of the pelvis. nil where the pelvis moves by less than 3 degrees in the phase,
  /// or the bend covers less than four fifths of it.
  public var forwardRatios = InlineArray<4, Double?>(repeating: nil)
  public var returnRatios = InlineArray<4, Double?>(repeating: nil)
  public var forwardThirds = InlineArray<3, Double?>(repeating: nil)
  public var returnThirds = InlineArray<3, Double?>(repeating: nil)
  /// The pelvis where the trunk passed 0, 5, 10, ... 140 degrees; infinite where it did not.
  public var forwardCurve = InlineArray<29, Float>(repeating: .infinity)
  public var returnCurve = InlineArray<29, Float>(repeating: .infinity)

  public init() {}

  /// Flexion of the lumbar spine where the trunk's was greatest.
  public var lumbar: Double { trunk - pelvis }
  /// The lumbar spine's part of the trunk's flexion, per cent.
  public var contribution: Double { trunk > 0 ? 100 * lumbar / trunk : 0 }

  /// Which way the trunk moves.
  public enum Direction: UInt8, Sendable {
    case forward, back

    public var name: StaticString { self == .forward ? "forward" : "return" }
  }

  /// Lumbar degrees for each of the pelvis while the trunk is between 30 `phase` and 30 more; `phase` from 0 to 3.
  public func ratio(_ direction: Direction, phase: Int) -> Double? {
    direction == .forward ? forwardRatios[phase] : returnRatios[phase]
  }

  /// The same in the thirds of this bend's own flexion; `third` from 0, nearest to upright, to 2.
  public func ratio(_ direction: Direction, third: Int) -> Double? {
    direction == .forward ? forwardThirds[third] : returnThirds[third]
  }

  /// The pelvis's tilt where the trunk passed 5 `point` degrees; `point` from 0 to 28.
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
