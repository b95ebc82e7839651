import CSystemd
import PsoasMonitor
import PsoasSystem

/// The capabilities that a notification server reports (GetCapabilities, Desktop Notifications Specification 1.2).
struct NotificationCapabilities: OptionSet, Sendable {
  let rawValue: UInt8

  /// Buttons.
  static let actions = NotificationCapabilities(rawValue: 1 << 0)
  /// Body text.
  static let body = NotificationCapabilities(rawValue: 1 << 1)
  static let markup = NotificationCapabilities(rawValue: 1 << 2)
  /// Keeps a notification until it is answered or closed.
  static let persistence = NotificationCapabilities(rawValue: 1 << 3)
  static let sound = NotificationCapabilities(rawValue: 1 << 4)
  /// A picture.
  static let picture = NotificationCapabilities(rawValue: 1 << 5)
  /// Replaces a notification in place: dunst, mako, Xfce and notify-osd say so by the hints of theirs that need it.
  static let silentReplacement = NotificationCapabilities(rawValue: 1 << 6)

  /// The capabilities of a server that does not report them: those that nearly all have, and that are ignored
  /// otherwise.
  static let assumed: NotificationCapabilities = [.actions, .body]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ words: [Text]) {
    let known: [(StaticString, NotificationCapabilities)] = [
      ("actions", .actions), ("body", .body), ("body-markup", .markup), ("persistence", .persistence),
      ("sound", .sound), ("icon-static", .picture), ("icon-multi", .picture),
      ("x-canonical-append", .silentReplacement), ("x-canonical-private-synchronous", .silentReplacement),
    ]
    var all: NotificationCapabilities = []
    for word in words {
      for (name, capability) in known where word == name { all.insert(capability) }
    }
    self = all
  }
}

/// The desktop's notification server: its presence and its capabilities.
///
/// It is not started before there is a notification: at login the bus would start a server in place of the desktop's
/// own, which is about to start.
final class NotificationServer {
  static let peer = BusPeer(
    name: "org.freedesktop.Notifications", path: "/org/freedesktop/Notifications",
    interface: "org.freedesktop.Notifications")

  /// nil while there is no server, or none has answered.
  private(set) var capabilities: NotificationCapabilities?

  private let connection: BusConnection
  private let report: (_ isPresent: Bool) -> Void
  /// Whether the server was queried, and whether the bus was allowed to start it.
  private var asked: (waits: Bool, starts: Bool) = (false, false)
  private var isWanted = false
  private var call: BusSlot?
  private var ownerMatch: BusSlot?

  /// - Parameter report: called with true when a server is present and its capabilities are known, the first one or a
  ///   new one; with false when the server has exited, and its notifications are gone.
  init(on connection: BusConnection, _ report: @escaping (_ isPresent: Bool) -> Void) throws(BusError) {
    self.connection = connection
    self.report = report
    ownerMatch = try BusPeer.watchOwner(
      of: Self.peer.name, on: connection,
      { message, userdata, _ in
        deliver(message, userdata, to: NotificationServer.self) { $0.ownerChanged($1.ownerChange() ?? false) }
      }, Unmanaged.passUnretained(self).toOpaque())
    ask(starts: false)
  }

  /// A notification is pending: starts a server if possible. A report follows if one appears.
  func want() {
    guard capabilities == nil else { return }
    isWanted = true
    if !asked.waits { ask(starts: true) }
  }

  private func ask(starts: Bool) {
    call = Self.peer.call(
      "GetCapabilities", on: connection, starts: starts,
      { reply, userdata, _ in deliver(reply, userdata, to: NotificationServer.self) { $0.answered($1) } },
      Unmanaged.passUnretained(self).toOpaque(), { _ in })
    asked = (waits: call != nil, starts: starts)
  }

  private func answered(_ reply: MessageReader) {
    asked.waits = false
    if reply.hasNoOwner {
      // The first query did not start a server, but a notification is pending now.
      if isWanted, !asked.starts { ask(starts: true) }
      isWanted = false
      return
    }
    isWanted = false
    // A server that returns an error or times out is used with default capabilities: it may still show notifications.
    capabilities = reply.isError ? .assumed : reply.texts().map { NotificationCapabilities($0) } ?? .assumed
    report(true)
  }

  private func ownerChanged(_ isOwned: Bool) {
    // A new owner is a new server, which has none of the earlier notifications.
    if capabilities != nil {
      capabilities = nil
      report(false)
    }
    if isOwned { ask(starts: false) }
  }
}
