import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSystem

struct Skip: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skip", abstract: "Dismiss the open suggestion; if none is open, all further ones of today.")

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in
      let open = try client.status().status.openReminder
      try client.skip()
      Answer.print(Self.words(open.isEmpty ? nil : ExerciseTitles(client)[open]))
    }
  }

  /// - Parameter title: the exercise of the suggestion that was open.
  static func words(_ title: Text?) -> Text {
    title.map { "Suggestion dismissed: \($0)" } ?? "No more suggestions today"
  }
}
