import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Passes the desktop's do-not-disturb state to the run as inputs.
final class DesktopSource: SettingsSink {
  private let connection: BusConnection
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
    let before = quiet?.wanted ?? []
    quiet = nil
    for reason in before { run.handle(.quiet(reason, false)) }
    quiet = try DesktopQuiet(on: connection, for: heeded) { [run] in run.handle(.quiet($0, $1)) }
  }
}
