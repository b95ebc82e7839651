/// Sends what has changed since the last frame, and nothing else.
struct ScreenDiff {
  private var drawn: [String] = []
  private var columns = 0

  /// The terminal shows something else now: the next frame is sent as a whole.
  mutating func forget() {
    drawn = []
    columns = 0
  }

  /// The codes that turn the last frame into this one; empty if they are equal.
  mutating func update(_ rows: [ScreenRow], _ style: ScreenStyle) -> String {
    let rows = rows.prefix(style.rows)
    let coded = rows.map { $0.coded(hasColour: style.hasColour) }
    var codes = ""
    if columns != style.columns {
      codes = "\u{1B}[2J"
      drawn = []
      columns = style.columns
    }
    for (index, row) in coded.enumerated() where index >= drawn.count ? !row.isEmpty : drawn[index] != row {
      // The rest is erased first: after the last column the cursor stays on it.
      codes += "\u{1B}[\(index + 1);1H\u{1B}[K" + row
    }
    if drawn.count > coded.count { codes += "\u{1B}[\(coded.count + 1);1H\u{1B}[J" }
    drawn = coded
    return codes
  }
}

/// Limits the frames of a screen to four per second.
struct FrameLimit {
  /// Microseconds from one frame to the next, at least.
  static let period: Int64 = 250_000
  private var last: Int64?

  /// Microseconds until a frame may be drawn; 0 if it may be now.
  /// - Parameter now: CLOCK_MONOTONIC, microseconds.
  func wait(at now: Int64) -> Int64 { last.map { max($0 + Self.period - now, 0) } ?? 0 }

  mutating func drew(at now: Int64) { last = now }
}
