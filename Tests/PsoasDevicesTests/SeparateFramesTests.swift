import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasMonitor

@Suite struct SeparateFramesTests {
  private func samples(_ source: SeparateFrames) throws -> [Sample] {
    var device = SensorDescription(properties: 1 << 6, isStamped: source.isStamped)
    for code in UInt16(0)..<6 {
      let resolution = code < 3 ? SeparateFrames.unitsPerG : SeparateFrames.unitsPerDegreePerSecond
      device.axes.append(AbsoluteAxis(code: code, minimum: -32768, maximum: 32767, resolution: Int32(resolution)))
    }
    var decoder = try FrameDecoder(device)
    var samples: [Sample] = []
    for frame in source.frames {
      var events = frame.axes.map { InputEvent(type: 3, code: $0.code, value: $0.value) }
      if let stamp = frame.stamp { events.append(InputEvent(type: 4, code: 5, value: Int32(bitPattern: stamp))) }
      for event in events + [.report] {
        if let sample = decoder.decode(event, at: Instant(microseconds: frame.time)) { samples.append(sample) }
      }
    }
    return samples
  }

  @Test(arguments: SeparateFrames.all)
  func `each sample has both halves of its time`(source: SeparateFrames) throws {
    let all = try samples(source)
    // Separate frames are recognized within the first half second.
    let later = all.filter { $0.time.seconds > 1 }
    let rate = Double(later.count) / 19
    let slower = Double(min(source.acceleration, source.turn))
    #expect((rate - slower).magnitude < 0.02 * slower, "\(rate) Hz")
    let first = try #require(later.first)
    let last = try #require(later.last)
    let covered = later.dropFirst().reduce(0) { $0 + $1.interval }
    #expect((covered - last.time.seconds(since: first.time)).magnitude < 0.011)
    // The integral of the angular velocity is the angle, within the tolerance of one reading.
    let turned = later.dropFirst().reduce(Vector3.zero) { $0 + $1.angularVelocity * $1.interval }
    let angle = SeparateFrames.angle(at: last.time.seconds) - SeparateFrames.angle(at: first.time.seconds)
    #expect((turned.y + angle).magnitude < 0.06, "\(turned.y) \(angle)")
    // The acceleration is the mean of the readings since the previous sample. The tolerance is the fastest rotation,
    // 5.3 rad/s, over one period of the faster part, plus noise.
    let most = 5.3 / Double(max(source.acceleration, source.turn)) + 0.002
    for sample in later {
      let middle = sample.time.seconds - (source.acceleration > source.turn ? sample.interval / 2 : 0)
      let up = SeparateFrames.up(at: middle)
      let error = (sample.acceleration * (1 / 9.80665) - Vector3(up.x, up.y, up.z)).norm
      #expect(error < most, "at \(sample.time.seconds)")
    }
  }

  @Test(arguments: SeparateFrames.all)
  func `up is as exact as that of a device that sends both halves together`(source: SeparateFrames) throws {
    let rate = min(source.acceleration, source.turn)
    let together = try error(SeparateFrames(acceleration: rate, turn: rate, offset: nil))
    #expect(try error(source) < max(1.2 * together, 0.2), "\(together) degrees together")
  }

  /// Root mean square error of up, degrees.
  private func error(_ source: SeparateFrames) throws -> Double {
    var filter = OrientationFilter()
    var sum = 0.0
    var count = 0.0
    for sample in try samples(source) {
      filter.update(sample)
      guard sample.time.seconds > 5, let up = filter.up else { continue }
      let truth = SeparateFrames.up(at: sample.time.seconds)
      let angle = acos(min(up.x * truth.x + up.y * truth.y + up.z * truth.z, 1)) * 180 / .pi
      sum += angle * angle
      count += 1
    }
    return (sum / count).squareRoot()
  }

  @Test func `a half that stops changing is repeated, and its time is counted once`() {
    var pair = ReadingPair(
      acceleration: Vector3(0, 0, 9), turn: Vector3(0, 1, 0), isSparse: true, at: Instant(microseconds: 0))
    var covered = 0.0
    var last: Sample?
    for step in Int64(1)...200 {
      let time = Instant(microseconds: step * 10_000)
      pair.add(acceleration: Vector3(0, 0, 9 + Double(step % 2)))
      // The gyroscope sends nothing during the second in the middle.
      if step <= 50 || step > 150 { pair.add(turn: Vector3(0, 1, 0), over: step == 151 ? 1.01 : 0.01) }
      guard let sample = pair.next(at: time) else { continue }
      covered += sample.interval
      last = sample
    }
    #expect((covered - 2).magnitude < 0.03, "\(covered)")
    #expect(last?.angularVelocity == Vector3(0, 1, 0))
  }

  @Test func `after lost events the time of the next sample is unknown`() {
    var pair = ReadingPair(acceleration: .zero, turn: .zero, isSparse: false, at: Instant(microseconds: 0))
    pair.add(acceleration: Vector3(0, 0, 9))
    pair.lose()
    pair.add(turn: Vector3(1, 0, 0), over: nil)
    #expect(pair.next(at: Instant(microseconds: 10_000))?.interval == 0)
    pair.add(turn: Vector3(1, 0, 0), over: 0.01)
    #expect(pair.next(at: Instant(microseconds: 20_000)) == nil)
    pair.add(acceleration: Vector3(0, 0, 9))
    #expect(pair.next(at: Instant(microseconds: 20_000))?.interval == 0.01)
  }

  /// A device whose driver reports acceleration and angular velocity together, while the kernel's fuzz filter drops
  /// small changes.
  @Test(arguments: [0.002, 0.01, 0.03, 0.1, 0.3, 0.6], [0.002, 0.01, 0.03, 0.1, 0.3, 0.6])
  func `a device at rest that sends few changes is not taken for separate frames`(acceleration: Double, turn: Double) {
    var generator = SeededGenerator(seed: TestSeed.seed(14))
    for _ in 0..<20 {
      var layout = FrameLayout()
      for step in Int64(0)..<100_000 {
        let axes = (0..<6).map { Double.random(in: 0..<1, using: &generator) < ($0 < 3 ? acceleration : turn) ? 1 : 0 }
        layout.note(
          accelerationAxes: axes[..<3].reduce(0, +), turnAxes: axes[3...].reduce(0, +),
          at: Instant(microseconds: step * 4000))
        if layout.verdict != .unknown { break }
      }
      #expect(layout.verdict != .apart)
    }
  }
}
