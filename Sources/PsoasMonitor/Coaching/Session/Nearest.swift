import PsoasSystem

extension ExerciseCatalog {
  /// The identifier that begins with `word` or has it as one of its words, otherwise the most similar one; nil if none
  /// is similar.
  public func nearest(to word: Text) -> Text? {
    let word = word.lowercase
    if word.count >= 3 {
      if let exercise = exercises.first(where: { $0.identifier.starts(with: word) }) { return exercise.identifier }
      let part = Text("-") + word
      let whole = exercises.first { ($0.identifier + "-").contains(part + "-") }
      if let exercise = whole ?? exercises.first(where: { $0.identifier.contains(part) }) { return exercise.identifier }
    }
    var best: (identifier: Text, distance: Int)?
    for exercise in exercises {
      let distance = word.editDistance(to: exercise.identifier)
      if distance < best?.distance ?? Int.max { best = (exercise.identifier, distance) }
    }
    // A word with less than half in common is not a misspelling.
    guard let best, best.distance * 2 <= max(best.identifier.count, word.count) else { return nil }
    return best.identifier
  }
}

extension Text {
  /// Whether `part` occurs in it.
  fileprivate func contains(_ part: Text) -> Bool {
    part.count <= count && (0...count - part.count).contains { self[$0..<$0 + part.count].elementsEqual(part) }
  }

  /// Edit distance between two words (Levenshtein 1966).
  public func editDistance(to other: Text) -> Int {
    // Input words may have any length; identifiers are short.
    guard count <= 256 else { return Int.max }
    var row = Array(0...other.count)
    for (i, letter) in enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, known) in other.enumerated() {
        let replaced = diagonal + (letter == known ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[other.count]
  }
}
