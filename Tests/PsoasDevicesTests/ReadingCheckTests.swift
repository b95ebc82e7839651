import PsoasCore
import PsoasMonitor
import PsoasSystem
import Testing

/// Readings that are impossible for a worn sensor give no samples but a reason, until they change.
@Suite struct ReadingCheckTests {
  /// A sensor that reports every 10 ms even if nothing changed, which the kernel would not do.
  private struct Pad {
    var decoder: FrameDecoder
    var milliseconds: Int64 = 0
    var samples = 0
    var sample: Sample?
    private let isStamped: Bool

    init(isStamped: Bool, resolution: Int32 = 8192, limit: Int32 = 32768, hasGyroscope: Bool = true) throws {
      self.isStamped = isStamped
      let axes = (0..<(hasGyroscope ? 6 : 3)).map { code in
        AbsoluteAxis(
          code: UInt16(code), minimum: -limit, maximum: limit - 1, fuzz: 16, resolution: code < 3 ? resolution : 16)
      }
      decoder = try FrameDecoder(SensorDescription(properties: 1 << 6, axes: axes, isStamped: isStamped))
    }

    var now: Instant { Instant(microseconds: milliseconds * 1000) }

    mutating func report(_ values: [UInt16: Int32]) {
      milliseconds += 10
      var events = values.map { InputEvent(type: Evdev.absolute, code: $0.key, value: $0.value) }
      if isStamped {
        events.append(
          InputEvent(type: Evdev.miscellaneous, code: Evdev.timestamp, value: Int32(milliseconds * 1000)))
      }
      for event in events + [.report] {
        guard let decoded = decoder.decode(event, at: now) else { continue }
        sample = decoded
        samples += 1
      }
    }

    /// - Parameter values: the axis values of report number n.
    mutating func report(for seconds: Int, _ values: (Int32) -> [UInt16: Int32]) {
      samples = 0
      for index in 0..<Int32(seconds * 100) { report(values(index)) }
    }
  }

  private static func rest(_ index: Int32) -> [UInt16: Int32] { [0: index % 3, 1: 0, 2: 8190 + index % 2] }

  @Test(arguments: [true, false])
  func `a sensor that sends the same reading for ten seconds is stuck, with stamps and without`(isStamped: Bool) throws
  {
    var pad = try Pad(isStamped: isStamped)
    pad.report(for: 20, Self.rest)
    #expect(pad.samples == 2000 && pad.decoder.fault(at: pad.now) == nil)
    pad.report(for: 60) { _ in [0: 5, 1: 6, 2: 8192] }
    #expect((1000...1002).contains(pad.samples))
    #expect(pad.decoder.fault(at: pad.now) == .stuck)
    pad.report(for: 1, Self.rest)
    #expect(pad.samples == 100 && pad.decoder.fault(at: pad.now) == nil)
  }

  @Test(arguments: [true, false])
  func `a sensor without gravity measures nothing`(isStamped: Bool) throws {
    var pad = try Pad(isStamped: isStamped)
    pad.report(for: 20) { [0: $0 % 5, 1: $0 % 7, 2: 0, 3: $0 % 11] }
    #expect((1000...1002).contains(pad.samples))
    #expect(pad.decoder.fault(at: pad.now) == .zero)
    pad.report(for: 1, Self.rest)
    #expect(pad.samples >= 99 && pad.decoder.fault(at: pad.now) == nil)
  }

  @Test(arguments: [true, false], [0, 2, 4] as [UInt16])
  func `an axis at the end of its range does not measure`(isStamped: Bool, axis: UInt16) throws {
    for end in [-32768, 32760, 32767] as [Int32] {
      var pad = try Pad(isStamped: isStamped)
      pad.report(for: 20) { index in Self.rest(index).merging([axis: end]) { $1 } }
      #expect((1000...1002).contains(pad.samples), "\(end)")
      #expect(pad.decoder.fault(at: pad.now) == .saturated)
      pad.report(for: 1) { index in Self.rest(index).merging([axis: index % 3]) { $0 + $1 } }
      #expect(pad.samples >= 99 && pad.decoder.fault(at: pad.now) == nil)
    }
  }

