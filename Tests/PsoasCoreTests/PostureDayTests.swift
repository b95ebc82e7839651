import PsoasCore
import TestSupport
import Testing

/// A working day with the pelvis sensor alone.
@Suite struct PostureDayTests {
  /// Random numbers for the variation of movements.
  struct Chance {
    private var noise: Noise
    init(_ seed: UInt64) { noise = Noise(seed: seed) }
    mutating func between(_ low: Double, _ high: Double) -> Double {
      low + (high - low) * min(1, max(0, noise.next() / 4 + 0.5))
    }
  }

  @Test func `nine tenths of it are right`() {
    let shares = TestSeed.seeds(1...8).map(Self.day)
    #expect(shares.reduce(0, +) / 8 > 0.93)
    #expect(shares.allSatisfy { $0 > 0.7 })
  }

  /// A day of sitting, shifting, reaching, standing and walking; returns the share of the time that was classified
  /// correctly. The movements are smoother than a person's, so their middle resembles rest.
  static func day(_ seed: UInt64) -> Double {
    var chance = Chance(seed)
    var wearer = Wearer()
    wearer.mounting = Mounting(seed: seed)
    wearer.usesFilter = true
    wearer.noiseLevel = 0.05
    wearer.offset = Vector3(chance.between(-0.3, 0.3), chance.between(-0.3, 0.3), chance.between(-0.3, 0.3))
    var (right, all) = (0.0, 0.0)
    func add(_ posture: Posture) {
      right += wearer.seconds[posture] ?? 0
      all += wearer.seconds.values.reduce(0, +)
    }
    wearer.rest(20)
    wearer.walk(20)
    for _ in 0..<6 {
      let chair = (drop: chance.between(0.25, 0.45), tilt: chance.between(-25, 2))
      wearer.sitDown(drop: chair.drop, tilt: chair.tilt, over: chance.between(1.5, 3.5))
      for _ in 0..<8 {
        wearer.rest(chance.between(20, 60))
        add(.sitting)
        switch chance.between(0, 3) {
        case ..<1: wearer.bend(chance.between(10, 40), drop: chance.between(-0.02, 0.04), over: chance.between(2, 5))
        default:
          let lean = chance.between(-20, 25)
          let lift = chance.between(-0.04, 0.04)
          wearer.lieDown(Wearer.Pose(forward: chair.tilt + lean), drop: lift, over: chance.between(1.5, 3))
          wearer.rest(chance.between(10, 40))
          add(.sitting)
          wearer.lieDown(Wearer.Pose(forward: chair.tilt), drop: -lift, over: chance.between(1.5, 3))
        }
        add(.sitting)
      }
      wearer.standUp(rise: chair.drop, over: chance.between(1.5, 3.5))
      if chance.between(0, 1) > 0.5 {
        wearer.rest(chance.between(3, 60))
        add(.standing)
        wearer.bend(chance.between(10, 60), over: chance.between(2, 5))
        wearer.rest(chance.between(3, 60))
        add(.standing)
      }
      wearer.walk(chance.between(10, 90), cadence: chance.between(90, 125))
      add(.walking)
      if chance.between(0, 1) > 0.5 {
        wearer.rest(chance.between(3, 60))
        add(.standing)
      }
    }
    return right / all
  }
}
