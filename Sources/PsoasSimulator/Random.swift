import CLinux

/// Repeatable random numbers: SplitMix64 (Steele, Lea, Flood 2014, doi 10.1145/2660193.2660195), the same on every
/// machine.
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A separate stream for each purpose, so that drawing one more number here changes nothing elsewhere.
  init(seed: UInt64, stream: UInt64) {
    state = seed
    state = next() ^ (stream &* 0x9E37_79B9_7F4A_7C15)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// From 0 to below 1.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// From -1 to below 1.
  mutating func signed() -> Double { uniform() * 2 - 1 }

  /// Mean 0, standard deviation 1 (Box and Muller 1958).
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}
