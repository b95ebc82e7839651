import CLinux
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Writes events to the systemd journal, with searchable fields.
final class JournalSink: EventSink, SettingsSink {
  private var alertPriority: Int

  init(_ configuration: Configuration) { alertPriority = configuration.alertPriority }

  func receive(_ event: TimedEvent) { Journal.send(event, alertPriority: alertPriority) }
  func configure(_ configuration: Configuration) { alertPriority = configuration.alertPriority }
}

/// One line for `systemctl status`.
final class ServiceStatus: StatusSink {
  private var lastReported = Text()
  private let isPublic: Bool

  /// - Parameter isPublic: every local user may read the line of a system unit, although the bus policy denies them the
  ///   wearer's data: the line then contains none.
  init(isPublic: Bool) { self.isPublic = isPublic }

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    let line: Text =
      isPublic
      ? "running; psoasctl --system status shows more to authorized users"
      : "\(status.posture.posture.phrase), \(duration: status.today[.sitting]) of sitting today"
    // Sent only if the line has changed: once per minute, not once per second.
    guard line != lastReported else { return }
    lastReported = line
    Notify.status(line)
  }
}
