import Foundation
import Testing

@testable import PsoasCore

/// The rhythm from the `up` of two sensors that follow given angles exactly.
@Suite struct AnatomyRhythmTests {
  /// A series of bends: the pelvis angle as a function of trunk flexion, degrees, and disturbances.
  private struct Script {
    var peaks: [Double] = [90, 95, 100]
    var pelvis: (Double) -> Double = { $0 * 0.4 }
    /// Delay of the pelvis, seconds.
    var delay = 0.0
    /// Roll per degree of trunk flexion, degrees.
    var sideways = 0.0
    /// Rotation of the body about the vertical during the second bend, degrees.
    var twist = 0.0
    /// Slip of the trunk sensor after the first bend, degrees.
    var slip = 0.0
    /// The trunk sensor sends nothing in this period, seconds.
    var silence: ClosedRange<Double>?
    var interchanged = false

    static let stance = 5.0
    static let cycle = 7.0

    var seconds: Double { Self.stance + Self.cycle * Double(peaks.count) + 3 }

    func trunk(at time: Double) -> Double {
      let since = time - Self.stance
      let number = Int(floor(since / Self.cycle))
      guard since > 0, number < peaks.count else { return 0 }
      let t = since - Double(number) * Self.cycle
      let part = t < 2 ? smooth(t / 2) : t < 3 ? 1 : 1 - smooth((t - 3) / 2)
      return peaks[number] * part
    }

    private func smooth(_ u: Double) -> Double {
      let v = min(1, max(0, u))
      return v * v * v * (10 + v * (6 * v - 15))
    }
  }

  private static func mounting(_ v: Vector3) -> Vector3 {
    Vector3(0.6 * v.x - 0.8 * v.y, -v.z, 0.8 * v.x + 0.6 * v.y)
  }

  /// Up in sensor axes; the parameters are in degrees.
  private static func up(_ flexion: Double, _ roll: Double, _ slip: Double = 0, _ twist: Double = 0) -> Vector3 {
    let (f, r, t) = (flexion * .pi / 180, roll * .pi / 180, twist * .pi / 180)
    let level = -sin(f) * cos(r)
    let body = Vector3(level * cos(t), cos(f) * cos(r), sin(r) + level * sin(t))
    let s = slip * .pi / 180
    return mounting(Vector3(body.x * cos(s) - body.y * sin(s), body.x * sin(s) + body.y * cos(s), body.z))
  }

  private struct Run {
    var measurement: RhythmMeasurement
    var frames: [RhythmFrame]

    func read() throws(RhythmRefusal) -> [RhythmBend] {
      var frames = frames
      var bends = [RhythmBend](repeating: RhythmBend(), count: LumbopelvicRhythm.mostBends)
      var span = frames.mutableSpan
      var room = bends.mutableSpan
      let count = try measurement.read(&span, into: &room)
      return Array(bends[..<count])
    }
  }

  /// The pelvis sensor at 104 Hz and the trunk sensor at 61 Hz, not synchronized.
  private static func run(_ script: Script, bends: Int = 3, until limit: Double = .infinity) -> Run {
    var measurement = RhythmMeasurement(bends: bends, at: Instant(microseconds: 0))
    var frames = [RhythmFrame](repeating: RhythmFrame(), count: RhythmMeasurement.capacity)
    var readings: [(time: Double, placement: Placement)] = []
    readings += (0...Int(script.seconds * 104)).map { (0.004 + Double($0) / 104, .pelvis) }
    readings += (0...Int(script.seconds * 61)).map { (0.001 + Double($0) / 61, .trunk) }
    for (time, placement) in readings.sorted(by: { $0.time < $1.time }) where time <= limit {
      if placement == .trunk, script.silence?.contains(time) == true { continue }
      let (trunk, late) = (script.trunk(at: time), script.trunk(at: time - script.delay))
      let isPelvis = (placement == .pelvis) != script.interchanged
      let slip = !isPelvis && time > Script.stance + 6 ? script.slip : 0
      let isTwisted = time > Script.stance + Script.cycle && time < Script.stance + 2 * Script.cycle
      let up =
        isPelvis
        ? Self.up(script.pelvis(late), 0)
        : Self.up(trunk, trunk * script.sideways, slip, isTwisted ? script.twist : 0)
      var span = frames.mutableSpan
      measurement.update(up, of: placement, at: Instant(microseconds: Int64(time * 1e6)), into: &span)
    }
    return Run(measurement: measurement, frames: frames)
  }

