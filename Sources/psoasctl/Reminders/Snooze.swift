import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Snoozes the open reminder, or the next one.
struct Snooze: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Snooze the reminder.",
    discussion: "`psoasctl snooze 5` for five minutes, `psoasctl snooze --until 15:00` until three o'clock.")

  @Argument(help: "Minutes, 1 to 600. (default: 10)")
  var minutes: Int?

  @Option(help: ArgumentHelp("Until this time of day.", valueName: "HH:MM"))
  var until: String?

  @OptionGroup var bus: BusOptions

  private var minuteOfDay: Int? { until.flatMap { Text($0.utf8).minuteOfDay }.map { $0 % 1440 } }

  func validate() throws {
    if let minutes, !(1...600).contains(minutes) { throw ValidationError("1 to 600 minutes, not \(minutes)") }
    guard let until else { return }
    if minuteOfDay == nil { throw ValidationError("a time of day such as 15:00, not \(until)") }
    if minutes != nil { throw ValidationError("either minutes or --until, not both") }
  }

  func run() throws {
    try bus.withClient { client throws(BusError) in
      if let minuteOfDay {
        try client.snooze(until: minuteOfDay)
      } else {
        try client.snooze(minutes: minutes ?? 10)
      }
    }
  }
}
