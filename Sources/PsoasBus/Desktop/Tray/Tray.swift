import CSystemd
import PsoasMonitor
import PsoasSystem

/// Psoas in the desktop's tray: a StatusNotifierItem while `[Notifications] Tray=` allows it and a watcher
/// (org.kde.StatusNotifierWatcher) is on the bus. It has no timer: it changes with the status.
public final class Tray {
  static let watcher = BusPeer(
    name: "org.kde.StatusNotifierWatcher", path: "/StatusNotifierWatcher", interface: "org.kde.StatusNotifierWatcher")
  /// The user's service manager starts the report, outside of the sandbox of this service, in which no browser runs.
  static let manager = BusPeer(
    name: "org.freedesktop.systemd1", path: "/org/freedesktop/systemd1", interface: "org.freedesktop.systemd1.Manager")

  private let loop: EventLoop
  private let handler: any CommandHandler
  private let notifications: Notifications
  /// nil while the bus is away.
  private var connection: BusConnection?
  private var ownerMatch: BusSlot?
  private var call: BusSlot?
  private var reportCall: BusSlot?
  /// nil without a watcher, or if it is not wanted.
  private var item: TrayItem?
  /// The number of the last item. Each has its own, because the bus may still know the previous one.
  private var number = 0
  private var hiding: DeferSource?
  /// The wearer has hidden it until the next start.
  private var isHidden = false
  /// Why the last choice could not be done; created by the first one, and the number of the last one.
  private var refusals: (slot: NotificationSlot?, count: Int) = (nil, 0)
  private var latest: (status: BusStatus, wall: WallClock)?

  public var configuration: Configuration {
    didSet {
      guard configuration != oldValue else { return }
      if configuration.notifications.hasTray != oldValue.notifications.hasTray {
        isHidden = false
        try? observe()
      } else {
        refresh()
      }
    }
  }
  public var catalog: ExerciseCatalog {
    didSet { refresh() }
  }

  /// - Parameters:
  ///   - connection: the session bus, served by `loop`.
  ///   - handler: performs the commands of the menu.
  ///   - notifications: shows what the menu starts, and why a command was refused.
  public init(
    on connection: BusConnection, _ loop: EventLoop, _ configuration: Configuration, _ catalog: ExerciseCatalog,
    _ handler: any CommandHandler, _ notifications: Notifications
  ) throws(BusError) {
    self.connection = connection
    self.loop = loop
    self.configuration = configuration
    self.catalog = catalog
    self.handler = handler
    self.notifications = notifications
    // Not while the item answers the call that hides it.
    hiding = try DeferSource(loop, unretained(self) { try? $0.observe() })
    try observe()
  }

  /// The bus has closed the connection.
  public func disconnect() {
    connection = nil
    refusals.slot = nil
    try? observe()
  }

  /// Continues on a new connection.
  public func reconnect(on connection: BusConnection) throws(BusError) {
    self.connection = connection
    try observe()
  }

  /// Sets the current status, at `wall`. Without an item it is only kept.
  public func update(_ status: BusStatus, _ wall: WallClock) {
    guard configuration.notifications.hasTray else { return }
    var status = status
    if let latest {
      // A time that moves by less than a second is the same, so that it does not change between two minutes.
      for property in BusStatus.properties where !property.differs(latest.status, status) {
        property.keep(latest.status, &status)
      }
    }
    latest = (status, wall)
    refresh()
  }

  private var state: TrayState {
    latest.map { TrayState($0.status, $0.wall, configuration, catalog) } ?? TrayState()
  }

  private func refresh() {
    if let item { item.update(state) }
  }

  // MARK: The watcher

  /// Follows the watcher if the item is wanted, and ends the item otherwise.
  private func observe() throws(BusError) {
    item = nil
    ownerMatch = nil
    call = nil
    guard let connection, configuration.notifications.hasTray, !isHidden else { return }
    let userdata = Unmanaged.passUnretained(self).toOpaque()
    ownerMatch = try BusPeer.watchOwner(
      of: Self.watcher.name, on: connection,
      { message, userdata, _ in
        deliver(message, userdata, to: Tray.self) { $0.watcherChanged($1.ownerChange() ?? false) }
      }, userdata)
    call = BusPeer.bus.call(
      "GetNameOwner", on: connection, starts: false,
      { reply, userdata, _ in
        deliver(reply, userdata, to: Tray.self) { if !$1.isError { $0.watcherChanged(true) } }
      }, userdata, { $0.append(text: Self.watcher.name) })
  }

  /// A new watcher knows no items.
  private func watcherChanged(_ isPresent: Bool) {
    call = nil
    item = nil
    guard isPresent, let connection else { return }
    // Without a further connection there is no item; the next watcher brings it.
    number += 1
    item = try? TrayItem(connection.kind, loop, number: number, state, unretained(self) { $0.perform($1) })
  }

  // MARK: What the wearer chooses

  private func perform(_ act: TrayAct) {
    switch act {
    case .start: notifications.start(state.exercise)
    case .stop: perform(.stopSession)
    case .snooze: perform(.snooze(minutes: configuration.snoozeMinutes))
    case .pause: perform(Command.pause)
    case .resume: perform(Command.resume)
    case .report: openReport()
    case .hide:
      isHidden = true
      hiding?.arm()
    }
  }

  private func perform(_ command: Command) {
    do throws(CommandRefusal) { _ = try handler.perform(command) } catch { explain(error.message) }
  }

  /// Shows why something was not done. Each message has a number of its own, so that it is shown even if the same one
  /// was closed before.
  private func explain(_ message: Text) {
    guard let connection else { return }
    if refusals.slot == nil { refusals.slot = try? NotificationSlot(on: connection, { _, _ in }) }
    refusals.count += 1
    refusals.slot?.show(DesktopNotification(number: refusals.count, title: TrayText.refusal, body: message))
  }

  private func openReport() {
    guard let connection else { return }
    reportCall = Self.manager.call(
      "RestartUnit", on: connection, starts: false,
      { reply, userdata, _ in
        deliver(reply, userdata, to: Tray.self) { if $1.isError { $0.explain(TrayText.noReport) } }
      }, Unmanaged.passUnretained(self).toOpaque(),
      {
        $0.append(text: "psoas-report.service")
        $0.append(text: "replace")
      })
  }
}
