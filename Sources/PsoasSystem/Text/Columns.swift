/// The columns that text takes on a terminal.
public enum TextColumns {
  /// The longest title in a list or a menu (chosen by judgement): titles have no limit.
  public static let longestTitle = 48
  /// The longest name of a device in a list; names have up to 255 bytes. A DualSense's is the longest of the supported
  /// devices: 74 columns, which end in what tells it from its other nodes.
  public static let longestDevice = 80

  /// 0 for combining characters, 2 for wide ones (UAX #11), otherwise 1.
  /// - Parameter codePoint: of Unicode.
  public static func width(of codePoint: UInt32) -> Int {
    switch codePoint {
    case 0x0300...0x036F, 0x200B...0x200D, 0x20D0...0x20FF, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}

extension Text {
  /// The number of columns of plain text on a terminal. Bytes that are not UTF-8 count as one each, as they are
  /// displayed.
  public var width: Int { fitting(Int.max).width }

  /// At most so many columns; a longer text ends with an ellipsis, in the last one.
  public func cropped(to columns: Int) -> Text {
    guard width > columns else { return self }
    return Text(bytes[..<fitting(columns - 1).end]) + "\u{2026}"
  }

  /// The characters that fit into `limit` columns.
  private func fitting(_ limit: Int) -> (width: Int, end: Int) {
    var width = 0
    var index = 0
    while index < count {
      let length = sequenceLength(at: index)
      let columns = length == 0 ? 1 : TextColumns.width(of: codePoint(at: index, length: length))
      guard width + columns <= limit else { break }
      width += columns
      index += Swift.max(length, 1)
    }
    return (width, index)
  }
}

extension TextInterpolation {
  /// A title or a name from outside in a list or a menu: on one line, without control characters, and cropped.
  public mutating func appendInterpolation(listed name: Text, columns: Int = TextColumns.longestTitle) {
    let cropped = ("\(escaped: name)" as Text).cropped(to: columns)
    insert { $0.append(cropped) }
  }
}
