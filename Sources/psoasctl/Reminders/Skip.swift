import ArgumentParser
import PsoasBus

struct Skip: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Dismiss the open reminder; if none is open, all further ones of today.")

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in try client.skip() }
  }
}
