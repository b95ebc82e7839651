import PsoasSystem

/// A picture of dots, eight to a character: two columns of four.
struct DotCanvas {
  private let columns: Int
  private let rows: Int
  /// Dots per unit.
  private let scale: (x: Double, y: Double)
  private var dots: [Bool]

  /// - Parameters:
  ///   - columns: characters a line; `rows`: lines.
  ///   - width: units across; `height`: units down.
  init(columns: Int, rows: Int, width: Double, height: Double) {
    self.columns = columns
    self.rows = rows
    scale = (Double(columns * 2) / width, Double(rows * 4) / height)
    dots = [Bool](repeating: false, count: columns * 2 * rows * 4)
  }

  /// Draws a line through points, with round ends; one point is a disc.
  mutating func stroke(_ points: [(Double, Double)], width: Double) {
    // Not thinner than a dot, so that a line has no gaps.
    let radius = max(width * 0.4, 0.55 / scale.x)
    eachDot(around: points, radius) { x, y, place, dot in if Self.distance(place, points) <= radius { dot = true } }
  }

  /// The same as a dotted line with a gap around it, which stands out from the others.
  mutating func mark(_ points: [(Double, Double)], width: Double) {
    let radius = max(width * 0.4, 0.55 / scale.x)
    let gap = 1.2 / scale.x
    eachDot(around: points, radius + gap) { x, y, place, dot in
      let distance = Self.distance(place, points)
      if distance <= radius + gap { dot = distance <= radius && (x + y) % 2 == 0 }
    }
  }

  /// Visits the dots of the rectangle around the points, larger by `margin`.
  private mutating func eachDot(
    around points: [(Double, Double)], _ margin: Double, _ body: (Int, Int, (Double, Double), inout Bool) -> Void
  ) {
    let (x, y) = (points.map(\.0), points.map(\.1))
    guard let left = x.min(), let right = x.max(), let top = y.min(), let bottom = y.max() else { return }
    func range(_ low: Double, _ high: Double, _ scale: Double, _ count: Int) -> Range<Int> {
      let first = min(max(((low - margin) * scale - 1).rounded(.down), 0), Double(count))
      let end = min(max(((high + margin) * scale + 1).rounded(.up), first), Double(count))
      return Int(first)..<Int(end)
    }
    for y in range(top, bottom, scale.y, rows * 4) {
      for x in range(left, right, scale.x, columns * 2) {
        body(x, y, ((Double(x) + 0.5) / scale.x, (Double(y) + 0.5) / scale.y), &dots[y * columns * 2 + x])
      }
    }
  }

  private static func distance(_ place: (Double, Double), _ points: [(Double, Double)]) -> Double {
    guard let first = points.first else { return .infinity }
    var best = square(place.0 - first.0, place.1 - first.1)
    for (a, b) in zip(points, points.dropFirst()) {
      let (dx, dy) = (b.0 - a.0, b.1 - a.1)
      let length = square(dx, dy)
      let along = length > 0 ? min(max(((place.0 - a.0) * dx + (place.1 - a.1) * dy) / length, 0), 1) : 0
      best = min(best, square(place.0 - a.0 - along * dx, place.1 - a.1 - along * dy))
    }
    return best.squareRoot()
  }

  private static func square(_ x: Double, _ y: Double) -> Double { x * x + y * y }

  /// The dots of a character, as the low byte of its braille pattern (U+2800 to U+28FF).
  func pattern(_ column: Int, _ row: Int) -> UInt8 {
    var pattern: UInt8 = 0
    for (bit, place) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)].enumerated()
    where dots[(row * 4 + place.1) * columns * 2 + column * 2 + place.0] {
      pattern |= 1 << UInt8(bit)
    }
    return pattern
  }

  /// The picture as DEC sixel graphics, with the colours of some canvases of the same size; where none has a dot the
  /// terminal shows through.
  /// - Parameter layers: the colours are shares of red, green and blue in percent, as in `50;50;50`.
  static func sixel(_ layers: [(colour: StaticString, canvas: DotCanvas)]) -> Text {
    guard let first = layers.first?.canvas else { return Text() }
    let (width, height) = (first.columns * 2, first.rows * 4)
    var text: Text = "\u{1B}P0;1q\"1;1;\(width);\(height)"
    for (number, layer) in layers.enumerated() { text += "#\(number);2;\(layer.colour)" }
    for top in stride(from: 0, to: height, by: 6) {
      for (number, layer) in layers.enumerated() {
        text += "#\(number)"
        var (last, count) = (UInt8(0), 0)
        for x in 0...width {
          var bits: UInt8 = 0
          for y in top..<min(top + 6, height) where x < width && layer.canvas.dots[y * width + x] {
            bits |= 1 << UInt8(y - top)
          }
          if x < width, bits == last || count == 0 {
            (last, count) = (bits, count + 1)
          } else {
            text += "!\(count)"
            text.append(63 + last)
            (last, count) = (bits, 1)
          }
        }
        // To the beginning of this band again, or to the next one.
        text += number < layers.count - 1 ? "$" : "-"
      }
    }
    return text + "\u{1B}\\"
  }

  /// The character of a pattern: braille, or ASCII by the upper and the lower half.
  static func character(_ pattern: UInt8, isPlain: Bool) -> Character {
    guard pattern > 0 else { return " " }
    guard isPlain else { return Unicode.Scalar(0x2800 + UInt32(pattern)).map { Character($0) } ?? " " }
    let upper = (pattern & 0b0001_1011).nonzeroBitCount
    let lower = (pattern & 0b1110_0100).nonzeroBitCount
    return upper + lower >= 4 ? "#" : upper > 1 ? "'" : lower > 1 ? "." : " "
  }

  /// Braille patterns, without blanks at the end.
  var brailleLines: [Text] { lines(isPlain: false) }

  /// ASCII, without blanks at the end.
  var plainLines: [Text] { lines(isPlain: true) }

  private func lines(isPlain: Bool) -> [Text] {
    (0..<rows).map { row in
      let line = String((0..<columns).map { Self.character(pattern($0, row), isPlain: isPlain) })
      return Text(line.utf8).withoutTrailingBlanks
    }
  }
}
