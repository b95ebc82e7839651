import CSystemd
import PsoasMonitor
import PsoasSystem

/// The capabilities that a notification server reports (GetCapabilities, Desktop Notifications Specification 1.2).
struct NotificationCapabilities: OptionSet, Sendable {
  let rawValue: UInt8

  /// Buttons.
  static let actions = NotificationCapabilities(rawValue: 1 << 0)
  /// More than a title.
  static let body = NotificationCapabilities(rawValue: 1 << 1)
  static let markup = NotificationCapabilities(rawValue: 1 << 2)
  /// Keeps a notification until it is answered or withdrawn.
  static let persistence = NotificationCapabilities(rawValue: 1 << 3)
  static let sound = NotificationCapabilities(rawValue: 1 << 4)
  /// A picture.
  static let picture = NotificationCapabilities(rawValue: 1 << 5)

  /// Of a server that does not say: what nearly all can do, and what does no harm where one cannot.
  static let assumed: NotificationCapabilities = [.actions, .body]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ words: [Text]) {
    let known: [(StaticString, NotificationCapabilities)] = [
      ("actions", .actions), ("body", .body), ("body-markup", .markup), ("persistence", .persistence),
      ("sound", .sound), ("icon-static", .picture), ("icon-multi", .picture),
    ]
    var all: NotificationCapabilities = []
    for word in words {
      for (name, capability) in known where word == name { all.insert(capability) }
    }
    self = all
  }
}

protocol NotificationServerHandler: AnyObject {
  /// A server is there, and what it can do is known: the first one, or another than before.
  func serverCame()
  /// It has gone, with all that it showed.
  func serverWent()
}

/// The desktop's notification server: whether it is there, and what it can do.
///
/// It is not started while nothing is to be shown: at login that would put a server into the place that the desktop's
/// own is about to take.
final class NotificationServer {
  static let peer = BusPeer(
    name: "org.freedesktop.Notifications", path: "/org/freedesktop/Notifications",
    interface: "org.freedesktop.Notifications")

  /// nil as long as there is none, or none has answered.
  private(set) var capabilities: NotificationCapabilities?

  private let connection: BusConnection
  private unowned(unsafe) let handler: any NotificationServerHandler
  /// The server was asked, and the bus let start it if need be.
  private var asked: (waits: Bool, starts: Bool) = (false, false)
  private var isWanted = false
  private var call: BusSlot?
  private var ownerMatch: BusSlot?

  /// - Parameter handler: not retained; must outlive this.
  init(on connection: BusConnection, _ handler: any NotificationServerHandler) throws(BusError) {
    self.connection = connection
    self.handler = handler
    ownerMatch = try BusPeer.watchOwner(
      of: Self.peer.name, on: connection,
      { message, userdata, _ in
        NotificationServer.deliver(message, userdata) { $0.ownerChanged($1.ownerChange() ?? false) }
      }, Unmanaged.passUnretained(self).toOpaque())
    ask(starts: false)
  }

  /// Something is to be shown: a server that can be started is started. `serverCame` follows, if one comes.
  func want() {
    guard capabilities == nil else { return }
    isWanted = true
    if !asked.waits { ask(starts: true) }
  }

  private func ask(starts: Bool) {
    call = Self.peer.call(
      "GetCapabilities", on: connection, starts: starts,
      { reply, userdata, _ in NotificationServer.deliver(reply, userdata) { $0.answered($1) } },
      Unmanaged.passUnretained(self).toOpaque(), { _ in })
    asked = (waits: call != nil, starts: starts)
  }

  private func answered(_ reply: MessageReader) {
    asked.waits = false
    if reply.hasNoOwner {
      // Asked quietly at first, and meanwhile something has come up to show.
      if isWanted, !asked.starts { ask(starts: true) }
      isWanted = false
      return
    }
    isWanted = false
    // A server that returns an error or times out is used with default capabilities: it may still show notifications.
    capabilities = reply.isError ? .assumed : reply.texts().map { NotificationCapabilities($0) } ?? .assumed
    handler.serverCame()
  }

  private func ownerChanged(_ isOwned: Bool) {
    // Another owner is another server, which knows nothing of what the one before showed.
    if capabilities != nil {
      capabilities = nil
      handler.serverWent()
    }
    if isOwned { ask(starts: false) }
  }

  private static func deliver(
    _ message: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?, _ body: (NotificationServer, MessageReader) -> Void
  ) -> Int32 {
    guard let message, let userdata else { return 0 }
    body(Unmanaged<NotificationServer>.fromOpaque(userdata).takeUnretainedValue(), MessageReader(message))
    return 0
  }
}
