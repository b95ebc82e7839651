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

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    var line = Text()
    line.append(status.posture.posture.phrase)
    line.append(", ")
    line.append(duration: status.today[.sitting])
    line.append(" of sitting today")
    // Told when it reads differently: once a minute, not once a second.
    guard line != lastReported else { return }
    lastReported = line
    Notify.status(line)
  }
}
