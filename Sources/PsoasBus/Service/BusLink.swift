import CSystemd
import PsoasSystem

public protocol BusLinkHandler: AnyObject {
  /// The bus has closed the connection: everything on it has ended.
  func disconnected()
  /// The bus answers on a new connection.
  /// - Throws: if the connection cannot be used; another attempt follows.
  func reconnected(_ connection: BusConnection) throws(BusError)
}

/// Keeps a connection to a bus: after a restart of the bus it connects again.
public final class BusLink {
  private let kind: BusKind
  private let loop: EventLoop
  private unowned(unsafe) let handler: any BusLinkHandler
  private var timer: TimerSource?
  /// nil while there is none.
  private var connection: BusConnection?
  private var disconnectMatch: BusSlot?
  private var isLost = false
  /// A new connection on which the bus has not answered yet, and the number of times that this was checked.
  private var pending: (connection: BusConnection, checks: Int)?
  private var delay = BusLink.shortestDelay

  /// Microseconds between two attempts: doubled from the first to the last value. A restart takes less than a second; a
  /// bus that is gone for good costs one connect(2) each time. Chosen by judgement.
  private static let shortestDelay: UInt64 = 250_000
  private static let longestDelay: UInt64 = 8_000_000
  /// How often a new connection is checked, and for how long: 5 s.
  private static let checkInterval: UInt64 = 50_000
  private static let checkLimit = 100

  /// - Parameters:
  ///   - connection: open, and served by `loop`.
  ///   - handler: not retained; must outlive this.
  public init(_ connection: BusConnection, _ loop: EventLoop, _ handler: any BusLinkHandler) throws(BusError) {
    kind = connection.kind
    self.loop = loop
    self.handler = handler
    timer = try TimerSource(loop, unretained(self) { $0.proceed() })
    try watch(connection)
  }

  /// sd-bus sends this signal itself when the bus has closed the connection.
  private func watch(_ connection: BusConnection) throws(BusError) {
    let local = BusPeer(
      name: "org.freedesktop.DBus.Local", path: "/org/freedesktop/DBus/Local", interface: "org.freedesktop.DBus.Local")
    disconnectMatch = try local.listen(
      "Disconnected", on: connection,
      { message, userdata, _ in
        deliver(message, userdata, to: BusLink.self) { link, _ in
          // The connection is released outside of its own callback.
          link.isLost = true
          link.timer?.start(after: 0)
        }
      }, Unmanaged.passUnretained(self).toOpaque())
    self.connection = connection
  }

  private func retry(after microseconds: UInt64) { timer?.start(after: microseconds) }

  private func lose() {
    isLost = false
    pending = nil
    handler.disconnected()
    disconnectMatch = nil
    connection = nil
    delay = Self.shortestDelay
    retry(after: delay)
  }

  private func fail() {
    pending = nil
    delay = min(2 * delay, Self.longestDelay)
    retry(after: delay)
  }

  private func connect() {
    do throws(BusError) {
      let fresh = try BusConnection(kind, loop: loop)
      fresh.flushAtExit(false)
      pending = (fresh, 0)
      retry(after: Self.checkInterval)
    } catch {
      fail()
    }
  }

  /// The calls that set up a service wait for their replies. They are made only once the bus has answered, because a bus
  /// that accepts connections and does not answer must not stop the daemon.
  private func check(_ fresh: BusConnection, _ checks: Int) {
    guard fresh.isReady else {
      guard fresh.isOpen, checks < Self.checkLimit else { return fail() }
      pending = (fresh, checks + 1)
      return retry(after: Self.checkInterval)
    }
    pending = nil
    fresh.flushAtExit(true)
    do throws(BusError) {
      try handler.reconnected(fresh)
      try watch(fresh)
    } catch {
      fail()
    }
  }

  private func proceed() {
    if isLost {
      lose()
    } else if let (fresh, checks) = pending {
      check(fresh, checks)
    } else if connection == nil {
      connect()
    }
  }
}
