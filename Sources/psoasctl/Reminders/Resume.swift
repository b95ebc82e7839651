import ArgumentParser
import PsoasBus

struct Resume: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Resume reminders.")

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in try client.resume() }
  }
}
