import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Takes back the wearer's last act.
struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take back the last done, skip, snooze or correction.",
    discussion: """
      A suggestion that it closed is open again. A correction can be taken back until the sensors detect a change of \
      posture, a snooze or a skip until the next suggestion; a restart of the service ends both.
      """)

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in
      let act = try client.undo()
      let titles = ExerciseTitles(client)
      Answer.print(Self.words(act, try client.status().status) { titles[$0] }, undo: nil)
    }
  }

  static func words(_ act: WearerAct, _ status: BusStatus, title: (Text) -> Text) -> Text {
    let back: Text
    switch act {
    case .done(let exercise): back = "\(title(exercise)) is no longer noted as done"
    case .skip: back = "The skip is taken back"
    case .snooze: back = "The snooze is taken back"
    case .correction: return "The correction is taken back: \(status.posture.posture.phrase)"
    }
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
