import PsoasSystem

extension ExerciseCatalog {
  /// The identifier that is most similar to `word`; nil if none is similar.
  public func nearest(to word: Text) -> Text? {
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
