import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Takes back the wearer's last act.
struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take back the last done, skip, snooze or correction.",
    discussion: """
      A suggestion that it closed is open again. A correction can be taken back until the sensors detect a change of \
      posture, a snooze or a skip until the next suggestion; a restart of the service ends both.
      """)

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in
      let (act, exercise) = try client.undo()
      let (_, status) = try client.status()
      let title = exercise.isEmpty ? Text() : ExerciseTitles(client)[exercise]
      Answer.print(Self.words(act, title, status), undo: nil)
    }
  }

  static func words(_ act: Text, _ title: Text, _ status: BusStatus) -> Text {
    let back: Text =
      switch act.text {
      case "done": "\(title) is no longer noted as done"
      case "skip": "The skip is taken back"
      case "snooze": "The snooze is taken back"
      default: "The correction is taken back: \(status.posture.posture.phrase)"
      }
    guard act != "correction" else { return back }
    if !status.openReminder.isEmpty { return "\(back), and the suggestion is open again" }
    return Answer.hold(status).map { "\(back); no suggestion now: \($0)" } ?? back
  }
}

/// The titles of the running service's exercises.
struct ExerciseTitles {
  let exercises: [ExerciseSummary]

  /// A service that does not name them is no error: they are only displayed.
  init(_ client: BusClient) { exercises = (try? client.exercises()) ?? [] }

  /// The title; the identifier itself if it is unknown.
  subscript(identifier: Text) -> Text { exercises.first { $0.identifier == identifier }?.title ?? identifier }
}
