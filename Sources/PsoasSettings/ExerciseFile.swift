import PsoasMonitor

/// Reads data/exercises: a file an exercise, its name the identifier.
enum ExerciseFile {
  private static let section: StaticString = "Exercise"
  private static let keys: [StaticString] = ["Title", "Cue", "Text", "Cautions", "Source", "Hold", "Sides"]
  /// Characters that fit one line of a notification on the desktops tried (the house's measure).
  private static let longestCue = 60

  /// - Returns: nil where something needed is missing or bad; each is a warning.
  static func exercise(
    _ identifier: Bytes, in file: IniFile, name: Bytes, warnings: inout [SettingsWarning]
  ) -> Exercise? {
    let before = warnings.count
    warnings.append(contentsOf: file.warnings)
    var exercise = Exercise(identifier: identifier)
    for entry in file.entries {
      if let message = take(entry, &exercise) {
        warnings.append(SettingsWarning(file: name, line: entry.line, message: message))
      }
    }
    for (text, key) in [
      (exercise.title, "Title="), (exercise.cue, "Cue="), (exercise.text, "Text="), (exercise.cautions, "Cautions="),
      (exercise.source, "Source="),
    ] as [(Bytes, StaticString)] where text.isEmpty {
      var message = Bytes(key)
      message.append(" is missing: every exercise has one")
      warnings.append(SettingsWarning(file: name, line: 0, message: message))
    }
    if characters(exercise.cue) > longestCue {
      var message = Bytes("Cue= has more than ")
      message.append(longestCue)
      message.append(" characters: it must be read at a glance")
      warnings.append(SettingsWarning(file: name, line: 0, message: message))
    }
    return warnings.count == before ? exercise : nil
  }

  private static func take(_ entry: IniFile.Entry, _ exercise: inout Exercise) -> Bytes? {
    guard entry.section.equals(section) else { return Unknown.section(entry.section, among: [section]) }
    let value = entry.value.trimmed
    if entry.key.equals("Title") {
      lengthen(&exercise.title, entry)
    } else if entry.key.equals("Cue") {
      lengthen(&exercise.cue, entry)
    } else if entry.key.equals("Text") {
      lengthen(&exercise.text, entry)
    } else if entry.key.equals("Cautions") {
      lengthen(&exercise.cautions, entry)
    } else if entry.key.equals("Source") {
      lengthen(&exercise.source, entry)
    } else if entry.key.equals("Hold") {
      guard let hold = range(value) else { return Bytes("Hold= expects seconds a side, such as 30-60, up to 600") }
      exercise.holdSeconds = hold
    } else if entry.key.equals("Sides") {
      guard let sides = Values.whole(value), (1...2).contains(sides) else { return Bytes("Sides= expects 1 or 2") }
      exercise.sides = sides
    } else {
      return Unknown.key(entry.key, in: entry.section, among: keys)
    }
    return nil
  }

  private static func lengthen(_ text: inout Bytes, _ entry: IniFile.Entry) {
    if entry.isContinuation {
      text.append(" ")
      text.append(entry.value)
    } else {
      text = entry.value
    }
  }

  /// `30-60`, or `30` alone.
  private static func range(_ value: Bytes) -> ClosedRange<Int>? {
    let dash = value.firstIndex(of: UInt8(ascii: "-")) ?? value.endIndex
    guard let low = Values.whole(Bytes(value[..<dash]).trimmed) else { return nil }
    let high = dash == value.endIndex ? low : Values.whole(Bytes(value[(dash + 1)...]).trimmed)
    guard let high, low > 0, low <= high, high <= 600 else { return nil }
    return low...high
  }

  /// Characters of UTF-8: every byte but those that continue one.
  private static func characters(_ text: Bytes) -> Int {
    var count = 0
    for byte in text where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }
}
