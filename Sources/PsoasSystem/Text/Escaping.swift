extension Text {
  /// Appends a text as a JSON string (RFC 8259), with its quotation marks. Bytes that are not UTF-8 become U+FFFD, and
  /// characters that a terminal could interpret are escaped.
  public mutating func append(json text: Text) {
    append(UInt8(ascii: "\""))
    var index = 0
    while index < text.count {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case 0..<0x20, 0x7F:
        append("\\u00")
        append(hexadecimal: byte, digits: 2)
      case 0x20..<0x80:
        append(byte)
      default:
        let length = text.sequenceLength(at: index)
        let codePoint = length > 0 ? text.codePoint(at: index, length: length) : 0xFFFD
        if length == 0 {
          append("\u{FFFD}")
        } else if Text.isPlain(codePoint) {
          append(contentsOf: text[index..<index + length])
        } else {
          // None of them is beyond U+FFFF.
          append("\\u")
          append(hexadecimal: codePoint, digits: 4)
        }
        index += Swift.max(length, 1) - 1
      }
      index += 1
    }
    append(UInt8(ascii: "\""))
  }

  /// Appends external text (from a file, a device's name, a bus message) in a form that is safe for terminals and logs:
  /// on one line, without control characters, escape codes, bidirectional formatting characters, or bytes that are not
  /// UTF-8. These become `\n`, `\t` and, byte for byte, `\x1b`.
  ///
  /// A backslash stays as it is, so that text that is escaped already does not change: each exit escapes the whole line,
  /// whatever it was composed of.
  public mutating func append(escaped text: Text) { append(escaped: text, keepsLines: false) }

  /// The same for text of several lines: line feeds and tabs stay.
  public mutating func append(escapedLines text: Text) { append(escaped: text, keepsLines: true) }

  private mutating func append(escaped text: Text, keepsLines: Bool) {
    var index = 0
    while index < text.count {
      let length = text.sequenceLength(at: index)
      let end = index + Swift.max(length, 1)
      switch text[index] {
      case UInt8(ascii: "\n") where !keepsLines: append("\\n")
      case UInt8(ascii: "\t") where !keepsLines: append("\\t")
      case UInt8(ascii: "\n"), UInt8(ascii: "\t"): append(text[index])
      case _ where length > 0 && Text.isPlain(text.codePoint(at: index, length: length)):
        append(contentsOf: text[index..<end])
      default:
        for byte in text[index..<end] {
          append("\\x")
          append(hexadecimal: byte, digits: 2)
        }
      }
      index = end
    }
  }

  /// Appends external text for a document or a server that reads markup (XML, HTML, Pango): escaped as for a terminal,
  /// because XML has no control characters, with line feeds kept, and with `&`, `<` and `>` as entities. Not for attributes: quotation marks stay.
  public mutating func append(markup text: Text) {
    var plain = Text()
    plain.append(escapedLines: text)
    for byte in plain {
      switch byte {
      case UInt8(ascii: "&"): append("&amp;")
      case UInt8(ascii: "<"): append("&lt;")
      case UInt8(ascii: ">"): append("&gt;")
      default: append(byte)
      }
    }
  }

  /// Not a control character (C0, DEL, C1), line or paragraph separator, or bidirectional formatting character (UAX
  /// #9).
  private static func isPlain(_ codePoint: UInt32) -> Bool {
    switch codePoint {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
    default: true
    }
  }
}
