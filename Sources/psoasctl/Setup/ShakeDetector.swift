import PsoasCore

/// Whether a hand is shaking a sensor: its acceleration swings to and fro at least three times a second.
///
/// Counted are the changes of direction, along any one axis of the sensor, between more than `leastSwing` one way and
/// more than that the other way. A hand that shakes by 3 cm to both sides three times a second swings by 9 m/s2 and
/// changes direction six times a second. `leastSwing` and `needed` were measured on 5.7 hours of walking with a sensor
/// at the waist and 5.4 hours with one on the thigh (HAPT, HARTH, HAR70+): 0.001 % and 0.004 % of the moments count as
/// shaken, and none of standing, stairs or cycling. A knock on the desk lasts some milliseconds: `smoothing` leaves a
/// third of `leastSwing` of one with 20 m/s2 and 5 ms. Running is not told from shaking.
struct ShakeDetector {
  /// m/s2 to each side of the mean.
  static let leastSwing = 8.0
  /// Changes of direction within `span`.
  static let needed = 12
  /// Seconds.
  static let span = 2.0
  /// Time constants in seconds: of what is measured, and of the mean, which contains gravity.
  private static let (smoothing, mean) = (0.03, 0.5)
  /// Seconds without a sample after which it begins anew.
  private static let longestGap = 0.5

  private var fast = Vector3.zero
  private var slow = Vector3.zero
  /// -1, 0 or 1 for each axis: the side of the last swing.
  private var sides: [Double] = [0, 0, 0]
  /// Times of the changes of direction of each axis within `span`, seconds.
  private var changes: [[Double]] = [[], [], []]
  private var last: Double?

  /// - Parameters:
  ///   - acceleration: m/s2, in the sensor's axes.
  ///   - time: seconds, of any clock.
  mutating func add(_ acceleration: Vector3, at time: Double) {
    guard let before = last, time >= before, time - before < Self.longestGap else {
      self = ShakeDetector()
      (fast, slow, last) = (acceleration, acceleration, time)
      return
    }
    let dt = time - before
    last = time
    fast = fast + (acceleration - fast) * (dt / (Self.smoothing + dt))
    slow = slow + (fast - slow) * (dt / (Self.mean + dt))
    let swing = fast - slow
    for (axis, value) in [swing.x, swing.y, swing.z].enumerated() {
      let side: Double = value > Self.leastSwing ? 1 : value < -Self.leastSwing ? -1 : 0
      if side != 0, side != sides[axis] {
        sides[axis] = side
        changes[axis].append(time)
      }
      changes[axis].removeAll { $0 < time - Self.span }
    }
  }

  /// Changes of direction within the last `span` seconds up to the last sample, along the axis with the most.
  var count: Int { max(changes[0].count, changes[1].count, changes[2].count) }

  var isShaken: Bool { count >= Self.needed }
}

/// Which of several sensors is shaken.
enum ShakeChoice: Equatable {
  case none
  case one(Int)
  /// More than one is moved like that: none is chosen.
  case several

  /// - Parameter counts: changes of direction of each sensor (`ShakeDetector.count`); 0 for one that sends nothing.
  init(_ counts: [Int]) {
    let shaken = counts.indices.filter { counts[$0] >= ShakeDetector.needed }
    guard let first = shaken.first else {
      self = .none
      return
    }
    // One that is half as busy may be in the same hand, and only begin later.
    let others = counts.indices.filter { $0 != first && counts[$0] * 2 >= ShakeDetector.needed }
    self = others.isEmpty ? .one(first) : .several
  }
}
