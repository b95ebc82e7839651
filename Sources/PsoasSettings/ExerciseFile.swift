import PsoasMonitor
import PsoasSystem

/// Parses an exercise: one file each, its name is the identifier. psoas-exercises(5) describes the format.
enum ExerciseFile {
  static let exercise: StaticString = "Exercise"
  static let stage: StaticString = "Stage"

  /// - Returns: nil if something required is missing or invalid; each fault is a warning.
  static func exercise(
    _ identifier: Text, in file: IniFile, name: Text, warnings: inout [SettingsWarning]
  ) -> Exercise? {
    var reading = Reading(identifier, name: name)
    reading.warnings = file.warnings
    for entry in file.entries { reading.take(entry) }
    reading.finish()
    warnings.append(contentsOf: reading.warnings)
    return reading.warnings.isEmpty ? reading.exercise : nil
  }
}

/// A partially parsed exercise.
private struct Reading {
  var exercise: Exercise
  var warnings: [SettingsWarning] = []
  private let name: Text
  /// The current [Stage] section, and its first line.
  private var draft = StageDraft()
  private var open: (number: Int, line: Int)?
  /// The stage defined in [Exercise] itself, for exercises with a single stage.
  private var simple = StageDraft()
  private var stages: [ExerciseStage] = []
  private var cueLine = 0

  init(_ identifier: Text, name: Text) {
    exercise = Exercise(identifier: identifier, stages: [])
    self.name = name
  }

  mutating func take(_ entry: IniFile.Entry) {
    if entry.section == ExerciseFile.stage {
      if open?.number != entry.sectionNumber {
        closeStage()
        open = (entry.sectionNumber, entry.line)
      }
      note(draft.take(entry), at: entry.line)
    } else if entry.section == ExerciseFile.exercise {
      note(takeExercise(entry), at: entry.line)
    } else {
      note(Unknown.section(entry.section, among: [ExerciseFile.exercise, ExerciseFile.stage]), at: entry.line)
    }
  }

  /// The end of the file.
  mutating func finish() {
    closeStage()
    if exercise.title.isEmpty { note(Text("Title= is missing: every exercise has one"), at: 0) }
    if Amount.characters(exercise.cue) > Amount.longestCue { note(Amount.tooLong(exercise.cue), at: cueLine) }
    if simple.isEmpty {
      if stages.isEmpty, warnings.isEmpty {
        note(Text("nothing to do: add Hold= or Repetitions=, or a [Stage] section with one of them"), at: 0)
      }
    } else if stages.isEmpty {
      add(simple, at: 0)
    } else {
      note(Text("Hold= and Repetitions= are allowed in [Exercise] or in [Stage] sections, not in both"), at: 0)
    }
    exercise.stages = stages
  }

  private mutating func closeStage() {
    guard let open else { return }
    add(draft, at: open.line)
    draft = StageDraft()
    self.open = nil
  }

  private mutating func add(_ draft: StageDraft, at line: Int) {
    do throws(StageDraft.Fault) {
      if let stage = try draft.stage() { stages.append(stage) }
    } catch {
      note(error.message, at: line)
    }
  }

  private mutating func note(_ message: Text?, at line: Int) {
    guard let message else { return }
    warnings.append(SettingsWarning(file: name, line: line, message: message))
  }

  private mutating func takeExercise(_ entry: IniFile.Entry) -> Text? {
    if StageKey.simple.contains(where: { entry.key == $0.name }) { return simple.take(entry) }
    guard let key = ExerciseKey.allCases.first(where: { entry.key == $0.name }) else {
      return Unknown.key(
        entry.key, in: entry.section, among: ExerciseKey.allCases.map { $0.name } + StageKey.simple.map { $0.name })
    }
    if key == .cue, !entry.isContinuation { cueLine = entry.line }
    do throws(Amount.Fault) {
      try key.apply(entry, to: &exercise)
      return nil
    } catch {
      return error.message
    }
  }
}
