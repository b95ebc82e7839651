extension Text {
  public func hasPrefix(_ start: StaticString) -> Bool { start.isEqual(to: prefix(start.utf8CodeUnitCount)) }

  public func hasSuffix(_ end: StaticString) -> Bool { end.isEqual(to: suffix(end.utf8CodeUnitCount)) }

  public func contains(_ part: StaticString) -> Bool {
    let length = part.utf8CodeUnitCount
    return length <= count && (0...count - length).contains { part.isEqual(to: bytes[$0..<$0 + length]) }
  }

  /// With ASCII letters in lower case, independent of the locale.
  public var lowercase: Text { Text(bytes: bytes.map { $0.lowercase }) }

  /// Without blanks at both ends.
  public var trimmed: Text {
    guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else {
      return Text()
    }
    return Text(bytes[first...last])
  }

  /// The parts separated by blanks and commas.
  public var words: [Text] { split { $0.isBlank || $0 == UInt8(ascii: ",") }.map { Text($0) } }

  /// The parts separated by `separator`, including empty ones.
  public func parts(separatedBy separator: UInt8) -> [Text] {
    split(omittingEmptySubsequences: false) { $0 == separator }.map { Text($0) }
  }

  public func split(separator: UInt8) -> [ArraySlice<UInt8>] { split { $0 == separator } }

  /// Replaces the collection's generic version, which each call would compile again.
  @inline(never)
  public func split(
    omittingEmptySubsequences omitsEmpty: Bool = true, whereSeparator isSeparator: (UInt8) -> Bool
  ) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = 0
    for index in 0...count where index == count || isSeparator(bytes[index]) {
      if !omitsEmpty || index > start { parts.append(bytes[start..<index]) }
      start = index + 1
    }
    return parts
  }

  /// Replaces each `mark` by `word`.
  public func replacing(_ mark: StaticString, with word: StaticString) -> Text {
    var result = Text()
    var index = 0
    while index < count {
      if mark.isEqual(to: bytes[index...].prefix(mark.utf8CodeUnitCount)) {
        result.append(word)
        index += Swift.max(mark.utf8CodeUnitCount, 1)
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  /// A whole number of decimal digits only, at most eighteen of them; nil for anything else.
  public var number: Int? {
    guard (1...18).contains(count) else { return nil }
    var value = 0
    for byte in bytes {
      guard byte.isDigit else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }
}

extension UInt8 {
  public var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  public var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// ASCII letters only, independent of the locale.
  public var lowercase: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self + 32 : self }
}
