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

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    var line = Text()
    line.append(status.posture.posture.phrase)
    line.append(", ")
    line.append(duration: status.today[.sitting])
    line.append(" of sitting today")
    // Sent only if the line has changed: once per minute, not once per second.
    guard line != lastReported else { return }
    lastReported = line
    Notify.status(line)
  }
}
