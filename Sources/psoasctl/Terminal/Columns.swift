import PsoasSystem

extension String {
  /// The text with spaces after it, at least `width` characters.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// The text with spaces before it, at least `width` characters.
  func aligned(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}

extension DefaultStringInterpolation {
  /// `\(degrees, places: 1)`: as in a `Text`; with a width, spaces before it.
  mutating func appendInterpolation(_ value: Double, places: Int, width: Int = 0) {
    var text = Text()
    text.append(value, places: places)
    appendLiteral(text.text.aligned(to: width))
  }

  /// `\(number, width: 2)`: in base 10, padded with zeros.
  mutating func appendInterpolation(_ number: Int, width: Int) {
    var text = Text()
    text.append(number, width: width)
    appendLiteral(text.text)
  }
}
