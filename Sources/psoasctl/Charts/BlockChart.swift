import PsoasSystem

/// Charts of characters for a terminal: block elements, or ASCII where the encoding has none.
struct BlockChart {
  /// ASCII only.
  let isPlain: Bool

  /// A bar of at most `cells` columns, filled with blanks to the full width.
  func bar(_ share: Double, _ cells: Int) -> Text {
    let share = share.isFinite ? min(max(share, 0), 1) : 0
    var bar = Text()
    if isPlain {
      let full = Int(share * Double(cells) + 0.5)
      for cell in 0..<cells { bar += cell < full ? "#" : " " }
      return bar
    }
    // Block elements divide a cell into eighths.
    let eighths = Int(share * Double(cells * 8) + 0.5)
    let parts: [StaticString] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    for cell in 0..<cells {
      let rest = eighths - cell * 8
      bar += rest >= 8 ? "█" : parts[max(rest, 0)]
    }
    return bar
  }

  /// A bar divided into parts, each with a character of its own; `cells` columns wide.
  func shares(_ amounts: [Double], _ characters: [Text], _ cells: Int) -> Text {
    let total = amounts.reduce(0) { $0 + max($1, 0) }
    var bar = Text()
    var (sum, written) = (0.0, 0)
    for (amount, character) in zip(amounts, characters) where total > 0 {
      sum += max(amount, 0)
      let end = Int(sum / total * Double(cells) + 0.5)
      while written < end {
        bar += character
        written += 1
      }
    }
    while written < cells {
      bar += " "
      written += 1
    }
    return bar
  }

  /// Columns of `width` characters and `rows` lines, the highest line first.
  func columns(_ shares: [Double], width: Int, rows: Int) -> [Text] {
    let parts: [StaticString] = isPlain ? [" ", ".", "#"] : [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let steps = parts.count - 1
    return (0..<rows).reversed().map { row in
      var line = Text()
      for share in shares {
        let share = share.isFinite ? min(max(share, 0), 1) : 0
        let height = Int(share * Double(rows * steps) + 0.5)
        let part = parts[min(max(height - row * steps, 0), steps)]
        for _ in 0..<(width - 1) { line += part }
        line += " "
      }
      return line
    }
  }
}

extension Text {
  /// Filled with blanks to a number of columns.
  func padded(_ width: Int, toRight: Bool = false) -> Text {
    var blanks = Text()
    for _ in 0..<Swift.max(width - self.width, 0) { blanks += " " }
    return toRight ? blanks + self : self + blanks
  }

  /// Without blanks at the end.
  var withoutTrailingBlanks: Text {
    guard let last = lastIndex(where: { !$0.isBlank }) else { return Text() }
    return Text(bytes[...last])
  }
}
