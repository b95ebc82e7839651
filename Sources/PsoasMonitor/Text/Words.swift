extension [UInt8] {
  public init(_ text: StaticString) {
    self.init()
    append(text)
  }

  /// Without blanks at either end.
  public var trimmed: [UInt8] {
    guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else {
      return []
    }
    return Array(self[first...last])
  }

  /// What blanks and commas keep apart.
  public var words: [[UInt8]] {
    split(whereSeparator: { $0.isBlank || $0 == UInt8(ascii: ",") }).map { Array($0) }
  }

  /// Byte order, which is the same in every locale.
  public func precedes(_ other: [UInt8]) -> Bool { lexicographicallyPrecedes(other) }
}

extension UInt8 {
  public var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  public var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// ASCII letters only, whatever the locale.
  public var lowercase: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self + 32 : self }
}

/// Finds what a misspelt word was meant to be.
public enum Spelling {
  /// The nearest of `words` in Levenshtein's distance, without regard to case; nil where none is nearer than half of
  /// the word, because a far-fetched suggestion is worse than none.
  public static func nearest(to word: Bytes, among words: [StaticString]) -> StaticString? {
    var best: (word: StaticString, distance: Int)?
    for candidate in words {
      let distance = distance(word, candidate)
      if distance < best?.distance ?? (word.count + 1) / 2 + 1 { best = (candidate, distance) }
    }
    return best?.word
  }

  public static func distance(_ a: Bytes, _ b: StaticString) -> Int {
    var row = Array(0...b.utf8CodeUnitCount)
    for (i, byte) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in 0..<b.utf8CodeUnitCount {
        let replaced = diagonal + (byte.lowercase == b.utf8Start[j].lowercase ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.utf8CodeUnitCount]
  }
}
