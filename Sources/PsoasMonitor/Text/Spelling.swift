import PsoasSystem

/// Finds the intended word for a misspelt one.
public enum Spelling {
  /// The nearest of `words` by Levenshtein distance, ignoring case; nil if more than half of the word differs, because
  /// a wrong suggestion is worse than none.
  public static func nearest(to word: Text, among words: [StaticString]) -> StaticString? {
    var best: (word: StaticString, distance: Int)?
    for candidate in words {
      let distance = distance(word, candidate)
      if distance < best?.distance ?? (word.count + 1) / 2 + 1 { best = (candidate, distance) }
    }
    return best?.word
  }

  public static func distance(_ a: Text, _ b: StaticString) -> Int {
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
