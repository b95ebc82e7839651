import PsoasCore
import TestSupport
import Testing

/// The calibrated seated pose of the wearer, and the direction of the pelvis.
@Suite struct PostureSeatTests {
  private static func seat(
    tall: Double? = -9, usual: Double? = nil, stance: Double? = nil, _ mounting: Mounting = .asWorn
  ) -> SeatedPose? {
    let upright = mounting(Vector3(0, 1, 0))
    var calibration = Calibration(upright: upright, mediolateral: mounting(Vector3(0, 0, 1)), seatedNeutral: tall)
    calibration?.habitualSeat = usual
    calibration?.habitualStance = stance
    return calibration.flatMap(SeatedPose.init)
  }

  @Test(arguments: TestSeed.seeds(1...3))
  func `in the tall seat it is sitting, in the stance standing, in any mounting`(seed: UInt64) {
    let mounting = Mounting(seed: seed)
    var wearer = PostureClassifierTests.calibrated { $0.mounting = mounting }
    wearer.classifier.seat = Self.seat(usual: -14, stance: 5, mounting)
    for _ in 0..<3 {
      wearer.sitDown(tilt: -9)
      wearer.rest(60)
      #expect(wearer.share(.sitting) > 0.98)
      wearer.standUp()
      wearer.rest(60)
      #expect(wearer.share(.standing) > 0.98)
    }
  }

  @Test func `a stance that drifts back does not become a seat`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.classifier.seat = Self.seat()
    wearer.lieDown(Wearer.Pose(forward: -9), drop: 0, over: 3)
    wearer.rest(300)
    #expect(wearer.share(.sitting) == 0)
  }

  @Test func `a seat that lies where the stance does tells nothing`() {
    #expect(Self.seat(tall: -2) == nil)
    #expect(Self.seat(tall: nil) == nil)
    #expect(Self.seat(tall: -9, stance: -7) == nil)
    #expect(Self.seat(tall: 4, usual: -14) == nil)
    #expect(Self.seat(tall: nil, usual: -14) != nil)
  }

  @Test func `leaning forward while standing is no sitting once the axis is known`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.sitDown()
    wearer.rest(30)
    wearer.standUp()
    wearer.rest(10)
    #expect(wearer.classifier.mediolateral != nil)
    for _ in 0..<5 {
      wearer.lieDown(Wearer.Pose(forward: 30), drop: 0, over: 2)
      wearer.rest(60)
      #expect(wearer.share(.standing) == 1)
      wearer.lieDown(Wearer.Pose(), drop: 0, over: 2)
      wearer.rest(10)
    }
  }

  @Test func `the hour without steps before a rise does not count after it`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.sitDown(drop: 0.25, tilt: -8)
    wearer.rest(3600)
    wearer.standUp(rise: 0.25)
    wearer.rest(5)
    for _ in 0..<8 { wearer.bend(50, drop: 0.03, over: 4) }
    wearer.rest(60)
    #expect(wearer.share(.standing) == 1)
  }

  @Test(arguments: [1.3, 1.7, 2.1])
  func `sitting down from a walk counts from the last stride, not from the fall`(duration: Double) {
    for seed in TestSeed.seeds(1...6) {
      var wearer = PostureClassifierTests.calibrated { $0.mounting = Mounting(seed: seed) }
      wearer.walk(20 + Double(seed) / 4)
      wearer.sitDown(tilt: -6, over: duration)
      wearer.rest(3)
      #expect(wearer.posture == .sitting, "seed \(seed)")
      wearer.rest(120)
      #expect(wearer.share(.sitting) == 1, "seed \(seed)")
    }
  }
}
