import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSettings
import PsoasSystem

struct Done: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "done", abstract: "Report an exercise as done.",
    discussion: """
      Without a name, the exercise of the session in progress or of the open suggestion. If there is none, it asks \
      which, and without a terminal lists today's. `psoasctl exercise list` lists all.
      """)

  @Argument(help: "The exercise's name.", completion: .exercises)
  var exercise: String?

  @OptionGroup var bus: BusOptions

  func run() throws {
    try Failure.reported { () throws(Failure) in
      let client = try bus.connect()
      do throws(BusError) {
        guard let exercise else { return try noteCurrent(client) }
        try Self.note(Text(exercise.utf8), client)
      } catch {
        throw Failure(error)
      }
    }
  }

  private func noteCurrent(_ client: BusClient) throws(BusError) {
    let (_, status) = try client.status()
    let current = status.activeSession.isEmpty ? status.openReminder : status.activeSession
    guard current.isEmpty else {
      try client.done()
      return Answer.print(Self.words(ExerciseTitles(client)[current]))
    }
    let entries = try client.programme().entries
    guard let answer = ExerciseChoice.ask("No suggestion is open. Which exercise did you do?", entries) else {
      throw .refused(name: [], message: Self.refusal(entries))
    }
    try Self.note(ExerciseChoice.named(answer, entries), client)
  }

  private static func note(_ exercise: Text, _ client: BusClient) throws(BusError) {
    try client.done(exercise)
    Answer.print(words(ExerciseTitles(client)[exercise]))
  }

  static func words(_ title: Text, at clock: WallClock = .now) -> Text {
    "\(title) noted as done at \(hourAndMinute: clock.secondOfDay)"
  }

  static func refusal(_ entries: [ProgrammeReport.Entry]) -> Text {
    let names = entries.map { $0.exercise }
    let list: Text = names.isEmpty ? "" : " Today's: \(names, joined: ", ")."
    return "No suggestion is open: name the exercise, as in `psoasctl done \(names.first ?? "plank")`.\(list)"
  }
}

/// Asks the person at the terminal for one of today's exercises.
enum ExerciseChoice {
  /// - Returns: a number of the list, or a name; nil without a terminal or an answer.
  static func ask(_ question: Text, _ entries: [ProgrammeReport.Entry]) -> String? {
    guard Question.isPossible else { return nil }
    var lines: Text = "\(question)\n"
    for (index, entry) in entries.enumerated() { lines += "  \(index + 1)  \(entry.title)\n" }
    StandardError.write(lines)
    guard let answer = Question.ask("A number or a name:"), !answer.isEmpty else { return nil }
    return answer
  }

  /// The identifier of a number of the list; otherwise the name itself.
  static func named(_ answer: String, _ entries: [ProgrammeReport.Entry]) -> Text {
    if let number = Int(answer), entries.indices.contains(number - 1) { return entries[number - 1].exercise }
    return Text(answer.utf8)
  }
}

extension CompletionKind {
  /// The names of all exercises.
  static var exercises: CompletionKind {
    .custom { _, _, _ in
      let settings = try? Settings.load(configuration: nil)
      return settings?.catalog.exercises.map { $0.identifier.text } ?? []
    }
  }
}
