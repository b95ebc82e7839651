import Foundation

/// The seeds of random tests. They are printed, and the environment variable PSOAS_TEST_SEED sets them.
public enum TestSeed {
  public static let variable = "PSOAS_TEST_SEED"

  /// The seed in the environment; nil if none is set.
  public static let chosen: UInt64? = ProcessInfo.processInfo.environment[variable].flatMap { text in
    guard let seed = UInt64(text) else { fatalError("\(variable)=\(text): expected a whole number from 0 on") }
    return seed
  }

  /// A seed for one test: that of the environment, otherwise `usual`, otherwise a random one.
  public static func seed(_ usual: UInt64? = nil, test: String = #function) -> UInt64 {
    let seed = chosen ?? usual ?? UInt64.random(in: 0...0xFFFF_FFFF)
    print("\(test): \(variable)=\(seed)")
    return seed
  }

  /// The seeds of a test with several runs: `usual`, or as many consecutive ones from that of the environment.
  public static func seeds(_ usual: ClosedRange<UInt64>) -> [UInt64] {
    let first = chosen ?? usual.lowerBound
    return (0..<UInt64(usual.count)).map { first &+ $0 }
  }
}

/// SplitMix64 (Steele 2014).
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
