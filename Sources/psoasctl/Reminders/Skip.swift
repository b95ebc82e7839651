import ArgumentParser
import PsoasBus

struct Skip: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let the open reminder go; with none open, no more reminders today.")

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in try client.skip() }
  }
}
