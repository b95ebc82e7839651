import PsoasCore
import TestSupport
import Testing

/// Classification of sitting, standing, walking and lying.
@Suite struct PostureClassifierTests {
  /// A wearer who was calibrated after standing for ten seconds.
  static func calibrated(_ change: (inout Wearer) -> Void = { _ in }) -> Wearer {
    var wearer = Wearer()
    change(&wearer)
    wearer.rest(10)
    wearer.classifier.calibrate(standing: wearer.mounting(Vector3(0, 1, 0)))
    return wearer
  }

  @Test func `standing is known from the calibration on`() {
    var wearer = Self.calibrated()
    wearer.rest(60)
    #expect(wearer.share(.standing) == 1)
  }

  @Test(arguments: [-40.0, -15, -5, 0])
  func `sitting down is seen whatever the chair does to the pelvis`(tilt: Double) {
    var wearer = Self.calibrated()
    wearer.sitDown(tilt: tilt)
    wearer.rest(2)
    #expect(wearer.posture == .sitting)
    wearer.rest(300)
    #expect(wearer.share(.sitting) == 1)
    wearer.standUp()
    wearer.rest(2)
    #expect(wearer.posture == .standing)
    wearer.rest(300)
    #expect(wearer.share(.standing) == 1)
  }

  @Test(arguments: [0.2, 0.45])
  func `a stool and a sofa are seats`(drop: Double) {
    var wearer = Self.calibrated()
    wearer.sitDown(drop: drop)
    wearer.rest(20)
    #expect(wearer.posture == .sitting)
  }

  @Test func `sitting down straight from walking is seen`() {
    var wearer = Self.calibrated()
    wearer.walk(30)
    wearer.sitDown()
    wearer.rest(3)
    #expect(wearer.posture == .sitting)
  }

  @Test func `walking straight from the chair is seen`() {
    var wearer = Self.calibrated()
    wearer.sitDown()
    wearer.rest(60)
    wearer.standUp()
    wearer.walk(20)
    #expect(wearer.share(.walking) > 0.8)
    wearer.rest(20)
    #expect(wearer.share(.standing) > 0.9)
  }

  @Test(arguments: [90.0, 110, 130])
  func `steps and cadence are counted`(cadence: Double) {
    var wearer = Self.calibrated()
    wearer.walk(60, cadence: cadence)
    #expect(wearer.share(.walking) > 0.95)
    #expect(abs(wearer.classifier.cadence - cadence) < 3)
    #expect(abs(Double(wearer.classifier.stepCount) - cadence) <= 3)
    wearer.rest(10)
    #expect(wearer.classifier.cadence == 0)
  }

  @Test(arguments: [
    Wearer.Pose(forward: -90), Wearer.Pose(forward: 90), Wearer.Pose(side: 88), Wearer.Pose(side: -88),
  ])
  func `lying is seen on the back the belly and either side`(pose: Wearer.Pose) {
    var wearer = Self.calibrated()
    wearer.sitDown()
    wearer.rest(10)
    wearer.lieDown(pose)
    wearer.rest(60)
    #expect(wearer.share(.lying) == 1)
    wearer.sitUp()
    wearer.rest(5)
    #expect(wearer.posture == .sitting)
  }

  @Test func `turning over in bed is lying all the while`() {
    var wearer = Self.calibrated()
    wearer.lieDown(Wearer.Pose(forward: -90))
    wearer.rest(10)
    wearer.lieDown(Wearer.Pose(side: 88), drop: 0)
    wearer.rest(10)
    #expect(wearer.share(.lying) == 1)
  }

  @Test func `confidence is a probability`() {
    var wearer = Self.calibrated()
    wearer.sitDown()
    wearer.rest(20)
    let confidence = wearer.classifier.estimate.confidence
    #expect(confidence > 0.9 && confidence <= 1)
  }
}

/// Learning of upright and of the bend axis without a calibration.
@Suite struct PostureLearningTests {
  @Test func `nothing is known before the first evidence`() {
    var wearer = Wearer()
    wearer.rest(30)
    #expect(wearer.share(.unknown) == 1)
    #expect(wearer.classifier.uprightReference == nil)
    #expect(wearer.classifier.mediolateral == nil)
  }

  @Test func `the first sit-down is evidence`() {
    var wearer = Wearer()
    wearer.rest(20)
    wearer.sitDown()
    wearer.rest(20)
    #expect(wearer.posture == .sitting)
  }

  @Test func `walking shows upright`() throws {
    var wearer = Wearer()
    wearer.mounting = Mounting(seed: 5)
    wearer.rest(5)
    wearer.walk(30)
    wearer.rest(5)
    #expect(wearer.posture == .standing)
    let learnt = wearer.classifier.uprightReference
    let upright = try #require(learnt)
    #expect(upright.dot(wearer.mounting(Vector3(0, 1, 0))) > 0.998)
  }

  @Test(arguments: TestSeed.seeds(1...12))
  func `sitting down shows the axis of bends to the right`(seed: UInt64) throws {
    var wearer = Wearer()
    wearer.mounting = Mounting(seed: seed)
    wearer.rest(5)
    wearer.walk(20)
    wearer.rest(5)
    wearer.sitDown(tilt: -40)
    wearer.rest(5)
    wearer.standUp()
    wearer.rest(5)
    let learnt = wearer.classifier.mediolateral
    let right = try #require(learnt)
    #expect(right.dot(wearer.mounting(Vector3(0, 0, 1))) > 0.99)
  }

  @Test func `with learning off nothing is learnt`() {
    var wearer = Wearer()
    wearer.classifier.learns = false
    wearer.walk(30)
    wearer.rest(5)
    wearer.sitDown()
    wearer.rest(5)
    #expect(wearer.classifier.uprightReference == nil)
    #expect(wearer.classifier.mediolateral == nil)
  }

  @Test(arguments: [40.0, 90, 180])
  func `a sensor that was turned is learnt again from walking`(degrees: Double) throws {
    var wearer = PostureClassifierTests.calibrated()
    wearer.walk(30)
    wearer.remount(Mounting(degrees: degrees, about: Vector3(0, 0, 1)))
    wearer.rest(5)
    wearer.walk(30)
    wearer.rest(20)
    #expect(wearer.posture == .standing)
    let learnt = wearer.classifier.uprightReference
    let upright = try #require(learnt)
    #expect(upright.dot(wearer.mounting(Vector3(0, 1, 0))) > 0.99)
    wearer.sitDown()
    wearer.rest(10)
    #expect(wearer.posture == .sitting)
  }
}
