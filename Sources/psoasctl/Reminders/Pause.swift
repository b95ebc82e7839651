import ArgumentParser
import PsoasBus

struct Pause: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "pause", abstract: "Pause suggestions until resume.")

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in
      try client.pause()
      Answer.print("No suggestions until you resume them", undo: "psoasctl resume")
    }
  }
}
