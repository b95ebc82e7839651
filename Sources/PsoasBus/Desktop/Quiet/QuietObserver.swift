import CSystemd
import PsoasMonitor
import PsoasSystem

/// Tracks the state of one source without polling. It queries the source when its name gains an owner and after each of
/// its signals. A query never activates a service. If the state is unknown, reminders continue.
final class QuietObserver {
  let reason: QuietReason
  private(set) var isQuiet = false

  private let source: QuietSource
  private let connection: BusConnection
  private let changed: (QuietObserver) -> Void
  private var call: BusSlot?
  private var matches: [BusSlot] = []

  /// - Parameter changed: called when `isQuiet` has changed, never from here.
  init(
    _ source: QuietSource, on connection: BusConnection, _ changed: @escaping (QuietObserver) -> Void
  ) throws(BusError) {
    self.source = source
    self.connection = connection
    self.changed = changed
    reason = source.reason
    let userdata = Unmanaged.passUnretained(self).toOpaque()
    matches = [
      try BusPeer.watchOwner(
        of: source.owner, on: connection,
        { message, userdata, _ in deliver(message, userdata, to: QuietObserver.self) { $0.ownerChanged($1) } }, userdata
      ),
      try connection.listen(
        source.signal,
        { message, userdata, _ in deliver(message, userdata, to: QuietObserver.self) { watch, _ in watch.ask() } },
        userdata),
    ]
    ask()
  }

  /// A pending query is dropped: the newer reply counts.
  private func ask() {
    call = source.asked.call(
      source.question, on: connection, starts: false,
      { reply, userdata, _ in deliver(reply, userdata, to: QuietObserver.self) { $0.answered($1) } },
      Unmanaged.passUnretained(self).toOpaque(), source.arguments)
    if call == nil { set(false) }
  }

  private func answered(_ reply: MessageReader) {
    set(reply.isError ? false : source.read(reply) ?? false)
  }

  private func ownerChanged(_ signal: MessageReader) {
    if signal.ownerChange() == true {
      ask()
    } else {
      call = nil
      set(false)
    }
  }

  private func set(_ quiet: Bool) {
    guard quiet != isQuiet else { return }
    isQuiet = quiet
    changed(self)
  }
}