  private static func refusal(_ script: Script, bends: Int = 3) -> RhythmRefusal? {
    let run = run(script, bends: bends)
    do throws(RhythmRefusal) {
      _ = try run.read()
      return nil
    } catch {
      return error
    }
  }

  @Test func `a constant share gives constant ratios, down and up`() throws {
    let run = Self.run(Script())
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
    var script = Script()
    script.delay = 0.3
    let run = Self.run(script)
    // Only the lumbar spine moves at first, so its onset is that of the trunk.
    for bend in try run.read() { #expect(abs(try #require(bend.pelvicDelay) - 0.3) < 0.08) }
  }

  @Test func `a phase in which the pelvis hardly moves has no ratio`() throws {
    var script = Script()
    script.pelvis = { max(0, $0 - 40) * 0.8 }
    let run = Self.run(script)
    for bend in try run.read() {
      #expect(bend.ratio(.forward, phase: 0) == nil)
      #expect(bend.ratio(.forward, phase: 1) != nil)
      #expect(abs(try #require(bend.ratio(.forward, phase: 2)) - 0.25) < 0.02)
    }
  }

  @Test func `bends that are too small are reported with the largest of them`() {
    var script = Script()
    script.peaks = [60, 18, 60, 16]
    guard case .tooFewBends(2, let furthest) = Self.refusal(script) else {
      Issue.record("not refused")
      return
    }
    #expect(abs(furthest - 18) < 0.2)
  }

  @Test func `a sensor that slipped is named, and so is a wearer who stands otherwise`() {
    var script = Script()
    script.slip = 9
    guard case .slipped(.trunk, let degrees) = Self.refusal(script) else {
      Issue.record("not refused")
      return
    }
    #expect(abs(degrees - 9) < 0.2)
    script.slip = 3
    #expect(Self.refusal(script) == nil)
  }

  @Test func `a bend that twists is refused, a little roll is not`() {
    var script = Script()
    script.sideways = 0.08
    #expect(Self.refusal(script) == nil)
    script.twist = 50
    guard case .sideways(.trunk, let share)? = Self.refusal(script) else {
      Issue.record("not refused")
      return
    }
    #expect(share < 90)
  }

  @Test func `exchanged sensors are noticed`() {
    var script = Script()
    script.interchanged = true
    #expect(Self.refusal(script) == .interchanged)
  }

  @Test func `a silent sensor and a restless stance are problems`() {
    var script = Script()
    script.silence = 9...10
    let run = Self.run(script)
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
    var script = Script()
    script.peaks = [60, 18, 60, 60]
    #expect(Self.run(script, until: 2).measurement.progress.stage == .stance)
    #expect(abs(Self.run(script, until: 2).measurement.progress.remaining - 1) < 0.1)
    let after = Self.run(script, until: Script.stance + 2 * Script.cycle - 0.5).measurement.progress
    #expect(after.stage == .bends)
    #expect(after.bends == 1)
    #expect(abs(after.short - 18) < 0.2)
    #expect(Self.run(script).measurement.progress.bends == 3)
    #expect(Self.run(script).measurement.progress.stage == .complete)
  }

  @Test func `the wearer may stop once three bends are done, though more were wanted`() throws {
    let run = Self.run(Script(), bends: 5)
    #expect(run.measurement.progress.stage == .bends)
    #expect(try run.read().count == 3)
  }
}
