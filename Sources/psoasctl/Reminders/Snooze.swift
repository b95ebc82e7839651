import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Snoozes the open suggestion, or the next one.
struct Snooze: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snooze", abstract: "Snooze the suggestion.",
    discussion: "`psoasctl snooze 5` for five minutes, `psoasctl snooze --until 3pm` until three o'clock.")

  /// Without an argument.
  static let usualMinutes = 10

  @Argument(help: "Minutes, 1 to 600. (default: \(Self.usualMinutes))")
  var minutes: Int?

  @Option(help: ArgumentHelp("Until this time of day: 15:00, 3pm, 3:30pm.", valueName: "time"))
  var until: String?

  @OptionGroup var bus: BusOptions

  private var minuteOfDay: Int? { until.flatMap { Text($0.utf8).trimmed.minuteOfDay }.map { $0 % 1440 } }

  func validate() throws {
    if let minutes, !(1...600).contains(minutes) { throw ValidationError("1 to 600 minutes, not \(minutes)") }
    guard let until else { return }
    if minuteOfDay == nil { throw ValidationError("a time of day such as 15:00 or 3pm, not \(until)") }
    if minutes != nil { throw ValidationError("either minutes or --until, not both") }
  }

  func run() throws {
    try bus.withClient { client throws(BusError) in
      if let minuteOfDay {
        try client.snooze(until: minuteOfDay)
      } else {
        try client.snooze(minutes: minutes ?? Self.usualMinutes)
      }
      Answer.print(Self.words(try client.status().status))
    }
  }

  static func words(_ status: BusStatus) -> Text {
    let until: Text = status.snoozedUntil > 0 ? "Snoozed until \(Answer.clock(status.snoozedUntil))" : "Snoozed"
    return status.isPaused ? "\(until), and paused (psoasctl resume)" : until
  }
}
