import PsoasSystem

/// Checks from the first rows whether the sample interval is possible for a worn sensor.
struct RateCheck {
  enum Finding: Equatable {
    /// The sample interval in seconds is too long.
    case tooSlow(spacing: Double)
    case tooFast(spacing: Double)
  }

  private(set) var isDecided = false
  private var slow = 0
  private var fast = 0
  private var count = 0
  private var spacing = 0.0

  private static let rows = 20
  /// Microseconds. A walk has two steps per second, and the slowest wearable sensors send ten samples per second.
  private static let longest: Int64 = 1_000_000
  /// Microseconds. The fastest motion sensors send 8000 samples per second, wearable ones at most 1000.
  private static let shortest: Int64 = 120

  /// - Parameter microseconds: between two rows.
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

extension RateCheck {
  static func describe(_ finding: Finding) -> Text {
    switch finding {
    case .tooSlow(let spacing):
      let unit: StaticString =
        spacing < 1000
        ? "milliseconds? Say --units time=ms"
        : spacing < 1e6 ? "microseconds? Say --units time=us" : "nanoseconds? Say --units time=ns"
      return """
        rows are \(spacing, places: spacing < 10 ? 2 : 0) s apart, which is impossible for a worn sensor: is time in \(unit) \
        (--units time=s if they are seconds)
        """
    case .tooFast(let spacing):
      return """
        rows are \(spacing * 1e6, places: 0) us apart, which is impossible for a worn sensor: is time in hours or days? Say --units \
        time=h or time=d (--units time=s if they are seconds)
        """
    }
  }
}
