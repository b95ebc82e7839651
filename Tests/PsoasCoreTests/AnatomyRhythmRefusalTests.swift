import Foundation
import Testing

@testable import PsoasCore

/// What a rhythm measurement refuses, with which values, and when it ends without a result.
@Suite struct AnatomyRhythmRefusalTests {
  private static let limit = Instant(microseconds: Int64(RhythmMeasurement.longest * 1e6))

  @Test func `a wearer who never stands still is refused after three minutes, not before`() throws {
    var script = RhythmScript()
    script.peaks = []
    script.sway = 6
    script.afterwards = 176
    let run = script.run()
    #expect(run.measurement.progress.stage == .stance)
    #expect(run.measurement.progress.remaining > 2)
    #expect(run.measurement.trouble(at: Instant(microseconds: Self.limit.microseconds - 1)) == nil)
    #expect(run.measurement.trouble(at: Self.limit) == .neverStill)
    #expect(throws: RhythmRefusal.neverStill) { try run.read() }
  }

  @Test func `a wearer who stops after two bends runs out of time, and the bends are too few`() throws {
    var script = RhythmScript()
    script.peaks = [60, 20, 60]
    script.afterwards = 156
    let run = script.run()
    #expect(run.measurement.progress.stage == .bends)
    #expect(run.measurement.trouble(at: Instant(microseconds: Self.limit.microseconds - 1)) == nil)
    #expect(run.measurement.trouble(at: Self.limit) == .outOfTime)
    guard case .tooFewBends(2, let furthest) = script.refusal() else {
      Issue.record("not refused")
      return
    }
    #expect(abs(furthest - 20) < 0.2)
  }

  @Test func `a complete measurement does not run out of time`() {
    let run = RhythmScript().run()
    #expect(run.measurement.progress.stage == .complete)
    #expect(run.measurement.trouble(at: Self.limit) == nil)
  }

  @Test func `samples beyond the memory's end change nothing`() {
    var script = RhythmScript()
    script.peaks = []
    script.sway = 6
    script.afterwards = 185
    let run = script.run()
    #expect(run.measurement.progress.stage == .stance)
    #expect(run.measurement.trouble(at: Self.limit) == .neverStill)
  }

  @Test func `a wearer who does not stand upright again has not come back; no sensor is blamed for it`() {
    var script = RhythmScript()
    script.pelvis = { $0 * 0.8 }
    script.rest = 8
    guard case .notBack(let degrees) = script.refusal() else {
      Issue.record("\(String(describing: script.refusal()))")
      return
    }
    #expect(abs(degrees - 8) < 0.2)
    script.rest = 4
    #expect(script.refusal() == nil)
  }

  @Test func `a pelvis sensor that slipped is named`() {
    var script = RhythmScript()
    script.slipping = .pelvis
    script.slip = 7
    guard case .slipped(.pelvis, let degrees) = script.refusal() else {
      Issue.record("\(String(describing: script.refusal()))")
      return
    }
    #expect(abs(degrees - 7) < 0.2)
  }

  @Test func `bends that are deep enough only with their roll are too few`() {
    var script = RhythmScript()
    script.peaks = [24.7, 24.7, 24.7, 24.7]
    script.sideways = 0.28
    script.alternates = true
    // The inclination is 25.6 degrees, the flexion in the sagittal plane 24.7.
    #expect(script.run(bends: 4).measurement.progress.bends == 4)
    #expect(script.refusal(bends: 4) == .tooFewBends(0, furthestShort: 0))
    script.peaks = [25.5, 25.5, 25.5, 25.5]
    #expect(script.refusal(bends: 4) == nil)
  }

  @Test func `a pelvis that does not move at all has no sagittal plane`() {
    // Up along one axis of the sensor, so that nothing is rounded.
    var measurement = RhythmMeasurement(bends: 3, at: Instant(microseconds: 0))
    var frames = [RhythmFrame](repeating: RhythmFrame(), count: RhythmMeasurement.capacity)
    let script = RhythmScript()
    var span = frames.mutableSpan
    for index in 0..<Int(script.seconds * 50) {
      let time = Instant(microseconds: Int64(index) * 20_000)
      let flexion = script.trunk(at: time.seconds) * .pi / 180
      measurement.update(Vector3(0, 0, 1), of: .pelvis, at: time, into: &span)
      measurement.update(Vector3(-sin(flexion), 0, cos(flexion)), of: .trunk, at: time, into: &span)
    }
    let run = RhythmScript.Run(measurement: measurement, frames: frames)
    #expect(run.measurement.progress.bends == 3)
    #expect(throws: RhythmRefusal.sideways(.pelvis, 0)) { try run.read() }
  }

  @Test func `a trunk sensor that falls silent is named although the pelvis sensor goes on`() {
    var script = RhythmScript()
    script.silence = 20...60
    let run = script.run()
    let end = Instant(microseconds: Int64(script.seconds * 1e6))
    guard case .silent(.trunk, let seconds)? = run.measurement.trouble(at: end) else {
      Issue.record("\(String(describing: run.measurement.trouble(at: end)))")
      return
    }
    #expect(abs(seconds - (script.seconds - 20)) < 0.05)
    #expect(run.measurement.trouble(at: Instant(microseconds: 21_900_000)) == nil)
    #expect(run.measurement.trouble(at: Instant(microseconds: 22_100_000)) != nil)
  }
}
