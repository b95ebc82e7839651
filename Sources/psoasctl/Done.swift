import ArgumentParser
import PsoasBus

struct Done: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Say that you did the suggested exercise.")

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.tell { client throws(BusError) in try client.done() }
  }
}
