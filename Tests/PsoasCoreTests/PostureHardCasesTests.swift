import PsoasCore
import Testing

/// Movements that resemble another posture.
@Suite struct PostureHardCasesTests {
  @Test func `bending for shoes is standing`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.bend(70, over: 6)
    wearer.rest(10)
    #expect(wearer.share(.standing) > 0.9)
  }

  @Test func `squatting and coming up is standing`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.bend(30, drop: 0.4, over: 3)
    wearer.rest(20)
    #expect(wearer.posture == .standing)
  }

  /// The pelvis goes down and stays down: without a shank sensor kneeling and sitting cannot be distinguished.
  @Test func `kneeling counts as sitting until the wearer rises`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.sitDown(drop: 0.42, tilt: 3)
    wearer.rest(20)
    #expect(wearer.posture == .sitting)
    wearer.standUp(rise: 0.42)
    wearer.rest(10)
    #expect(wearer.posture == .standing)
  }

  @Test func `slumping in the chair is sitting`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.sitDown(tilt: -10)
    wearer.rest(20)
    wearer.lieDown(Wearer.Pose(forward: -35), drop: 0.03, over: 3)
    wearer.rest(60)
    #expect(wearer.share(.sitting) == 1)
  }

  @Test(arguments: [15.0, 25])
  func `a restless hour in the chair is sitting`(degrees: Double) {
    var wearer = PostureClassifierTests.calibrated()
    wearer.sitDown(tilt: -10)
    wearer.rest(20)
    var sat = 0.0
    for shift in 0..<30 {
      wearer.lieDown(
        Wearer.Pose(forward: shift % 2 == 0 ? -10 - degrees : -10), drop: shift % 2 == 0 ? 0.04 : -0.04, over: 2)
      wearer.rest(20)
      sat += wearer.share(.sitting)
    }
    #expect(sat > 26)
    wearer.standUp()
    wearer.rest(5)
    #expect(wearer.posture == .standing)
  }

  @Test(arguments: [15.0, 25])
  func `a restless hour on the feet is standing`(degrees: Double) {
    var wearer = PostureClassifierTests.calibrated()
    var stood = 0.0
    for shift in 0..<30 {
      wearer.lieDown(
        Wearer.Pose(forward: shift % 2 == 0 ? degrees / 2 : 0, side: shift % 2 == 0 ? degrees / 2 : 0), drop: 0, over: 2
      )
      wearer.rest(20)
      stood += wearer.share(.standing)
    }
    #expect(stood == 30)
    wearer.sitDown()
    wearer.rest(5)
    #expect(wearer.posture == .sitting)
  }

  @Test func `pedalling is sitting`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.sitDown(drop: 0.3, tilt: 0)
    wearer.rest(10)
    wearer.shake(300, level: 0.5, frequencies: [2.3])
    #expect(wearer.share(.sitting) > 0.99)
  }

  @Test func `riding on a rough road is sitting`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.sitDown()
    wearer.rest(10)
    wearer.shake(300, level: 0.35, frequencies: [1.3, 1.9, 4.3, 11])
    #expect(wearer.share(.sitting) > 0.99)
  }

  @Test(arguments: [15.0, -15])
  func `a lift is no chair`(metres: Double) {
    var wearer = PostureClassifierTests.calibrated()
    wearer.ride(metres, over: 12)
    wearer.rest(10)
    #expect(wearer.posture == .standing)
  }

  @Test func `a sensor on the table is not worn after ten minutes`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.leaveOnTable(595)
    #expect(wearer.posture != .notWorn)
    wearer.leaveOnTable(120)
    #expect(wearer.posture == .notWorn)
    wearer.walk(20)
    #expect(wearer.posture == .walking)
  }

  @Test func `a wearer who sits quietly for an hour wears the sensor`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.sitDown()
    wearer.rest(3600)
    #expect(wearer.share(.notWorn) == 0)
    #expect(wearer.share(.sitting) > 0.999)
  }

  @Test(arguments: [0.1, 0.3])
  func `a coarse sensor is read`(noise: Double) {
    var wearer = PostureClassifierTests.calibrated { $0.noiseLevel = noise }
    wearer.rest(20)
    wearer.sitDown()
    wearer.rest(20)
    #expect(wearer.posture == .sitting)
    wearer.standUp()
    wearer.rest(20)
    #expect(wearer.posture == .standing)
  }

  @Test func `an accelerometer that is off is read`() {
    var wearer = PostureClassifierTests.calibrated { $0.offset = Vector3(0.3, -0.3, 0.2) }
    for _ in 0..<3 {
      wearer.sitDown(tilt: -3)
      wearer.rest(20)
      #expect(wearer.posture == .sitting)
      wearer.standUp()
      wearer.rest(20)
      #expect(wearer.posture == .standing)
    }
  }

  @Test(arguments: [50.0, 100, 200, 286])
  func `the rate does not matter`(rate: Double) {
    var wearer = PostureClassifierTests.calibrated { $0.rate = rate }
    wearer.sitDown(tilt: -5)
    wearer.rest(5)
    #expect(wearer.posture == .sitting)
    wearer.standUp()
    wearer.walk(20)
    #expect(wearer.posture == .walking)
  }

  @Test func `a reading that is no number is passed over`() {
    var wearer = PostureClassifierTests.calibrated()
    let broken = Sample(time: Instant(microseconds: 60_000_000), interval: 0.02, acceleration: Vector3(.nan, 0, 0))
    wearer.classifier.update(.pelvis, broken, up: Vector3(0, 1, 0))
    wearer.rest(5)
    #expect(wearer.posture == .standing)
  }
}
