import CLinux
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Events in the systemd journal, with fields to search for.
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

  /// - Parameter isPublic: every local user may read a system unit's line, which the bus policy keeps from them otherwise:
  ///   it has nothing of the wearer then.
  init(isPublic: Bool) { self.isPublic = isPublic }

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    let line: Text =
      isPublic
      ? "running; psoasctl --system status tells those who may know more"
      : "\(status.posture.posture.phrase), \(duration: status.today[.sitting]) of sitting today"
    // Told when it reads differently: once a minute, not once a second.
    guard line != lastReported else { return }
    lastReported = line
    Notify.status(line)
  }
}
