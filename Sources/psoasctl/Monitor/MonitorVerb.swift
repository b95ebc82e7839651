import ArgumentParser
import Glibc
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Follows the running service.
struct MonitorVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor", abstract: "Follow the running service until Ctrl-C.",
    discussion: """
      On a terminal a live view, whose last row names the keys; q and Ctrl-C end it, and lead back to it from an exercise \
      and from the safety advice. Elsewhere, and with --plain, a line for each change of \
      posture and each suggestion.
      """)

  @OptionGroup var bus: BusOptions

  @Flag(help: "Plain lines instead of a screen.")
  var plain = false

  @Flag(help: "Ring the terminal's bell at each suggestion.")
  var bell = false

  @Flag(help: "Print one JSON object a line, for a program.")
  var json = false

  func validate() throws {
    guard !json || !bell else { throw ValidationError("--json or --bell, not both") }
    guard !json || !plain else { throw ValidationError("--json or --plain, not both") }
  }

  func run() throws {
    try bus.withClient { client throws(BusError) in
      if json { return try SignalLines.follow(client) }
      if !plain, let screen = try MonitorScreen(client, bus, hasBell: bell) {
        try screen.run()
      } else {
        try printLines(client)
      }
    }
  }

  private func printLines(_ client: BusClient) throws(BusError) {
    let (_, status) = try client.status()
    try SignalOutput(LineQueue(.standardOutput)).follow(client, first: Self.line(MonitorWords.now(status))) { signal in
      var text = MonitorWords.line(signal).map { Self.line($0) } ?? Text()
      if bell, case .reminder = signal { text += "\u{07}" }
      return text
    }
  }

  private static func line(_ words: String) -> Text { "\(escaped: Text(words.utf8))\n" }
}
