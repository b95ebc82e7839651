import PsoasCore

/// Checks the unit of angular velocity against gravity: up rotates in sensor axes by `-omega x up`.
///
/// Means over a tenth of a second are compared, two seconds at a time. While the sensor rotates, the measured and the
/// predicted change are proportional whatever the unit, and their ratio gives the unit: 1 for rad/s, 1/57.3 for
/// degrees. If up is constant during a steady reading, that is no rotation either. Windows in which the two are not
/// proportional (walking, rotation about the vertical, shaking) are ignored.
struct TurnCheck: Sendable {
  enum Finding: Equatable {
    /// The readings are so many times the rotation that gravity shows.
    case scaled(times: Double)
    /// A steady rotation about a horizontal axis while up is constant, rad/s.
    case contradicted(rate: Double)
  }

  private(set) var isDecided = false
  /// The unit was not specified: a steady rotation that gravity does not show may be in degrees.
  var doubtsSteady = true

  private struct Block {
    var acceleration = Vector3.zero
    var turn = Vector3.zero
    var count = 0
    var began = Instant(microseconds: 0)
  }

  private var block = Block()
  private var before: (up: Vector3, turn: Vector3, time: Instant)?
  // Sums over the window: predicted times measured change, and the squares of both.
  private var cross = 0.0
  private var predicted = 0.0
  private var measured = 0.0
  private var drift = Vector3.zero
  private var blocks = 0
  private var windowFirst = Vector3.zero
  // Number of windows that indicate a scale.
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
    // If the specific force deviates from 9.8 by more than a seventh, it does not show up.
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

  /// - Parameter moved: change of up over the window.
  private mutating func closeWindow(_ moved: Double) -> Finding? {
    if predicted > 0.2, measured < 0.01 * predicted {
      // A rotation by 0.1 in each block changes up by as much; a tenth of that is more than noise.
      scaled = (scaled.count + 1, scaled.ratio + (predicted / max(measured, 1e-6)).squareRoot())
    } else if measured > 0.01, cross > 0, cross * cross > 0.5 * predicted * measured {
      // A change of at least 1.3 degrees in each block that the readings follow.
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
