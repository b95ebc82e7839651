/// The values that can be interpolated into a text literal. A module adds its own by extending this protocol, and both
/// `Text` and `Message` then accept them. None is inlined: each part of a sentence is one call, which keeps the program
/// small.
///
///     extension TextInterpolation {
///       mutating func appendInterpolation(duration seconds: Double) { insert { $0.append(duration: seconds) } }
///     }
public protocol TextInterpolation: StringInterpolationProtocol where StringLiteralType == StaticString {
  /// Adds the output of `write` as one argument.
  mutating func insert(_ write: (inout Text) -> Void)
}

extension TextInterpolation {
  // Disfavored because of literals: `\(isFar ? "far" : "near")`.
  @inline(never) @_disfavoredOverload
  public mutating func appendInterpolation(_ text: Text) { insert { $0.append(text) } }

  @inline(never)
  public mutating func appendInterpolation(_ word: StaticString) { insert { $0.append(word) } }

  /// `\(number)`, `\(number, width: 2)`: base 10, padded with zeros to the width.
  @inline(never)
  public mutating func appendInterpolation(_ number: some FixedWidthInteger, width: Int = 1) {
    insert {
      if number < 0 { $0.append(UInt8(ascii: "-")) }
      $0.append(digits: UInt64(number.magnitude), width: width)
    }
  }

  /// `\(degrees, places: 1)`: rounded half away from zero; empty if the value is not finite.
  @inline(never)
  public mutating func appendInterpolation(_ value: Double, places: Int) {
    insert { $0.append(value, places: places) }
  }

  /// `\(count: 1, "day", "days")`: `1 day`.
  @inline(never)
  public mutating func appendInterpolation(count: Int, _ one: StaticString, _ many: StaticString) {
    insert {
      $0.append(count, width: 1)
      $0.append(UInt8(ascii: " "))
      $0.append(count == 1 ? one : many)
    }
  }

  /// `\(hexadecimal: 10, digits: 4)`: `000a`.
  public mutating func appendInterpolation(hexadecimal number: some FixedWidthInteger, digits: Int) {
    insert { $0.append(hexadecimal: number, digits: digits) }
  }

  /// A JSON string with its quotation marks.
  @inline(never)
  public mutating func appendInterpolation(json text: Text) { insert { $0.append(json: text) } }

  /// External text in a form that is safe for terminals and logs, on one line.
  @inline(never)
  public mutating func appendInterpolation(escaped text: Text) { insert { $0.append(escaped: text) } }

  /// The same with its line feeds.
  public mutating func appendInterpolation(escapedLines text: Text) { insert { $0.append(escapedLines: text) } }

  /// External text for XML, HTML and Pango.
  public mutating func appendInterpolation(markup text: Text) { insert { $0.append(markup: text) } }

  /// `\(names, joined: ", ")`.
  @inline(never)
  public mutating func appendInterpolation(_ texts: [Text], joined separator: StaticString) {
    insert {
      for (index, text) in texts.enumerated() {
        if index > 0 { $0.append(separator) }
        $0.append(text)
      }
    }
  }
}

extension Text: ExpressibleByStringInterpolation {
  /// A literal under construction.
  public struct StringInterpolation: TextInterpolation {
    fileprivate var text = Text()

    @inline(never)
    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 8 * interpolationCount)
    }

    @inline(never)
    public mutating func appendLiteral(_ literal: StaticString) { text.append(literal) }

    public mutating func insert(_ write: (inout Text) -> Void) { write(&text) }
  }

  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.text }
}
