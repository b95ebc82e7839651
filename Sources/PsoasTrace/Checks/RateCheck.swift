/// Tells from the first rows whether their spacing is one that a worn sensor can have.
struct RateCheck {
  enum Finding: Equatable {
    /// Rows are so many seconds apart.
    case tooSlow(spacing: Double)
    case tooFast(spacing: Double)
  }

  private(set) var isDecided = false
  private var slow = 0
  private var fast = 0
  private var count = 0
  private var spacing = 0.0

  private static let rows = 20
  /// Microseconds. A walk has two steps a second, and the slowest sensors made to be worn give ten readings.
  private static let longest: Int64 = 1_000_000
  /// Microseconds. The fastest motion sensors of today give 8000 readings a second, worn ones 1000 at most.
  private static let shortest: Int64 = 120

  /// - Parameter microseconds: from one row to the next.
  mutating func take(_ microseconds: Int64) -> Finding? {
    count += 1
    if microseconds >= RateCheck.longest {
      if slow == 0 || Double(microseconds) * 1e-6 < spacing { spacing = Double(microseconds) * 1e-6 }
      slow += 1
    } else if microseconds <= RateCheck.shortest {
      if slow == 0 { spacing = Double(microseconds) * 1e-6 }
      fast += 1
    }
    guard count >= RateCheck.rows else { return nil }
    return finish()
  }

  mutating func finish() -> Finding? {
    guard !isDecided else { return nil }
    isDecided = true
    guard count >= 8 else { return nil }
    if slow * 5 >= count * 4 { return .tooSlow(spacing: spacing) }
    if fast * 5 >= count * 4 { return .tooFast(spacing: spacing) }
    return nil
  }
}
