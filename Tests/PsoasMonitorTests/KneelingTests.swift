import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// A session with a pelvis whose tilt the test sets, fifty samples a second.
private struct Kneeler {
  static let upright = Vector3(0, 1, 0)
  static let axes = Calibration(upright: upright, mediolateral: Vector3(0, 0, 1)).map { BodyAxes.full($0) } ?? .unknown
  var session: ExerciseSession
  var now = 0.0
  var events: [ExerciseSessionEvent] = []

  /// Ten seconds to get ready, then a hold of thirty.
  init() {
    var exercise = Exercise(
      identifier: "kneel",
      stages: [ExerciseStage(.move(seconds: 10...10)), ExerciseStage(.hold(seconds: 30...30))])
    exercise.check = .hipFlexorHold
    exercise.avoid = .noKneeling
    session = ExerciseSession(exercise, ExerciseSessionRequest("kneel"), sensor: .axes, at: 0)
    session.begin(into: &events)
  }

  private static func up(_ tilt: Double) -> Vector3 {
    // Of the two directions, the one that is anterior.
    let radians = tilt / Trigonometry.degreesPerRadian
    let (sine, cosine) = (Trigonometry.sine(radians), Trigonometry.cosine(radians))
    let one = Vector3(sine, cosine, 0)
    return ExercisePose(axes, up: one).tilt.map { $0 * tilt >= 0 } ?? true ? one : Vector3(-sine, cosine, 0)
  }

  /// - Parameter tilt: degrees by the second of the session.
  mutating func pass(_ seconds: Int, _ tilt: (Double) -> Double) {
    for _ in 0..<seconds where !session.isOver {
      for _ in 0..<50 {
        now += 0.02
        let up = Self.up(tilt(now))
        session.update(
          Sample(
            time: Instant(microseconds: Int64(now * 1e6)), interval: 0.02, acceleration: up * 9.81,
            angularVelocity: .zero), up: up, bias: .zero, axes: Self.axes)
      }
      session.step(at: now, hasSensor: true, into: &events)
    }
  }

  var feedback: [ExerciseSessionFeedback] {
    events.compactMap { if case .feedback(let feedback) = $0 { feedback } else { nil } }
  }
  var result: ExerciseSessionResult? { if case .finished(let result)? = events.last { result } else { nil } }
  var target: ClosedRange<Double>? { session.progress.target }
}

@Suite struct KneelingTests {
  @Test func `the target is where time counts: below the stance before the tuck`() throws {
    var kneeler = Kneeler()
    kneeler.pass(12) { _ in 4 }
    let target = try #require(kneeler.target)
    #expect((target.upperBound - 1).magnitude < 0.3 && target.lowerBound == -30, "\(target)")
    // The needle inside it counts, and outside it does not.
    kneeler.pass(8) { _ in 0 }
    #expect(kneeler.session.progress.done > 4 && kneeler.session.progress.isHolding)
  }

  @Test func `a stance that still moves, however slowly, is not where a tuck begins`() throws {
    var kneeler = Kneeler()
    // Almost a degree a second, from the end of an earlier stretch.
    kneeler.pass(14) { -9 + 0.95 * $0 }
    #expect(kneeler.target == nil && kneeler.feedback.allSatisfy { $0 == .holdStill }, "\(kneeler.feedback)")
    kneeler.pass(4) { _ in 4.3 }
    let target = try #require(kneeler.target)
    #expect((target.upperBound - 1.3).magnitude < 0.5, "\(target)")
  }

  @Test func `a hold that the sensor does not see goes on by the clock, with credit for what it saw`() throws {
    var kneeler = Kneeler()
    // Six seconds of a tuck, then none.
    kneeler.pass(12) { _ in 2 }
    kneeler.pass(9) { _ in -6 }
    kneeler.pass(100) { _ in 2 }
    #expect(kneeler.feedback.contains(.tuck) && kneeler.feedback.contains(.byClock))
    let result = try #require(kneeler.result)
    #expect(result.ending == .completed && kneeler.now < 80, "\(kneeler.now)")
    #expect(result.heldSeconds > 3 && result.heldSeconds < 12 && result.credit < 0.5 && !result.isDone)
    #expect(result.checkedSeconds <= result.heldSeconds)
  }

  @Test func `what the sensor sees after it counts as well`() throws {
    var kneeler = Kneeler()
    kneeler.pass(35) { _ in 2 }
    #expect(kneeler.feedback.last == .byClock)
    kneeler.pass(60) { _ in -6 }
    let result = try #require(kneeler.result)
    #expect(result.ending == .completed && result.heldSeconds > 15, "\(result)")
  }

  @Test func `a seat is not the position: it is said, and nothing goes on by the clock`() throws {
    var kneeler = Kneeler()
    kneeler.pass(400) { _ in -14 }
    #expect(kneeler.feedback == [.getUpright])
    let result = try #require(kneeler.result)
    #expect(result.ending == .abandoned && result.credit == 0)
  }

  @Test func `no hold has more checked than held, wherever it breaks`() {
    for phase in 0..<12 {
      var kneeler = Kneeler()
      kneeler.pass(11) { _ in 2 }
      kneeler.pass(90) { Int($0 * 4) % (24 + phase) < 18 ? -6 : 3 }
      for event in kneeler.events {
        if case .stageDone(let stage) = event { #expect(stage.checked <= stage.done, "\(phase)") }
        if case .finished(let result) = event { #expect(result.checkedSeconds <= result.heldSeconds, "\(phase)") }
      }
    }
  }
}
