import PsoasSystem

/// A picture of data/exercises, or that of how sensors are worn, drawn with characters.
///
/// It reads what these pictures consist of: paths of straight lines and quadratic curves, and circles, moved by one
/// translation, and words. Anything else in a file is left out.
struct ExercisePicture {
  /// The picture is this wide, in units of the file.
  private static let width = 240.0
  private static let height = 180.0
  private static let (columns, rows) = (50, 19)
  private var dots: DotCanvas
  /// The shapes of the muscle or of the movement, which `dots` has as dotted lines.
  private var accents: DotCanvas
  /// Words over the dots, by the place of their first letter.
  private var labels: [(column: Int, row: Int, words: Text)] = []

  /// nil if there is no file, or none of the shapes that it can draw.
  /// - Parameter isFine: two dots for a unit of the file, for graphics.
  init?(file: Text, isFine: Bool = false) {
    guard !file.isEmpty, let text = try? Files.read(file, limit: 1 << 16) else { return nil }
    self.init(svg: text, isFine: isFine)
  }

  init?(svg: Text, isFine: Bool = false) {
    let tags = svg.split(separator: UInt8(ascii: "<")).map { Text($0) }
    let shift = tags.compactMap { Self.attribute("transform", of: $0) }.first.map { Self.numbers(in: $0) } ?? []
    let origin = shift.count == 2 ? (shift[0], shift[1]) : (0, 0)
    dots = DotCanvas(
      columns: isFine ? 240 : Self.columns, rows: isFine ? 90 : Self.rows, width: Self.width, height: Self.height)
    accents = dots
    var isEmpty = true
    for tag in tags {
      let width = Self.attribute("stroke-width", of: tag).flatMap { Self.numbers(in: $0).first } ?? 4
      if tag.hasPrefix("path "), let path = Self.attribute("d", of: tag) {
        for line in PathReader.polylines(of: path) {
          let points = line.map { ($0.0 + origin.0, $0.1 + origin.1) }
          if Self.isAccent(tag) {
            dots.mark(points, width: width)
            accents.stroke(points, width: width)
          } else {
            dots.stroke(points, width: width)
          }
          isEmpty = false
        }
      } else if tag.hasPrefix("circle "), let x = Self.number("cx", of: tag), let y = Self.number("cy", of: tag),
        let radius = Self.number("r", of: tag)
      {
        dots.stroke([(x + origin.0, y + origin.1)], width: radius * 2)
        isEmpty = false
      } else if tag.hasPrefix("text "), let x = Self.number("x", of: tag), let y = Self.number("y", of: tag) {
        let words = tag.parts(separatedBy: UInt8(ascii: ">")).last ?? Text()
        let place = (x: (x + origin.0) / Self.width, y: (y + origin.1) / Self.height)
        guard (0..<1).contains(place.x), (0..<1).contains(place.y) else { continue }
        labels.append((Int(place.x * Double(Self.columns)), Int(place.y * Double(Self.rows)), words))
      }
    }
    if isEmpty { return nil }
  }

  /// Grey and orange, which are visible on white and on black.
  var sixel: Text { DotCanvas.sixel([("50;50;52", dots), ("82;34;12", accents)]) }

  /// - Parameter isPlain: ASCII instead of braille.
  func lines(isPlain: Bool) -> [Text] {
    var lines = isPlain ? dots.plainLines : dots.brailleLines
    for label in labels {
      // A braille character has three bytes.
      let line = lines[label.row].text.padded(to: label.column)
      let rest = line.dropFirst(label.column + label.words.width)
      lines[label.row] = Text((line.prefix(label.column) + label.words.text + rest).utf8)
    }
    let first = lines.firstIndex { !$0.isEmpty } ?? 0
    let last = lines.lastIndex { !$0.isEmpty } ?? 0
    return lines[first...max(first, last)].map { line in
      let indented: Text = "  \(line)"
      return indented.withoutTrailingBlanks
    }
  }

  /// Whether a shape has the color of the muscle or of the movement.
  private static func isAccent(_ tag: Text) -> Bool { attribute("stroke", of: tag).map { $0 == "#d2571e" } ?? false }

  private static func number(_ name: StaticString, of tag: Text) -> Double? {
    attribute(name, of: tag).flatMap { numbers(in: $0).first }
  }

  /// The value of an attribute in double quotes.
  private static func attribute(_ name: StaticString, of tag: Text) -> Text? {
    let parts = tag.parts(separatedBy: UInt8(ascii: "\""))
    let key: Text = " \(name)="
    for index in parts.indices.dropLast() where index % 2 == 0 && Text(parts[index].suffix(key.count)) == key {
      return parts[index + 1]
    }
    return nil
  }

  private static func numbers(in text: Text) -> [Double] {
    var index = text.firstIndex { PathReader.beginsNumber($0) } ?? text.endIndex
    return PathReader.numbers(text, from: &index)
  }
}

/// Reads the `d` of a path.
enum PathReader {
  static func beginsNumber(_ byte: UInt8) -> Bool {
    byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  /// Numbers with blanks and commas between them; `index` is after them then.
  static func numbers(_ text: Text, from index: inout Int) -> [Double] {
    var numbers: [Double] = []
    while index < text.endIndex {
      if beginsNumber(text[index]) {
        let start = index
        index += 1
        while index < text.endIndex, text[index].isDigit || text[index] == UInt8(ascii: ".") { index += 1 }
        numbers.append(Double(Text(text[start..<index]).text) ?? 0)
      } else if text[index].isBlank || text[index] == UInt8(ascii: ",") {
        index += 1
      } else {
        break
      }
    }
    return numbers
  }

  static func polylines(of path: Text) -> [[(Double, Double)]] {
    var lines: [[(Double, Double)]] = []
    var (x, y) = (0.0, 0.0)
    var index = path.startIndex
    func go(to point: (Double, Double)) {
      (x, y) = point
      if lines.isEmpty { lines.append([]) }
      lines[lines.count - 1].append(point)
    }
    while index < path.endIndex {
      let command = path[index]
      index += 1
      let isRelative = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(command)
      let values = numbers(path, from: &index)
      func pair(_ at: Int) -> (Double, Double) {
        isRelative ? (x + values[at], y + values[at + 1]) : (values[at], values[at + 1])
      }
      switch command.lowercase {
      case UInt8(ascii: "m") where values.count >= 2:
        lines.append([])
        go(to: pair(0))
        for at in stride(from: 2, to: values.count - 1, by: 2) { go(to: pair(at)) }
      case UInt8(ascii: "l"): for at in stride(from: 0, to: values.count - 1, by: 2) { go(to: pair(at)) }
      case UInt8(ascii: "h"): for value in values { go(to: (isRelative ? x + value : value, y)) }
      case UInt8(ascii: "v"): for value in values { go(to: (x, isRelative ? y + value : value)) }
      case UInt8(ascii: "q"):
        for at in stride(from: 0, to: values.count - 3, by: 4) {
          let (start, bend, end) = ((x, y), pair(at), pair(at + 2))
          for step in 1...8 {
            let t = Double(step) / 8
            let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
            go(to: (a * start.0 + b * bend.0 + c * end.0, a * start.1 + b * bend.1 + c * end.1))
          }
        }
      case UInt8(ascii: "z"): if let first = lines.last?.first { go(to: first) }
      default: break
      }
    }
    return lines
  }
}
