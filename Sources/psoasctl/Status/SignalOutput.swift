import PsoasBus
import PsoasSystem

/// Follows the service, and writes a line for each of its signals. A reader that has stopped, as with Ctrl-S, does not stop
/// this process: the bus would have to keep its messages.
struct SignalOutput {
  private let output: LineQueue

  /// Microseconds between two attempts to write what the reader did not take.
  private static let retryInterval: UInt64 = 100_000

  init(_ output: LineQueue) { self.output = output }

  /// - Parameters:
  ///   - first: written before all.
  ///   - line: the text for a signal; empty for none.
  func follow(_ client: BusClient, first: Text, line: (BusSignal) -> Text) throws(BusError) {
    defer { _ = output.drain() }
    write(first)
    try client.follow(every: output.isWaiting ? Self.retryInterval : UInt64.max) { signal in
      write(signal.map(line) ?? Text())
      return true
    }
  }

  /// An empty text writes what waits.
  private func write(_ text: Text) {
    do throws(Errno) { try output.write(text) } catch { StandardOutput.fail(error) }
  }
}
