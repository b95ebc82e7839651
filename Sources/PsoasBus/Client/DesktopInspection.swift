import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// What the desktop of a bus says about notifications, asked once. Nothing is started by it.
public struct DesktopInspection: Equatable, Sendable {
  public enum Server: Equatable, Sendable {
    /// There is none, and the bus knows of none to start.
    case absent
    /// The bus starts one with the first notification.
    case startable
    /// It did not answer in time; its process, if the bus says.
    case silent(process: Int32?)
    /// The name that it gives itself; empty if it gives none.
    case running(name: Text)
  }

  public var server = Server.absent
  /// Whether a desktop's do-not-disturb is on; the commands that end it, empty for one that has no command.
  public var isQuiet = false
  public var endings: [StaticString] = []
  /// GNOME's own break reminders that are on, by GNOME's names (`eyesight`, `movement`).
  public var gnomeBreaks: [Text] = []

  public static func == (a: DesktopInspection, b: DesktopInspection) -> Bool {
    a.server == b.server && a.isQuiet == b.isQuiet && a.gnomeBreaks == b.gnomeBreaks
      && a.endings.elementsEqual(b.endings) { Text($0) == Text($1) }
  }
}

extension BusClient {
  /// A client of a bus, or of a daemon, that may not answer.
  /// - Parameter patience: the longest wait for the bus, and for each reply, microseconds.
  /// - Throws: `BusError.absent`, also if the bus accepts the connection and does not answer.
  public convenience init(_ kind: BusKind, patience: UInt64) throws(BusError) {
    try self.init(kind)
    sd_bus_set_method_call_timeout(connection.bus, patience)
    try connection.waitForBus(patience)
  }

  /// Asks the desktop of this bus.
  /// - Parameters:
  ///   - settings: path of the user's dconf database; nil for dconf's default.
  ///   - seconds: the longest wait for all replies.
  public func inspectDesktop(settings: Text? = nil, seconds: Double = 3) -> DesktopInspection {
    let settings = settings ?? DconfFile.userPath
    let inquiry = BusInquiry(connection, seconds: seconds)
    var found = DesktopInspection()
    found.server = inquiry.notificationServer()
    for source in QuietSource.all(settings)
    where source.reason == .doNotDisturb && inquiry.hasOwner(source.owner) {
      let isOn = inquiry.ask(source.asked, source.question, source.arguments, source.read) ?? nil
      guard isOn == true else { continue }
      found.isQuiet = true
      found.endings.append(source.ending)
    }
    if inquiry.hasOwner("org.gnome.Shell") {
      found.gnomeBreaks =
        DconfFile(path: settings)?.texts("/org/gnome/desktop/break-reminders/selected-breaks") ?? []
    }
    return found
  }
}

/// Calls that wait for their replies, with one limit for all of them.
private struct BusInquiry {
  private let connection: BusConnection
  /// CLOCK_MONOTONIC, microseconds.
  private let end: Int64

  init(_ connection: BusConnection, seconds: Double) {
    self.connection = connection
    end = SystemClock.monotonic + Int64(seconds * 1e6)
  }

  func notificationServer() -> DesktopInspection.Server {
    let server = NotificationServer.peer
    guard hasOwner(server.name) else {
      let known = ask(.bus, "ListActivatableNames", { _ in }, { $0.texts() }) ?? nil
      return known?.contains { $0 == server.name } == true ? .startable : .absent
    }
    let name = ask(server, "GetServerInformation", { _ in }, { $0.text() })
    return name.map { .running(name: $0 ?? Text()) } ?? .silent(process: connection.process(of: server.name))
  }

  func hasOwner(_ name: StaticString) -> Bool {
    (ask(.bus, "NameHasOwner", { $0.append(text: name) }, { $0.boolean() }) ?? nil) == true
  }

  /// - Returns: nil if there was no reply in time; an error is a reply without content.
  func ask<Answer>(
    _ peer: BusPeer, _ method: StaticString, _ write: (inout MessageWriter) -> Void, _ read: (MessageReader) -> Answer?
  ) -> Answer?? {
    let message = BusMessage.call(on: connection, peer.name, peer.path.cString, peer.interface, method)
    guard let message else { return nil }
    sd_bus_message_set_auto_start(message.pointer, 0)
    guard message.write(write) else { return nil }
    // A service that hangs must not use up the time of the others.
    let left = min(max(end - SystemClock.monotonic, 1000), 1_000_000)
    var code: Int32 = 0
    let reply = BusMessage.make {
      code = sd_bus_call(connection.bus, message.pointer, UInt64(left), nil, &$0)
      return code
    }
    guard let reply else { return code == -ETIMEDOUT ? nil : .some(nil) }
    return .some(reply.read(read))
  }
}
