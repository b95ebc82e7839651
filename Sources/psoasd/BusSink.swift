import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasState
import PsoasSystem

/// The daemon on a bus: the service, and on the user's bus also desktop notifications and the tray. After a restart of the
/// bus all of it is set up again.
final class BusSink: EventSink, StatusSink, SettingsSink, BusLinkHandler {
  private(set) var connection: BusConnection
  /// nil while there is no connection.
  private(set) var service: BusService?
  private let loop: EventLoop
  private let handler: any ServiceHandler
  private var catalog: ExerciseCatalog
  private var suggestions: [MuscleSuggestion] = []
  private var status = BusStatus()
  private var notifications: Notifications?
  private var tray: Tray?
  private var link: BusLink?
  private var lastRefusal: BusError?
  private let safety = StoredSafety()
  /// The source of the sensors; their state is published once per second and with each event.
  var source: (any SensorSource)?
  /// Follows the desktop on the same bus.
  var desktop: DesktopSource?

  init(
    _ kind: BusKind, _ loop: EventLoop, _ handler: any ServiceHandler, _ settings: Settings
  ) throws(BusError) {
    self.loop = loop
    self.handler = handler
    catalog = settings.catalog
    connection = try BusConnection(kind, loop: loop)
    service = try serve(on: connection)
    if kind != .system {
      let notifications = try Notifications(on: connection, settings.configuration, settings.catalog, handler)
      notifications.safety = safety
      self.notifications = notifications
      tray = try Tray(on: connection, loop, settings.configuration, settings.catalog, handler, notifications)
    }
    link = try BusLink(connection, loop, self)
  }

  private func serve(on connection: BusConnection) throws(BusError) -> BusService {
    let service = try BusService(on: connection, loop, handler)
    service.catalog = catalog
    service.suggest(suggestions)
    return service
  }

  func receive(_ event: TimedEvent) {
    service?.announce(event.event)
    notifications?.announce(event.event)
  }

  func setCatalog(_ catalog: ExerciseCatalog) {
    self.catalog = catalog
    service?.catalog = catalog
    notifications?.catalog = catalog
    tray?.catalog = catalog
  }

  func configure(_ configuration: Configuration) {
    notifications?.configuration = configuration
    tray?.configuration = configuration
  }

  func suggest(_ suggestions: [MuscleSuggestion]) {
    self.suggestions = suggestions
    service?.suggest(suggestions)
  }

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    self.status = BusStatus(status, wall: clock, at: now)
    publish()
    tray?.update(self.status, clock)
  }

  private func publish() {
    service?.update(status)
    if let source { service?.update(source.sensors) }
  }

  // MARK: The end and the return of the bus

  func disconnected() {
    BusReport.lost("\(connection.kind.name)", "psoasctl, notifications and do-not-disturb work again when it is back")
    notifications?.disconnect()
    tray?.disconnect()
    desktop?.disconnect()
    let former = service
    service = nil
    // What programs have claimed ends with their connections.
    former?.releaseClaims()
  }

  func reconnected(_ connection: BusConnection) throws(BusError) {
    do throws(BusError) {
      let service = try serve(on: connection)
      try notifications?.reconnect(on: connection)
      try tray?.reconnect(on: connection)
      try desktop?.reconnect(on: connection)
      self.service = service
    } catch {
      // Another daemon may own the name now: reported once, not at each attempt.
      if error != lastRefusal { StandardError.print(error.message) }
      lastRefusal = error
      throw error
    }
    self.connection = connection
    lastRefusal = nil
    publish()
    BusReport.restored("\(connection.kind.name)")
  }
}

/// The marker in the state directory that psoasctl sets as well.
final class StoredSafety: SafetyMemory {
  var isShown: Bool { SafetyMarker.isSet }
  func note() { SafetyMarker.set() }
}

/// Reports the end and the return of a bus on standard error and in the journal.
enum BusReport {
  static func lost(_ name: Text, _ consequence: StaticString) {
    report(.busLost, "the \(name) has closed the connection: \(consequence)")
  }

  static func restored(_ name: Text) { report(.busRestored, "connected to the \(name) again") }

  private static func report(_ message: JournalMessage, _ text: Text) {
    StandardError.print(text)
    try? Journal.send(JournalEntry(message, text: text))
  }
}
