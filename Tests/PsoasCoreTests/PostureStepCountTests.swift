import PsoasCore
import TestSupport
import Testing

@Suite("The steps of the day")
struct PostureStepCountTests {
  enum Worn: CaseIterable {
    case pelvis, accelerometer, pelvisAndThigh

    /// After standing in neutral and a walk.
    var wearer: Wearer {
      var wearer = Wearer()
      wearer.hasGyroscope = self != .accelerometer
      wearer.wearsThigh = self == .pelvisAndThigh
      wearer.rest(3)
      wearer.classifier.calibrate(standing: Vector3(0, 1, 0))
      wearer.walk(60)
      return wearer
    }
  }

  @Test(arguments: Worn.allCases)
  func `a walk counts all its steps`(worn: Worn) {
    let wearer = worn.wearer
    #expect(abs(wearer.classifier.stepCount - 110) <= 3, "\(wearer.classifier.stepCount)")
  }

  @Test(arguments: Worn.allCases)
  func `a car counts none, and the walk after it counts`(worn: Worn) {
    var wearer = worn.wearer
    wearer.sitDown(tilt: -25)
    wearer.rest(10)
    let before = wearer.classifier.stepCount
    for _ in 0..<20 {
      wearer.shake(40, level: 0.35, frequencies: [1.3, 1.9, 4.3, 11])
      // A speed bump, and the one after it.
      wearer.shake(1.8, level: 1.2, frequencies: [1.8])
    }
    wearer.rest(20)
    #expect(wearer.classifier.stepCount == before)
    wearer.standUp()
    wearer.walk(60)
    #expect(abs(wearer.classifier.stepCount - before - 110) <= 5, "\(wearer.classifier.stepCount - before)")
  }

  @Test(arguments: Worn.allCases)
  func `a restless hour in the chair counts none`(worn: Worn) {
    var wearer = worn.wearer
    wearer.sitDown(tilt: -25)
    wearer.rest(20)
    let before = wearer.classifier.stepCount
    for shift in 0..<60 {
      wearer.lieDown(Wearer.Pose(forward: shift % 2 == 0 ? -40 : -25), drop: shift % 2 == 0 ? 0.04 : -0.04, over: 2)
      wearer.rest(40)
      // A heel taps five times.
      wearer.shake(2, level: 1, frequencies: [2.5])
      wearer.rest(16)
    }
    #expect(wearer.classifier.stepCount == before)
  }

  @Test(arguments: Worn.allCases)
  func `a night in bed counts none`(worn: Worn) {
    var wearer = worn.wearer
    wearer.lieDown(Wearer.Pose(forward: -88), drop: 0.5)
    wearer.rest(60)
    let before = wearer.classifier.stepCount
    for turn in 0..<40 {
      wearer.lieDown(Wearer.Pose(forward: -88, side: [0.0, 80, 0, -80][turn % 4]), drop: 0, over: 2)
      wearer.shake(3, level: 1.5, frequencies: [1.7])
      wearer.rest(120)
    }
    #expect(wearer.classifier.stepCount == before)
  }

  @Test(arguments: TestSeed.seeds(1...3))
  func `a thigh sensor counts walks alone`(seed: UInt64) {
    var leg = Leg()
    leg.mounting = Mounting(seed: seed)
    leg.rest(5)
    leg.walk(60)
    leg.sitDown()
    leg.rest(5)
    let walked = leg.classifier.stepCount
    #expect(walked > 90 && walked < 113, "\(walked)")
    for _ in 0..<20 {
      leg.shake(40, level: 0.35, frequencies: [1.3, 1.9, 4.3, 11])
      leg.shake(1.8, level: 1.5, frequencies: [1.8])
      leg.fidget(60)
    }
    #expect(leg.classifier.stepCount == walked)
    leg.standUp()
    leg.walk(60)
    #expect(leg.classifier.stepCount > walked + 90 && leg.classifier.stepCount < walked + 113)
  }
}
