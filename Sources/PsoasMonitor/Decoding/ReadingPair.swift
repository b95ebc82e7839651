import PsoasCore

/// Pairs readings of an accelerometer and a gyroscope that come at different times and rates.
///
/// A pair is complete when both halves have new readings, so that pairs come at the rate of the slower half. It covers
/// the time since the previous pair: the acceleration is the mean of the readings in it, the angular velocity is the
/// integral of its readings divided by their time. No reading is used twice, and none is lost. Where a half sends
/// nothing for `patience`, its last reading is repeated.
struct ReadingPair: Sendable {
  /// Seconds after which a pair does not wait for the other half: more than between two readings at 50 Hz, the least
  /// rate that the orientation filter supports.
  static let patience = 0.025
  /// The same for an angular velocity with timestamps: it is late, and comes with its own time.
  static let stampedPatience = 1.0

  private let isSparse: Bool
  private var acceleration: Vector3
  private var accelerationSum = Vector3.zero
  private var accelerations = 0
  private var turn: Vector3
  /// Integral of the angular velocity, rad, over `turnTime` seconds.
  private var turned = Vector3.zero
  private var turnTime = 0.0
  private var hasTurn = false
  /// The time of a reading since the last pair is unknown.
  private var isBroken = false
  /// Seconds for which the last angular velocity was repeated, and that its next reading covers again.
  private var repeated = 0.0
  /// Time of the last pair.
  private var last: Instant

  /// - Parameters:
  ///   - acceleration: the last reading, m/s2.
  ///   - turn: the last reading, rad/s.
  ///   - isSparse: the device sends nothing while nothing changes.
  ///   - time: time of the last sample.
  init(acceleration: Vector3, turn: Vector3, isSparse: Bool, at time: Instant) {
    self.acceleration = acceleration
    self.turn = turn
    self.isSparse = isSparse
    last = time
  }

  /// Adds a reading of the accelerometer, m/s2.
  mutating func add(acceleration reading: Vector3) {
    acceleration = reading
    accelerationSum = accelerationSum + reading
    accelerations += 1
  }

  /// Adds a reading of the gyroscope, rad/s.
  /// - Parameter seconds: since the previous reading; nil if unknown.
  mutating func add(turn reading: Vector3, over seconds: Double?) {
    turn = reading
    guard let seconds else {
      lose()
      hasTurn = true
      return
    }
    var time = max(seconds - repeated, 0)
    repeated = max(repeated - seconds, 0)
    // What changes only now had its previous value until now.
    if isSparse { time = min(time, Self.patience) }
    guard time > 0 else { return }
    turned = turned + reading * time
    turnTime += time
    hasTurn = true
  }

  /// Events were lost: the time that the next pair covers is unknown.
  mutating func lose() {
    isBroken = true
    repeated = 0
  }

  /// The pair that is complete at `time`, the time of the frame whose readings were added last; nil if there is none.
  mutating func next(at time: Instant) -> Sample? {
    let elapsed = max(time.seconds(since: last), 0)
    if accelerations == 0 || !hasTurn {
      guard elapsed >= (hasTurn || isSparse ? Self.patience : Self.stampedPatience) else { return nil }
    }
    var sample = Sample(time: time, interval: 0, acceleration: acceleration, angularVelocity: turn)
    if accelerations > 1 { sample.acceleration = accelerationSum * (1 / Double(accelerations)) }
    if !isBroken {
      if turnTime > 0 {
        sample.interval = turnTime
        sample.angularVelocity = turned * (1 / turnTime)
      } else {
        sample.interval = elapsed
        repeated += elapsed
      }
    }
    (accelerationSum, accelerations) = (.zero, 0)
    (turned, turnTime, hasTurn, isBroken) = (.zero, 0, false, false)
    last = time
    return sample
  }
}
