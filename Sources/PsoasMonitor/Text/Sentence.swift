import PsoasCore

/// What stands where a sentence has `{}`.
public enum Figure: Sendable {
  /// Without decimals, rounded half away from zero.
  case whole(Double)
  /// With one decimal.
  case tenths(Double)
  case count(Int)
  case word(StaticString)
  /// UTF-8.
  case text(Bytes)
}

extension [UInt8] {
  /// Appends a sentence with its figures in the places of its `{}`, in order.
  ///
  /// A sentence stays in one piece, so that whoever reads the code reads what the wearer reads.
  public mutating func say(_ sentence: StaticString, _ figures: Figure...) {
    var next = 0
    var isOpen = false
    sentence.withUTF8Buffer { text in
      for byte in text {
        if byte == UInt8(ascii: "{") {
          isOpen = true
        } else if isOpen {
          isOpen = false
          if next < figures.count { append(figures[next]) }
          next += 1
        } else {
          append(byte)
        }
      }
    }
    assert(next == figures.count, "as many {} as figures")
  }

  private mutating func append(_ figure: Figure) {
    switch figure {
    case .whole(let value): append(value, places: 0)
    case .tenths(let value): append(value, places: 1)
    case .count(let number): append(number)
    case .word(let word): append(word)
    case .text(let text): append(contentsOf: text)
    }
  }
}
