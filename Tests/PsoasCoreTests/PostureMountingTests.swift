import PsoasCore
import TestSupport
import Testing

/// The result is independent of the orientation of the sensor.
@Suite struct PostureMountingTests {
  /// Two minutes with every posture, without calibration; returns the posture at the end of each second.
  static func day(_ mounting: Mounting, usesFilter: Bool) -> [Posture] {
    var wearer = Wearer()
    wearer.mounting = mounting
    wearer.usesFilter = usesFilter
    wearer.rest(8)
    wearer.walk(12)
    wearer.rest(6)
    wearer.sitDown(tilt: -6)
    wearer.rest(20)
    wearer.standUp()
    wearer.walk(10)
    wearer.sitDown()
    wearer.rest(10)
    wearer.lieDown(Wearer.Pose(forward: -90))
    wearer.rest(15)
    wearer.sitUp()
    wearer.rest(8)
    wearer.standUp()
    wearer.rest(10)
    return wearer.history
  }

  @Test(arguments: [false, true])
  func `at most one percent of the seconds change`(usesFilter: Bool) {
    let asWorn = Self.day(.asWorn, usesFilter: usesFilter)
    #expect(Set(asWorn).isSuperset(of: [.standing, .walking, .sitting, .lying]))
    var changed = 0
    for seed in TestSeed.seeds(1...20) {
      let turned = Self.day(Mounting(seed: seed), usesFilter: usesFilter)
      changed += zip(asWorn, turned).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
    }
    #expect(changed <= asWorn.count * 20 / 100)
  }
}
