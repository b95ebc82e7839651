import ArgumentParser
import PsoasBus

struct Pause: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Pause reminders until resume.")

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in try client.pause() }
  }
}
