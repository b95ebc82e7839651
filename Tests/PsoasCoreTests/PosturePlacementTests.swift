import PsoasCore
import Testing

/// Thigh and trunk sensors in addition to the pelvis sensor.
@Suite struct PosturePlacementTests {
  static func withThigh() -> Wearer {
    var wearer = PostureClassifierTests.calibrated { $0.wearsThigh = true }
    wearer.classifier.calibrate(standing: Vector3(0, 1, 0))
    return wearer
  }

  @Test func `the thigh decides after two seconds`() {
    var wearer = Self.withThigh()
    wearer.sitDown()
    wearer.rest(1)
    #expect(wearer.posture == .standing)
    wearer.rest(1)
    #expect(wearer.posture == .sitting)
    wearer.rest(600)
    #expect(wearer.share(.sitting) == 1)
    wearer.standUp()
    wearer.rest(5)
    #expect(wearer.posture == .standing)
  }

  @Test func `an office day with thigh and pelvis is 99 percent right`() {
    var wearer = Self.withThigh()
    var right = 0.0
    var all = 0.0
    for _ in 0..<12 {
      wearer.sitDown(tilt: -4)
      wearer.rest(1500)
      right += wearer.share(.sitting) * 1500
      wearer.standUp()
      wearer.rest(120)
      right += wearer.share(.standing) * 120
      wearer.walk(240)
      right += wearer.share(.walking) * 240
      wearer.rest(60)
      right += wearer.share(.standing) * 60
      all += 1920
    }
    #expect(right / all > 0.99)
  }

  @Test func `pedalling raises the thigh and is no walk`() {
    var wearer = Self.withThigh()
    wearer.sitDown()
    wearer.rest(10)
    wearer.shake(120, level: 2.5, frequencies: [1.4])
    #expect(wearer.share(.walking) == 0)
    #expect(wearer.share(.sitting) == 1)
  }

  @Test func `when the thigh goes the pelvis carries on`() {
    var wearer = Self.withThigh()
    wearer.sitDown()
    wearer.rest(30)
    wearer.wearsThigh = false
    wearer.classifier.lose(.thigh)
    wearer.rest(30)
    #expect(wearer.share(.sitting) == 1)
    wearer.standUp()
    wearer.rest(5)
    #expect(wearer.posture == .standing)
  }

  @Test func `when the pelvis goes the thigh carries on`() {
    var wearer = Self.withThigh()
    wearer.sitDown()
    wearer.rest(30)
    wearer.wearsPelvis = false
    wearer.classifier.lose(.pelvis)
    wearer.rest(30)
    #expect(wearer.share(.sitting) == 1)
    wearer.standUp()
    wearer.rest(5)
    #expect(wearer.posture == .standing)
    wearer.walk(20)
    #expect(wearer.posture == .walking)
  }

  @Test func `when the pelvis goes the trunk carries on`() {
    var wearer = PostureClassifierTests.calibrated { $0.wearsTrunk = true }
    wearer.sitDown()
    wearer.rest(30)
    wearer.wearsPelvis = false
    wearer.classifier.lose(.pelvis)
    wearer.rest(30)
    #expect(wearer.share(.sitting) > 0.99)
    wearer.standUp()
    wearer.rest(5)
    #expect(wearer.posture == .standing)
    wearer.lieDown(Wearer.Pose(forward: -90))
    wearer.rest(10)
    #expect(wearer.posture == .lying)
  }

  @Test func `without any sensor nothing is known`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.classifier.lose(.pelvis)
    #expect(wearer.posture == .unknown)
    #expect(wearer.classifier.uprightReference != nil)
    wearer.walk(10)
    #expect(wearer.posture == .walking)
  }

  @Test func `a sensor without gyroscope tells sitting by the angle`() {
    var wearer = PostureClassifierTests.calibrated { $0.hasGyroscope = false }
    wearer.sitDown(tilt: -22)
    wearer.rest(30)
    #expect(wearer.posture == .sitting)
    wearer.standUp()
    wearer.rest(30)
    #expect(wearer.posture == .standing)
    wearer.lieDown(Wearer.Pose(forward: -90))
    wearer.rest(10)
    #expect(wearer.posture == .lying)
  }
}
