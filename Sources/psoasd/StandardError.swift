import PsoasSystem

/// Messages on standard error. Under systemd they are written to the journal. A reader that has stopped does not stop
/// the daemon.
enum StandardError {
  /// Hundreds of messages; each is rare.
  nonisolated(unsafe) private static let queue = LineQueue(.standardError, limit: 64 << 10) { dropped in
    "psoasd: \(count: dropped, "message was", "messages were") dropped while standard error was not read\n"
  }

  /// Prints one line on standard error, with the program's name as prefix.
  static func print(_ text: Text) { try? queue.write("psoasd: \(escaped: text)\n") }

  /// Prints the messages that still wait; called each second.
  static func flush() { if queue.isWaiting || queue.dropped > 0 { try? queue.flush() } }

  /// Prints the messages that still wait, before the end.
  static func drain() { if queue.isWaiting { _ = queue.drain() } }
}
