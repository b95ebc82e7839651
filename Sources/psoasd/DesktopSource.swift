import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Passes the desktop's do-not-disturb state to the run as inputs.
final class DesktopSource: SettingsSink {
  /// nil while the bus is away.
  private var connection: BusConnection?
  private let run: any InputReceiver
  private var quiet: DesktopQuiet?
  private var reasons: [QuietReason] = []

  init(
    on connection: BusConnection, _ run: any InputReceiver, _ settings: NotificationSettings
  ) throws(BusError) {
    self.connection = connection
    self.run = run
    try observe(settings)
  }

  func configure(_ configuration: Configuration) {
    // An error means that the connection is closed, so the do-not-disturb state ends.
    try? observe(configuration.notifications)
  }

  /// Observes the configured reasons from now on; a reason that is no longer observed no longer inhibits reminders.
  private func observe(_ settings: NotificationSettings) throws(BusError) {
    var heeded: [QuietReason] = []
    if settings.respectDoNotDisturb { heeded.append(.doNotDisturb) }
    if settings.respectFullScreen { heeded.append(.fullScreen) }
    guard heeded != reasons else { return }
    reasons = heeded
    end()
    if let connection { try observe(on: connection) }
  }

  private func end() {
    let before = quiet?.wanted ?? []
    quiet = nil
    for reason in before { run.handle(.quiet(reason, false)) }
  }

  private func observe(on connection: BusConnection) throws(BusError) {
    quiet = try DesktopQuiet(on: connection, for: reasons) { [run] in run.handle(.quiet($0, $1)) }
  }

  /// The bus has closed the connection: the state of the desktop is unknown, and reminders continue.
  func disconnect() {
    end()
    connection = nil
  }

  func reconnect(on connection: BusConnection) throws(BusError) {
    end()
    self.connection = connection
    try observe(on: connection)
  }
}