  @Test func `a half that does not change although the other one contradicts it is stuck`() throws {
    func turning(_ index: Int32) -> [UInt16: Int32] { [3: index % 5, 4: index % 7, 5: 1] }
    var pad = try Pad(isStamped: true)
    pad.report(for: 60) { Self.rest($0).merging(turning($0)) { $1 } }
    #expect(pad.samples == 6000 && pad.decoder.fault(at: pad.now) == nil && !pad.decoder.isTurnStuck)
    pad.report(for: 60) { turning($0).merging([2: 8190]) { $1 } }
    #expect((2998...3002).contains(pad.samples))
    #expect(pad.decoder.fault(at: pad.now) == .halfStuck)
    // A gyroscope that suppresses small rates is constant at rest.
    pad.report(for: 60, Self.rest)
    #expect(pad.samples >= 5999 && pad.decoder.fault(at: pad.now) == nil && !pad.decoder.isTurnStuck)
    #expect(pad.sample?.hasGyroscope == true)
    // Gravity has rotated without angular velocity: only the acceleration is used.
    pad.report(for: 60) { [0: 8190 + $0 % 2, 1: 0, 2: $0 % 3] }
    #expect(pad.samples >= 5999 && pad.decoder.fault(at: pad.now) == nil && pad.decoder.isTurnStuck)
    let sample = try #require(pad.sample)
    #expect(!sample.hasGyroscope && sample.acceleration.x > 9)
    pad.report(for: 1, turning)
    #expect(!pad.decoder.isTurnStuck && pad.sample?.hasGyroscope == true)
    // A coarse sensor at rest, and one that sends only changes.
    var coarse = try Pad(isStamped: true, resolution: 113, limit: 512)
    coarse.report(for: 60) { turning($0).merging([2: 113]) { $1 } }
    #expect(coarse.samples == 6000 && coarse.decoder.fault(at: coarse.now) == nil)
    var sparse = try Pad(isStamped: false)
    sparse.report(for: 60) { turning($0).merging([2: 8190]) { $1 } }
    #expect(sparse.decoder.fault(at: sparse.now) == nil)
  }

  /// Such a sensor sends one frame and then nothing, because nothing changes.
  @Test func `a sensor that sends only changes is still, not stuck; at the end of its range it is neither`() throws {
    var pad = try Pad(isStamped: false, resolution: 113, limit: 512, hasGyroscope: false)
    pad.report([0: 0, 1: 3, 2: 113])
    #expect(pad.decoder.fault(at: Instant(microseconds: 3_600_000_000)) == nil)
    pad.milliseconds += 10_000
    pad.report([2: 511])
    #expect(pad.decoder.isInDoubt)
    #expect(pad.decoder.fault(at: Instant(microseconds: pad.now.microseconds + 9_000_000)) == nil)
    #expect(pad.decoder.fault(at: Instant(microseconds: pad.now.microseconds + 11_000_000)) == .saturated)
    pad.report([2: 113])
    #expect(pad.samples == 3 && pad.decoder.fault(at: Instant(microseconds: 3_600_000_000)) == nil)
  }

  /// Jumps and rotations reach the end of the range only briefly. A sensor that then stops sending is silent, not
  /// saturated.
  @Test func `a person's movement reaches the end of a range only for moments`() throws {
    var pad = try Pad(isStamped: true)
    pad.report(for: 60) { index in
      index % 700 < 600 ? [0: 32767, 1: index % 5, 2: 8192, 4: -32768] : Self.rest(index).merging([4: 7]) { $1 }
    }
    #expect(pad.samples == 6000)
    pad.report([0: 32767])
    #expect(pad.decoder.fault(at: Instant(microseconds: 3_600_000_000)) == nil)
  }

  @Test func `a range that ends below what every sensor measures is the driver's error`() throws {
    var pad = try Pad(isStamped: true, limit: 8190)
    pad.report(for: 30, Self.rest)
    #expect(pad.samples == 3000 && pad.decoder.fault(at: pad.now) == nil)
  }
}
