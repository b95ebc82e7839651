import PsoasSystem

/// An SVG picture under construction.
///
/// A fluid picture is as wide as the page: its horizontal positions are percent, while heights and letters keep their
/// size, so that it can be read on a phone as well as on a wide screen. A fixed one has a size of its own.
struct Drawing {
  enum Anchor: String { case start, middle, end }

  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  /// nil if the picture is fluid.
  private let width: Double?
  private let height: Double
  private var body = Text()

  /// A fluid picture; x is from 0 to 100.
  init(height: Double) {
    width = nil
    self.height = height
  }

  /// A picture of fixed proportions.
  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// - Parameter hint: shown by browsers while the pointer is over the shape.
  mutating func rectangle(
    _ style: StaticString, x: Double, y: Double, width: Double, height: Double, hint: Text? = nil
  ) {
    body += "<rect class=\"\(style)\" x=\"\(across(x))\" y=\"\(y, places: 1)\""
    body += " width=\"\(across(width))\" height=\"\(height, places: 1)\""
    if let hint { body += "><title>\(html: hint)</title></rect>\n" } else { body += "/>\n" }
  }

  mutating func line(_ style: StaticString, from start: Point, to end: Point) {
    body += "<line class=\"\(style)\" x1=\"\(across(start.x))\" y1=\"\(start.y, places: 1)\""
    body += " x2=\"\(across(end.x))\" y2=\"\(end.y, places: 1)\"/>\n"
  }

  mutating func label(_ text: Text, at point: Point, _ anchor: Anchor = .start, _ style: StaticString? = nil) {
    body += "<text"
    if let style { body += " class=\"\(style)\"" }
    body += " x=\"\(across(point.x))\" y=\"\(point.y, places: 1)\" text-anchor=\"\(Text(anchor.rawValue.utf8))\""
    body += ">\(html: text)</text>\n"
  }

  /// A label that reads upwards, in a fixed picture.
  mutating func upwardLabel(_ text: Text, at point: Point, _ style: StaticString) {
    body += "<text class=\"\(style)\" transform=\"translate(\(point.x, places: 1) \(point.y, places: 1)) rotate(-90)\""
    body += " text-anchor=\"middle\">\(html: text)</text>\n"
  }

  /// A curve, in a fixed picture.
  mutating func curve(_ style: StaticString, _ points: [Point]) {
    guard !points.isEmpty else { return }
    // The attributes are for viewers without style sheets, which would fill the curve with black.
    body += "<polyline class=\"\(style)\" fill=\"none\" stroke=\"#888888\" points=\""
    for (index, point) in points.enumerated() {
      if index > 0 { body += " " }
      body += "\(point.x, places: 1),\(point.y, places: 1)"
    }
    body += "\"/>\n"
  }

  /// The picture as an element of a page.
  /// - Parameter description: what a screen reader says instead.
  func element(_ description: Text) -> Text {
    "<svg role=\"img\" aria-label=\"\(html: description)\" width=\"100%\" height=\"\(height, places: 0)\">\n\(body)</svg>\n"
  }

  /// The picture as a file of its own, with its style sheet.
  func file(_ description: Text, _ styleSheet: Text) -> Text {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width ?? 100, places: 0) \(height, places: 0)" role="img" \
    aria-label="\(html: description)">
    <style>
    \(styleSheet)</style>
    <rect class="paper" width="100%" height="100%"/>
    \(body)</svg>

    """
  }

  private func across(_ x: Double) -> Text { width == nil ? "\(x, places: 3)%" : "\(x, places: 1)" }
}

extension Text {
  /// Appends text for the content or a quoted attribute of an HTML element. Control characters and bytes that are not
  /// UTF-8 become U+FFFD, which also keeps a text from changing the direction of what follows.
  mutating func append(html text: Text) {
    var index = 0
    while index < text.count {
      let length = text.sequenceLength(at: index)
      let end = index + Swift.max(length, 1)
      switch text[index] {
      case UInt8(ascii: "&"): append("&amp;")
      case UInt8(ascii: "<"): append("&lt;")
      case UInt8(ascii: ">"): append("&gt;")
      case UInt8(ascii: "\""): append("&quot;")
      case UInt8(ascii: "'"): append("&#39;")
      case UInt8(ascii: "\n"), UInt8(ascii: "\t"): append(UInt8(ascii: " "))
      case 0x20..<0x7F: append(text[index])
      case _ where length > 0 && text.isPlain(index..<end): append(contentsOf: text[index..<end])
      default: append("\u{FFFD}")
      }
      index = end
    }
  }

  /// Whether a character means the same in a terminal and in its escaped form: it controls nothing.
  private func isPlain(_ range: Range<Int>) -> Bool {
    let character = Text(self[range])
    return ("\(escaped: character)" as Text) == character
  }
}

extension TextInterpolation {
  /// Text for the content or a quoted attribute of an HTML element.
  mutating func appendInterpolation(html text: Text) { insert { $0.append(html: text) } }
}
