import ArgumentParser
import PsoasBus

/// Puts the open reminder, or the next one, off.
struct Snooze: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Put the reminder off.")

  @Argument(help: "Minutes, 1 to 600.")
  var minutes = 10

  @OptionGroup var bus: BusOptions

  func validate() throws {
    guard (1...600).contains(minutes) else { throw ValidationError("1 to 600 minutes, not \(minutes)") }
  }

  func run() throws {
    try bus.tell { client throws(BusError) in try client.snooze(minutes: minutes) }
  }
}
