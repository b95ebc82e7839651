import ArgumentParser
import PsoasBus
import PsoasSystem

struct Resume: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "resume", abstract: "Resume suggestions.")

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in
      try client.resume()
      Answer.print(Self.words(try client.status().status), undo: "psoasctl pause")
    }
  }

  static func words(_ status: BusStatus) -> Text {
    if let hold = Answer.hold(status) { return "Suggestions are no longer paused; none now: \(hold)" }
    guard status.nextReminder > 0 else { return "Suggestions are no longer paused" }
    return "Suggestions are no longer paused; the next one at \(Text(Status.next(status).utf8))"
  }
}
