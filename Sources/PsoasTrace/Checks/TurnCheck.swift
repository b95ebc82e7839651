import PsoasCore

/// Tells whether angular velocity is in rad/s by what gravity shows: up turns in sensor axes by `-omega x up`.
///
/// Means over a tenth of a second are compared, two seconds at a time. Where the sensor truly turns, the measured and
/// the predicted change go together whatever the unit, and their ratio is the unit: 1 for rad/s, 1/57.3 for degrees.
/// Where up stands still although a steady turn is read, the reading is no turn either. Windows in which the two do not
/// go together (walking, turns about the vertical, a shake) say nothing.
struct TurnCheck {
  enum Finding: Equatable {
    /// The readings are so many times the turn that gravity shows.
    case scaled(times: Double)
    /// A steady turn about a level axis while up does not move, rad/s.
    case contradicted(rate: Double)
  }

  private(set) var isDecided = false
  /// The unit was not given: a steady turn that gravity does not show may be one of degrees.
  var doubtsSteady = true

  private struct Block {
    var acceleration = Vector3.zero
    var turn = Vector3.zero
    var count = 0
    var began = Instant(microseconds: 0)
  }

  private var block = Block()
  private var before: (up: Vector3, turn: Vector3, time: Instant)?
  // Of the window: predicted with measured change, and each with itself.
  private var cross = 0.0
  private var predicted = 0.0
  private var measured = 0.0
  private var drift = Vector3.zero
  private var blocks = 0
  private var windowFirst = Vector3.zero
  // Windows that speak for a scale.
  private var agreeing = 0
  private var scaled: (count: Int, ratio: Double) = (0, 0)
  private var still: (count: Int, rate: Double) = (0, 0)

  private static let blockLength: Int64 = 100_000
  private static let blocksInWindow = 20

  mutating func take(_ sample: Sample) -> Finding? {
    guard sample.hasGyroscope else { return nil }
    if block.count == 0 { block.began = sample.time }
    let elapsed = sample.time.microseconds - block.began.microseconds
    if elapsed >= TurnCheck.blockLength {
      let finding = close(at: sample.time, isWhole: elapsed < 2 * TurnCheck.blockLength)
      block = Block()
      block.began = sample.time
      add(sample)
      return finding
    }
    add(sample)
    return nil
  }

  private mutating func add(_ sample: Sample) {
    block.acceleration = block.acceleration + sample.acceleration
    block.turn = block.turn + sample.angularVelocity
    block.count += 1
  }

  private mutating func close(at time: Instant, isWhole: Bool) -> Finding? {
    let share = 1 / Double(block.count)
    let force = block.acceleration * share
    let size = force.dot(force).squareRoot()
    // Beside 9.8 by a seventh, the force is no measure of up.
    guard isWhole, (8.4...11.2).contains(size) else {
      forgetWindow()
      return nil
    }
    let up = force * (1 / size)
    let turn = block.turn * share
    defer { before = (up, turn, time) }
    guard let before else {
      windowFirst = up
      return nil
    }
    let seconds = time.seconds(since: before.time)
    let change = up - before.up
    let expected = (up + before.up).cross(turn + before.turn) * (0.25 * seconds)
    cross += change.dot(expected)
    predicted += expected.dot(expected)
    measured += change.dot(change)
    drift = drift + expected
    blocks += 1
    guard blocks >= TurnCheck.blocksInWindow else { return nil }
    let moved = up - windowFirst
    let finding = closeWindow(moved.dot(moved).squareRoot())
    forgetWindow()
    return finding
  }

  private mutating func forgetWindow() {
    (cross, predicted, measured, drift, blocks, before) = (0, 0, 0, .zero, 0, nil)
  }

  /// - Parameter moved: by how much up changed over the window.
  private mutating func closeWindow(_ moved: Double) -> Finding? {
    if predicted > 0.2, measured < 0.01 * predicted {
      // Who truly turns by 0.1 in each block takes up with it; a tenth of that is no noise.
      scaled = (scaled.count + 1, scaled.ratio + (predicted / max(measured, 1e-6)).squareRoot())
    } else if measured > 0.01, cross > 0, cross * cross > 0.5 * predicted * measured {
      // A change by 1.3 degrees in each block at least, that the readings follow.
      let ratio = predicted / cross
      if (0.4...2.5).contains(ratio) {
        agreeing += 1
      } else if ratio > 10 || ratio < 0.1 {
        scaled = (scaled.count + 1, scaled.ratio + ratio)
      }
    } else if doubtsSteady, measured < 0.001, moved < 0.02 {
      let rate = drift.dot(drift).squareRoot() / (0.1 * Double(TurnCheck.blocksInWindow))
      if rate > 0.2 { still = (still.count + 1, still.rate + rate) }
    }
    if agreeing >= 3 {
      isDecided = true
    } else if scaled.count >= 3 {
      isDecided = true
      return .scaled(times: scaled.ratio / Double(scaled.count))
    } else if still.count >= 5 {
      isDecided = true
      return .contradicted(rate: still.rate / Double(still.count))
    }
    return nil
  }
}
