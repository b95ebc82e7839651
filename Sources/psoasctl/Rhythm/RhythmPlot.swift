import PsoasCore
import PsoasMonitor

/// A plot of the lumbar spine against the pelvis for a terminal of 80 columns.
struct RhythmPlot {
  /// ASCII instead of braille.
  let isPlain: Bool

  private static let columns = 60
  private static let rows = 13

  func draw(_ result: RhythmResult) -> String {
    let forward = RhythmCurve(result.bends, .forward)
    let back = RhythmCurve(result.bends, .back)
    let width = RhythmCurve.limit([forward, back]) { $0.pelvis }
    let height = RhythmCurve.limit([forward, back]) { $0.lumbar }
    // Braille has two dots per column and four per row; ASCII has one.
    let (across, down) = isPlain ? (1, 1) : (2, 4)
    var canvas = Canvas(columns: Self.columns, rows: Self.rows, across: across, down: down)
    for (curve, isForward) in [(back, false), (forward, true)] {
      let dots = curve.points.map { point in
        (
          x: point.pelvis / width * Double(Self.columns * across - 1),
          y: (1 - point.lumbar / height) * Double(Self.rows * down - 1)
        )
      }
      canvas.trace(dots, isForward: isForward)
    }
    var lines = ["lumbar spine, deg"]
    for row in 0..<Self.rows {
      let isTick = row == 0 || row == Self.rows - 1 || row == (Self.rows - 1) / 2
      let degrees = height * (1 - Double(row) / Double(Self.rows - 1))
      let label = isTick ? "\(degrees, places: 0, width: 4) " : "     "
      lines.append(label + (isPlain ? "|" : "\u{2502}") + canvas.line(row, isPlain: isPlain))
    }
    lines.append(
      "     " + (isPlain ? "+" : "\u{2514}") + String(repeating: isPlain ? "-" : "\u{2500}", count: Self.columns))
    let middle = "\(width / 2, places: 0)"
    let end = "\(width, places: 0)"
    var axis = Array(repeating: Character(" "), count: Self.columns + 8)
    for (text, column) in [("0", 6), (middle, 5 + Self.columns / 2), (end, 5 + Self.columns - end.count / 2)] {
      for (offset, character) in text.enumerated() where column + offset < axis.count {
        axis[column + offset] = character
      }
    }
    lines.append(String(axis) + "pelvis, deg")
    lines.append(isPlain ? "      * bending   o coming back" : "      bending: whole line   coming back: dotted")
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Dots in character cells.
private struct Canvas {
  private let columns: Int
  private let across: Int
  private let down: Int
  private var forward: [Bool]
  private var back: [Bool]
  private let width: Int
  private let height: Int

  init(columns: Int, rows: Int, across: Int, down: Int) {
    self.columns = columns
    self.across = across
    self.down = down
    width = columns * across
    height = rows * down
    forward = Array(repeating: false, count: width * height)
    back = forward
  }

  mutating func trace(_ points: [(x: Double, y: Double)], isForward: Bool) {
    var length = 0
    for (a, b) in zip(points, points.dropFirst()) {
      let steps = max(1, Int(max(abs(b.x - a.x), abs(b.y - a.y)).rounded(.up)))
      for step in 0..<steps {
        let part = Double(step) / Double(steps)
        let x = Int((a.x + part * (b.x - a.x)).rounded())
        let y = Int((a.y + part * (b.y - a.y)).rounded())
        length += 1
        guard (0..<width).contains(x), (0..<height).contains(y) else { continue }
        // A dotted line: two dots of five, if the dots are fine enough.
        if isForward {
          forward[y * width + x] = true
        } else if across == 1 || length % 5 < 2 {
          back[y * width + x] = true
        }
      }
    }
  }

  func line(_ row: Int, isPlain: Bool) -> String {
    var text = (0..<columns).map { column -> Character in
      if isPlain {
        let index = row * width + column
        return forward[index] ? "*" : back[index] ? "o" : " "
      }
      // Dots of a braille cell from the upper left down, then the right column; 7 and 8 are the lowest row.
      let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
      var mask: UInt32 = 0
      for y in 0..<down {
        for x in 0..<across {
          let index = (row * down + y) * width + column * across + x
          if forward[index] || back[index] { mask |= bits[y][x] }
        }
      }
      return mask == 0 ? " " : Character(Unicode.Scalar(0x2800 + mask) ?? " ")
    }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
