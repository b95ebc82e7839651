import Testing

@testable import PsoasCore

@Suite("Looking back over half an hour")
struct PostureHindsightTests {
  /// The final posture of each second.
  static func settled(_ seconds: [PostureSecond]) -> [Posture] {
    var hindsight = PostureHindsight()
    var rows = [PostureHindsight.Row](repeating: .init(), count: PostureHindsight.capacity)
    var postures: [Posture] = []
    func settle(_ number: Int) {
      var span = rows.mutableSpan
      hindsight.settle(in: &span)
      for i in 0..<number { postures.append(span[i].posture) }
      hindsight.drop(number, from: &span)
    }
    for second in seconds {
      if hindsight.isFull { settle(PostureHindsight.batch) }
      var span = rows.mutableSpan
      hindsight.add(second, to: &span)
    }
    settle(hindsight.count)
    return postures
  }

  private static func wearer(_ adjust: (inout Wearer) -> Void = { _ in }) -> Wearer {
    var wearer = Wearer()
    wearer.hasGyroscope = false
    adjust(&wearer)
    return wearer
  }

  private static func share(_ posture: Posture, _ postures: some Collection<Posture>) -> Double {
    Double(postures.count { $0 == posture }) / Double(postures.count)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `sitting before the first walk is settled by the walk`(seed: UInt64) {
    var wearer = Self.wearer { $0.mounting = Mounting(seed: seed) }
    wearer.forward(-25)
    wearer.rest(200)
    let sat = wearer.evidence.count
    wearer.standUp()
    wearer.walk(60)
    let postures = Self.settled(wearer.evidence)
    #expect(Self.share(.sitting, postures.prefix(sat)) > 0.95)
    #expect(Self.share(.walking, postures.suffix(40)) > 0.95)
  }

  @Test func `a whole day comes out second by second, however long it is`() {
    var wearer = Self.wearer()
    for _ in 0..<4 {
      wearer.walk(60)
      wearer.sitDown(tilt: -30)
      wearer.rest(900)
      wearer.standUp()
    }
    let postures = Self.settled(wearer.evidence)
    #expect(postures.count == wearer.evidence.count)
    #expect(zip(wearer.evidence, wearer.evidence.dropFirst()).allSatisfy { $1.second == $0.second + 1 })
    #expect(Self.share(.sitting, postures) > 0.88)
    #expect(Self.share(.unknown, postures) < 0.05)
  }

  @Test func `looking back twice changes nothing`() {
    var wearer = Self.wearer()
    wearer.rest(20)
    wearer.walk(30)
    wearer.sitDown(tilt: -14)
    wearer.rest(120)
    var hindsight = PostureHindsight()
    var rows = [PostureHindsight.Row](repeating: .init(), count: PostureHindsight.capacity)
    var span = rows.mutableSpan
    for second in wearer.evidence { hindsight.add(second, to: &span) }
    hindsight.settle(in: &span)
    var once: [Posture] = []
    for i in 0..<hindsight.count { once.append(span[i].posture) }
    hindsight.settle(in: &span)
    for i in 0..<hindsight.count { #expect(span[i].posture == once[i]) }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `reclining for long is sitting, though no walk follows`(seed: UInt64) {
    var wearer = Self.wearer { $0.mounting = Mounting(seed: seed) }
    wearer.walk(60)
    wearer.sitDown(tilt: -30)
    let walked = wearer.evidence.count
    wearer.rest(3000)
    let postures = Self.settled(wearer.evidence)
    #expect(Self.share(.sitting, postures.dropFirst(walked)) > 0.98)
    #expect(Self.share(.lying, postures) == 0)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `an announced stance shows the seat after it, as long as nobody has walked`(seed: UInt64) {
    func shares(announced: Bool) -> (stood: Double, sat: Double) {
      var wearer = Self.wearer { $0.mounting = Mounting(seed: seed) }
      wearer.rest(30)
      let up = wearer.evidence.last?.up ?? .zero
      if announced { wearer.classifier.calibrate(standing: up) }
      wearer.rest(10)
      let stood = wearer.evidence.count
      wearer.sitDown(tilt: -25)
      wearer.rest(120)
      let postures = Self.settled(wearer.evidence)
      return (Self.share(.standing, postures.prefix(stood)), Self.share(.sitting, postures.suffix(100)))
    }
    let announced = shares(announced: true)
    #expect(announced.stood > 0.98)
    #expect(announced.sat > 0.98)
    let unannounced = shares(announced: false)
    #expect(unannounced.stood < 0.5 || unannounced.sat < 0.5)
  }

  @Test func `the number of kept seconds is bounded`() {
    var hindsight = PostureHindsight()
    var rows = [PostureHindsight.Row](repeating: .init(), count: 3)
    var span = rows.mutableSpan
    for _ in 0..<5 { hindsight.add(.nothing, to: &span) }
    #expect(hindsight.count == 3)
    hindsight.settle(in: &span)
    hindsight.drop(7, from: &span)
    #expect(hindsight.count == 0)
    hindsight.settle(in: &span)
  }

  @Test func `hindsight keeps a thigh sensor's standing and walking apart`() {
    var seconds: [PostureSecond] = []
    for i in 0..<1500 {
      var second = PostureSecond(
        second: Int32(i), up: .zero, forward: .zero, meanSquare: 0.01, steps: 0, turn: 0, gap: 0)
      let posture: Posture = i % 300 < 100 ? .walking : i % 300 < 200 ? .standing : .sitting
      second.report(PostureEstimate(posture, confidence: 0.93), isWitnessed: true)
      seconds.append(second)
    }
    let postures = Self.settled(seconds)
    for posture in [Posture.walking, .standing, .sitting] {
      let own = zip(seconds, postures).filter { $0.0.reported == posture }
      #expect(Double(own.count { $0.1 == posture }) > 0.97 * Double(own.count), "\(posture)")
    }
  }

  @Test func `a correction is final`() {
    var wearer = Self.wearer()
    wearer.walk(60)
    wearer.rest(60)
    var seconds = wearer.evidence
    for i in seconds.indices.suffix(30) { seconds[i].state(.lying) }
    #expect(Self.settled(seconds).suffix(30).allSatisfy { $0 == .lying })
  }

  @Test func `a sensor on the table was not worn from the moment it was put there`() {
    var wearer = Self.wearer { $0.noiseLevel = 0 }
    wearer.walk(60)
    let walked = wearer.evidence.count
    wearer.leaveOnTable(900)
    let postures = Self.settled(wearer.evidence)
    #expect(Self.share(.notWorn, postures.dropFirst(walked + 10)) > 0.98)
    #expect(Self.share(.notWorn, postures.prefix(walked)) == 0)
  }
}

@Suite("A lone accelerometer")
struct PostureFilterTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `walking shows upright, and the seat differs from it`(seed: UInt64) {
    var wearer = Wearer()
    wearer.hasGyroscope = false
    wearer.mounting = Mounting(seed: seed)
    wearer.walk(60)
    #expect(wearer.share(.walking) > 0.8)
    wearer.sitDown(tilt: -30)
    wearer.rest(60)
    #expect(wearer.share(.sitting) > 0.9)
    wearer.standUp()
    wearer.walk(30)
    wearer.rest(20)
    #expect(wearer.posture == .standing)
    wearer.lieDown(Wearer.Pose(forward: -90))
    wearer.rest(20)
    #expect(wearer.posture == .lying)
  }

  @Test func `a wrong stance is replaced by walking within a minute`() {
    var wearer = Wearer()
    wearer.hasGyroscope = false
    wearer.forward(-40)
    wearer.rest(1)
    wearer.classifier.calibrate(standing: Vector3(0.643, 0.766, 0))
    wearer.forward(0)
    wearer.walk(60)
    wearer.rest(20)
    #expect(wearer.posture == .standing)
    wearer.sitDown(tilt: -40)
    wearer.rest(30)
    #expect(wearer.posture == .sitting)
  }

  @Test func `a moment without samples ends no posture`() {
    var wearer = Wearer()
    wearer.hasGyroscope = false
    wearer.walk(60)
    wearer.sitDown(tilt: -30)
    wearer.rest(60)
    wearer.classifier.lose(.pelvis)
    wearer.rest(5)
    #expect(wearer.posture == .sitting)
  }

  @Test(arguments: [90.0, 115, 140])
  func `forward is where the push comes a seventh of a second after the rise`(cadence: Double) {
    var axis = ForwardAxis()
    let pace = cadence / 60 * 2 * Trigonometry.pi
    for i in 0..<1500 {
      let t = Double(i) / 50
      let vertical = 2 * Trigonometry.cosine(pace * t)
      let ahead = -1.2 * Trigonometry.cosine(pace * (t - 0.14))
      let sideways = Trigonometry.cosine(pace / 2 * t)
      axis.update(
        deviation: Vector3(ahead, vertical, sideways), up: Vector3(0, 1, 0), agitation: 3, isWalking: true,
        interval: 0.02)
    }
    let found = axis.direction
    #expect(found.norm > 0.9)
    #expect(Angle.degrees(found, Vector3(1, 0, 0)) < 15)
  }

  @Test func `lines between points`() {
    let line = PiecewiseLinear<3>(x: [0, 1, 3], y: [2, 4, 0])
    #expect(line(-1) == 2)
    #expect(line(0.5) == 3)
    #expect(line(2) == 2)
    #expect(line(9) == 0)
  }

  /// The likelihood of a path is the same in both directions.
  @Test func `the backward pass is the forward pass's transpose`() {
    let step = PostureStep(
      change: 0.1, direction: PostureShares(walking: 1, sitting: -2, lying: 0.5),
      before: PostureShares(walking: -1, sitting: 2), sameness: 0.7, movement: PostureShares(walking: 0.3, sitting: 1))
    let past = PostureShares(walking: 0.1, pausing: 0.3, lingering: 0.2, sitting: 0.25, lying: 0.15)
    let future = PostureShares(walking: 0.5, pausing: 0.1, lingering: 0.9, sitting: 0.3, lying: 0.7)
    let ahead = (step.forward(past) * future).sum
    let back = (past * step.backward(future)).sum
    #expect((ahead - back).magnitude < 1e-12)
  }
}
