import Testing

@testable import PsoasCore

/// Two sensors in walking: each swings about the axis to the right, and bounces twice a stride.
private struct Pair {
  var classifier = PostureClassifier()
  var check = PlacementCheck()
  var torso = Mover(swing: 3, bounce: 2)
  var leg = Mover(swing: 20, bounce: 6)
  private var filters = PerPlacement<OrientationFilter>(repeating: OrientationFilter())
  private var tick = 0

  struct Mover {
    /// Degrees to either side.
    var swing: Double
    /// Vertical acceleration, m/s2.
    var bounce: Double
    var hasGyroscope = true
    var mounting = Mounting.asWorn

    func sample(at t: Double, isWalking: Bool) -> Sample {
      let stride = isWalking ? Trigonometry.pi * t / 0.55 : 0
      let amplitude = swing * Trigonometry.radiansPerDegree
      let angle = amplitude * Trigonometry.sine(stride)
      let rate = isWalking ? amplitude * Trigonometry.pi / 0.55 * Trigonometry.cosine(stride) : 0
      let force = 9.81 + (isWalking ? bounce * Trigonometry.cosine(2 * stride) : 0)
      let up = Vector3(Trigonometry.sine(angle), Trigonometry.cosine(angle), 0)
      return Sample(
        time: Instant(microseconds: Int64(t * 1e6)), interval: t == 0 ? 0 : 0.02, acceleration: mounting(up * force),
        angularVelocity: hasGyroscope ? mounting(Vector3(0, 0, rate)) : .zero, hasGyroscope: hasGyroscope)
    }
  }

  /// - Parameter worn: the mover at each placement that has a sensor.
  mutating func pass(_ seconds: Int, isWalking: Bool = true, _ worn: (Placement, Mover)...) {
    for step in 0..<seconds * 50 {
      let time = Double(tick) * 0.02
      tick += 1
      for (placement, mover) in worn {
        let sample = mover.sample(at: time, isWalking: isWalking)
        filters[placement].update(sample)
        if let up = filters[placement].up { classifier.update(placement, sample, up: up) }
      }
      if step % 50 == 49 { check.update(&classifier) }
    }
  }
}

@Suite struct PlacementCheckTests {
  @Test(arguments: [true, false], 1...4)
  func `exchanged sensors are noticed after a minute of walking, in any mounting`(hasGyroscope: Bool, seed: Int) {
    var pair = Pair()
    pair.torso.hasGyroscope = hasGyroscope
    pair.leg.hasGyroscope = hasGyroscope
    pair.torso.mounting = Mounting(seed: UInt64(seed))
    pair.leg.mounting = Mounting(seed: UInt64(seed + 10))
    var right = pair
    right.pass(600, (.pelvis, right.torso), (.thigh, right.leg))
    #expect(right.check.doubt(of: .pelvis) == nil && right.check.doubt(of: .thigh) == nil)
    pair.pass(50, (.pelvis, pair.leg), (.thigh, pair.torso))
    #expect(pair.check.doubt(of: .pelvis) == nil && pair.check.doubt(of: .thigh) == nil)
    pair.pass(40, (.pelvis, pair.leg), (.thigh, pair.torso))
    #expect(pair.check.doubt(of: .pelvis) == .swapped && pair.check.doubt(of: .thigh) == .swapped)
    // Exchanged again, without being told.
    pair.pass(75, (.pelvis, pair.torso), (.thigh, pair.leg))
    #expect(pair.check.doubt(of: .pelvis) == nil && pair.check.doubt(of: .thigh) == nil)
  }

  @Test func `a trunk and a thigh sensor that were exchanged are noticed beside a pelvis sensor`() {
    var pair = Pair()
    pair.pass(90, (.pelvis, pair.torso), (.thigh, pair.torso), (.trunk, pair.leg))
    #expect(pair.check.doubt(of: .trunk) == .swapped && pair.check.doubt(of: .thigh) == .swapped)
    #expect(pair.check.doubt(of: .pelvis) == nil)
  }

  @Test func `a sensor alone is judged by its swing, if it has a gyroscope`() {
    var pair = Pair()
    var blind = pair.leg
    blind.hasGyroscope = false
    var alone = pair
    alone.pass(90, (.pelvis, blind))
    #expect(alone.check.doubt(of: .pelvis) == nil)
    alone = pair
    alone.pass(90, (.pelvis, pair.leg))
    #expect(alone.check.doubt(of: .pelvis) == .swings)
    alone.check.forget(.pelvis)
    #expect(alone.check.doubt(of: .pelvis) == nil)
    pair.pass(90, (.thigh, pair.torso))
    #expect(pair.check.doubt(of: .thigh) == .doesNotSwing)
  }

  @Test func `both on the torso, or both on the legs, is not called an exchange`() {
    let pair = Pair()
    var torsos = pair
    torsos.pass(90, (.pelvis, pair.torso), (.thigh, pair.torso))
    #expect(torsos.check.doubt(of: .pelvis) == nil && torsos.check.doubt(of: .thigh) == .doesNotSwing)
    var legs = pair
    legs.pass(90, (.pelvis, pair.leg), (.thigh, pair.leg))
    #expect(legs.check.doubt(of: .pelvis) == .swings && legs.check.doubt(of: .thigh) == nil)
  }

  @Test func `who does not walk is not judged`() {
    var pair = Pair()
    pair.pass(600, isWalking: false, (.pelvis, pair.leg), (.thigh, pair.torso))
    #expect(pair.check.doubt(of: .pelvis) == nil && pair.check.doubt(of: .thigh) == nil)
  }
}

/// A pelvis sensor with a gyroscope, on people.
@Suite(.withSharedData)
struct PlacementRecordingTests {
  @Test(arguments: Recordings.names.prefix(6))
  func `a pelvis sensor that is called the thigh's is noticed, and a pelvis sensor is not`(name: String) throws {
    let rows = try Recordings.read(name)
    for placement in [Placement.pelvis, .thigh] {
      var filter = OrientationFilter()
      var classifier = PostureClassifier()
      var check = PlacementCheck()
      var doubts: [PlacementDoubt] = []
      for (index, row) in rows.enumerated() {
        filter.update(row.sample)
        guard let up = filter.up else { continue }
        classifier.update(placement, row.sample, up: up)
        guard index % 50 == 49 else { continue }
        check.update(&classifier)
        if let doubt = check.doubt(of: placement), doubts.last != doubt { doubts.append(doubt) }
      }
      #expect(doubts == (placement == .thigh ? [.doesNotSwing] : []))
    }
  }
}
