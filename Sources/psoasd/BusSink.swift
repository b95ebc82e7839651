import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// The daemon on a bus: the service, and on the user's bus also desktop notifications.
final class BusSink: EventSink, StatusSink, SettingsSink {
  let connection: BusConnection
  let service: BusService
  private var notifications: Notifications?
  /// The source of the sensors; their state is published once per second and with each event.
  var source: (any SensorSource)?

  init(
    _ kind: BusKind, _ loop: EventLoop, _ handler: any ServiceHandler, _ settings: Settings
  ) throws(BusError) {
    connection = try BusConnection(kind, loop: loop)
    service = try BusService(on: connection, loop, handler)
    service.catalog = settings.catalog
    if kind != .system {
      notifications = try Notifications(on: connection, settings.configuration, settings.catalog, handler)
    }
  }

  func receive(_ event: TimedEvent) {
    service.announce(event.event)
    notifications?.announce(event.event)
  }

  func setCatalog(_ catalog: ExerciseCatalog) {
    service.catalog = catalog
    notifications?.catalog = catalog
  }

  func configure(_ configuration: Configuration) { notifications?.configuration = configuration }

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    service.update(BusStatus(status, wall: clock, at: now))
    if let source { service.update(source.sensors) }
  }
}
