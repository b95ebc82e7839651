import PsoasMonitor
import PsoasSystem

/// The work and duration of a stage: the keys of a [Stage] section. All but `Cue` and `Rest` are also allowed in
/// [Exercise], for an exercise with one stage.
enum StageKey: UInt8, CaseIterable {
  case cue, hold, repetitions, holdEach, restEach, rest, move

  static let simple: [StageKey] = [.hold, .repetitions, .holdEach, .restEach, .move]

  var name: StaticString {
    switch self {
    case .cue: "Cue"
    case .hold: "Hold"
    case .repetitions: "Repetitions"
    case .holdEach: "HoldEach"
    case .restEach: "RestEach"
    case .rest: "Rest"
    case .move: "Move"
    }
  }
}

/// A partially parsed stage.
struct StageDraft {
  private var cue = Text()
  private var hold: ClosedRange<Int>?
  private var repetitions: ClosedRange<Int>?
  private var holdEach: Int?
  private var restEach: Int?
  private var rest: Int?
  private var move: ClosedRange<Int>?
  /// An invalid value has already been reported.
  private var isBroken = false

  /// Whether no key was set.
  var isEmpty: Bool {
    !isBroken && hold == nil && repetitions == nil && holdEach == nil && restEach == nil && rest == nil && move == nil
  }

  struct Fault: DescribedError { let message: Text }

  /// The stage; nil if its faults have already been reported.
  func stage() throws(Fault) -> ExerciseStage? {
    if isBroken { return nil }
    var works: [ExerciseStage.Work] = []
    if let hold { works.append(.hold(seconds: hold)) }
    if let repetitions { works.append(.repetitions(repetitions, hold: holdEach ?? 0, rest: restEach ?? 0)) }
    if let rest { works.append(.rest(seconds: rest)) }
    if let move { works.append(.move(seconds: move)) }
    guard works.count == 1, let work = works.first else {
      throw Fault(message: Text("a stage is one of Hold=, Repetitions=, Rest= and Move=: write a [Stage] for each"))
    }
    if repetitions == nil, holdEach != nil || restEach != nil {
      throw Fault(message: Text("HoldEach= and RestEach= require Repetitions="))
    }
    if Amount.characters(cue) > Amount.longestCue { throw Fault(message: Amount.tooLong(cue)) }
    return ExerciseStage(work, cue: cue)
  }

  /// - Returns: the fault of the entry; nil if it was accepted.
  mutating func take(_ entry: IniFile.Entry) -> Text? {
    guard let key = StageKey.allCases.first(where: { entry.key == $0.name }) else {
      return Unknown.key(entry.key, in: entry.section, among: StageKey.allCases.map { $0.name })
    }
    let value = entry.value.trimmed
    do throws(Fault) {
      switch key {
      case .cue:
        if entry.isContinuation { cue.append(" ") } else { cue = [] }
        cue.append(entry.value)
      case .hold: hold = try Amount.seconds(value, key)
      case .move: move = try Amount.seconds(value, key)
      case .repetitions: repetitions = try Amount.repetitions(value)
      case .holdEach: holdEach = try Amount.seconds(value, key.name, upTo: 120)
      case .restEach: restEach = try Amount.seconds(value, key.name, upTo: 120)
      case .rest: rest = try Amount.seconds(value, key.name, upTo: 600)
      }
      return nil
    } catch {
      isBroken = true
      return error.message
    }
  }
}
