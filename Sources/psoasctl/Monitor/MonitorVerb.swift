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
      On a terminal a live view, whose last row names the keys; elsewhere, and with --plain, a line for each change of \
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
      if json { return try SignalLines().follow(client) }
      if !plain, let screen = try MonitorScreen(client, bus, hasBell: bell) {
        try screen.run()
      } else {
        try printLines(client)
      }
    }
  }

  private func printLines(_ client: BusClient) throws(BusError) {
    let (_, status) = try client.status()
    // A reader that has stopped, as with Ctrl-S, must not stop this process: the bus would have to keep its messages.
    let output = LineQueue(.standardOutput)
    defer { _ = output.drain() }
    Self.write(MonitorWords.now(status), to: output)
    try client.follow(every: output.isWaiting ? Self.retryInterval : UInt64.max) { signal in
      if let line = signal.flatMap({ MonitorWords.line($0) }) { Self.write(line, to: output) }
      if bell, case .reminder? = signal { Self.write(raw: "\u{07}", to: output) }
      if signal == nil { Self.write(raw: "", to: output) }
      return true
    }
  }

  /// Microseconds between two attempts to write what the reader did not take.
  private static let retryInterval: UInt64 = 100_000

  private static func write(_ line: String, to output: LineQueue) {
    write(raw: "\(escaped: Text(line.utf8))\n", to: output)
  }

  /// Empty: writes what waits.
  private static func write(raw text: Text, to output: LineQueue) {
    do throws(Errno) { try output.write(text) } catch { StandardOutput.fail(error) }
  }
}
