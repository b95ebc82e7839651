import Foundation
import Testing

@testable import PsoasCore

/// The rhythm from the `up` of two sensors that follow given angles exactly.
@Suite struct AnatomyRhythmTests {
  @Test func `a constant share gives constant ratios, down and up`() throws {
    let run = RhythmScript().run()
    #expect(run.measurement.progress.stage == .complete)
    let bends = try run.read()
    #expect(bends.count == 3)
    for (bend, peak) in zip(bends, [90.0, 95, 100]) {
      #expect(abs(bend.trunk - peak) < 0.1)
      #expect(abs(bend.pelvis - 0.4 * peak) < 0.1)
      #expect(abs(bend.contribution - 60) < 0.1)
      for direction in [RhythmBend.Direction.forward, .back] {
        for phase in 0..<3 { #expect(abs(try #require(bend.ratio(direction, phase: phase)) - 1.5) < 0.02) }
        #expect(bend.ratio(direction, phase: 3) == nil)
        for third in 0..<3 { #expect(abs(try #require(bend.ratio(direction, third: third)) - 1.5) < 0.02) }
        #expect(abs(try #require(bend.pelvis(direction, point: 12)) - 24) < 0.1)
        #expect(bend.pelvis(direction, point: 25) == nil)
      }
      // A quintic of two seconds needs 1.01 s from 10 to 90 %.
      #expect(abs(bend.speed - 0.8 * peak / 1.013) < 2)
      #expect(abs(bend.length - 5) < 0.5)
      #expect(abs(try #require(bend.pelvicDelay)) < 0.05)
    }
    let rhythm = LumbopelvicRhythm(bends.span)
    #expect(rhythm?.trunk.count == 3)
    #expect(abs((rhythm?.trunk.median ?? 0) - 95) < 0.1)
    #expect(abs((rhythm?.trunk.least ?? 0) - 90) < 0.1)
    #expect(abs((rhythm?.trunk.greatest ?? 0) - 100) < 0.1)
  }

  @Test func `a pelvis that moves late has that delay`() throws {
    var script = RhythmScript()
    script.delay = 0.3
    let run = script.run()
    // Only the lumbar spine moves at first, so its onset is that of the trunk.
    for bend in try run.read() { #expect(abs(try #require(bend.pelvicDelay) - 0.3) < 0.08) }
  }

  @Test func `a phase in which the pelvis hardly moves has no ratio`() throws {
    var script = RhythmScript()
    script.pelvis = { max(0, $0 - 40) * 0.8 }
    let run = script.run()
    for bend in try run.read() {
      #expect(bend.ratio(.forward, phase: 0) == nil)
      #expect(bend.ratio(.forward, phase: 1) != nil)
      #expect(abs(try #require(bend.ratio(.forward, phase: 2)) - 0.25) < 0.02)
    }
  }

  @Test func `bends that are too small are reported with the largest of them`() {
    var script = RhythmScript()
    script.peaks = [60, 18, 60, 16]
    guard case .tooFewBends(2, let furthest) = script.refusal() else {
      Issue.record("not refused")
      return
    }
    #expect(abs(furthest - 18) < 0.2)
  }

  @Test func `a sensor that slipped is named, and so is a wearer who stands otherwise`() {
    var script = RhythmScript()
    script.slip = 9
    guard case .slipped(.trunk, let degrees) = script.refusal() else {
      Issue.record("not refused")
      return
    }
    #expect(abs(degrees - 9) < 0.2)
    script.slip = 3
    #expect(script.refusal() == nil)
  }

  @Test func `a bend that twists is refused, a little roll is not`() {
    var script = RhythmScript()
    script.sideways = 0.08
    #expect(script.refusal() == nil)
    script.twist = 50
    guard case .sideways(.trunk, let share)? = script.refusal() else {
      Issue.record("not refused")
      return
    }
    #expect(share < 90)
  }

  @Test func `exchanged sensors are noticed`() {
    var script = RhythmScript()
    script.interchanged = true
    #expect(script.refusal() == .interchanged)
  }

  @Test func `a silent sensor and a restless stance are problems`() {
    var script = RhythmScript()
    script.silence = 9...10
    let run = script.run()
    let gap = run.measurement.trouble(at: Instant(microseconds: Int64(script.seconds * 1e6)))
    guard case .silent(.trunk, let seconds)? = gap else {
      Issue.record("no trouble")
      return
    }
    #expect(abs(seconds - 1) < 0.05)
    let idle = RhythmMeasurement(bends: 3, at: Instant(microseconds: 0))
    #expect(idle.trouble(at: Instant(microseconds: 1_000_000)) == nil)
    #expect(idle.trouble(at: Instant(microseconds: 3_000_000)) == .silent(.pelvis, 3))
  }

  @Test func `progress counts down the stance, counts bends and reports bends that were too small`() {
    var script = RhythmScript()
    script.peaks = [60, 18, 60, 60]
    #expect(script.run(until: 2).measurement.progress.stage == .stance)
    #expect(abs(script.run(until: 2).measurement.progress.remaining - 1) < 0.1)
    let after = script.run(until: RhythmScript.stance + 2 * RhythmScript.cycle - 0.5).measurement.progress
    #expect(after.stage == .bends)
    #expect(after.bends == 1)
    #expect(abs(after.short - 18) < 0.2)
    #expect(script.run().measurement.progress.bends == 3)
    #expect(script.run().measurement.progress.stage == .complete)
  }

  @Test func `the wearer may stop once three bends are done, though more were wanted`() throws {
    let run = RhythmScript().run(bends: 5)
    #expect(run.measurement.progress.stage == .bends)
    #expect(try run.read().count == 3)
  }
}
