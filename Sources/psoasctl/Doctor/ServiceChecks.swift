import Glibc
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasState
import PsoasSystem

/// The checks of the bus, the service, the calibration and the desktop.
extension Examination {
  var bus: [Finding] {
    guard let busError else { return [.fine("The \(isSystem ? "system" : "session") bus answers")] }
    if isSystem { return [.problem("\(busError.message.sentence)", "sudo systemctl start dbus")] }
    // A shell of su(1) or cron has no variables of the login session.
    let runtime: Text = "/run/user/\(getuid())"
    if Files.exists("\(runtime)/bus"), Environment.value("XDG_RUNTIME_DIR") == nil {
      return [.problem("This shell does not know your session bus", "export XDG_RUNTIME_DIR=\(runtime)")]
    }
    return [
      .problem(
        "\(busError.message.sentence) Otherwise install it, and log in again:",
        installing(packages?.sessionBus ?? "dbus"))
    ]
  }

  var service: [Finding] {
    // Without the bus nobody knows.
    guard busError == nil else { return [] }
    switch serviceError {
    case .notRunning: return [.problem("psoasd does not run", "\(systemctl) start psoasd")]
    case let error?: return [.problem("\(error.message.sentence)", "\(systemctl) restart psoasd")]
    case nil: break
    }
    guard version == Version.text else {
      return [
        .problem(
          "psoasd is version \(version), psoasctl \(Version.text): one of them is from before an update",
          "\(systemctl) restart psoasd")
      ]
    }
    return [.fine("psoasd \(version) runs")]
  }

  var calibration: [Finding] {
    if let tilt = status?.tilt, reported.contains(where: { $0.placement == .pelvis && $0.isReading }) {
      let words: Text = "The tilt is measured \(TiltWords.calibration(tilt))"
      switch tilt.calibration {
      case "none":
        return [.warning("The pelvis sensor is not calibrated: its tilt has no zero yet", "psoasctl calibrate")]
      case "learnt":
        return [.fine("Learned from walking; `psoasctl calibrate` measures from your own neutral")]
      case "unproven": return [.warning("\(tilt.reason.sentence)", "psoasctl calibrate --quick")]
      case "shifted", "refused": return [.warning("\(tilt.reason.sentence)", "psoasctl calibrate")]
      case "current": return [age(stored.map { Int64(clamping: max($0.made, $0.rezeroed)) } ?? 0)]
      default: return [.fine(words)]
      }
    }
    // Without the service: what is stored for the sensor that it would use.
    let pelvis = worn.first { placement(of: $0) == .pelvis } ?? (hasAssignments || worn.count > 1 ? nil : worn.first)
    guard let pelvis, let state else { return [] }
    do {
      guard let record = try CalibrationStore(state: state).calibration(of: .pelvis, pelvis.identifier) else {
        return [.warning("\(pelvis.name) has no stored calibration", "psoasctl calibrate")]
      }
      return [age(max(record.made?.unixMicroseconds ?? 0, record.rezeroed?.unixMicroseconds ?? 0))]
    } catch {
      return [.warning("\(error.message.sentence)", "psoasctl calibrate")]
    }
  }

  /// Days after which a calibration should be confirmed: the body and the belt change (chosen by judgement).
  private static let calibrationDays: Int64 = 90

  /// - Parameter made: microseconds since 1970-01-01 UTC; 0 if unknown.
  private func age(_ made: Int64) -> Finding {
    let days = (now.unixMicroseconds - made) / 86_400_000_000
    guard made > 0 else { return .fine("Stored, without a date") }
    guard days <= Self.calibrationDays else {
      return .warning("The calibration is \(Int(days)) days old", "psoasctl calibrate --quick")
    }
    return .fine("From \(dateAndMinute: WallClock(local: made))")
  }

  var notifications: [Finding] {
    guard let desktop else { return [] }
    guard settings.configuration.notifications.areShown else {
      return [.fine("Switched off by [Notifications] Show=no")]
    }
    switch desktop.server {
    case .absent:
      return [.problem("No program shows notifications: you would not see a suggestion", installing("dunst"))]
    case .startable: return [.fine("Starts with the first suggestion")]
    case .silent(let process):
      return [
        .problem(
          "The program that shows notifications does not answer: end it, or log out and in again",
          process.map { "ps -p \($0) && kill \($0)" } ?? Text())
      ]
    case .running(let name): return [.fine(name.isEmpty ? "Shown" : "Shown by \(name)")]
    }
  }

  var quiet: [Finding] {
    guard let desktop, settings.configuration.notifications.respectDoNotDisturb else { return [] }
    guard desktop.isQuiet else { return [.fine("Do-not-disturb is off")] }
    let commands = desktop.endings.filter { $0.utf8CodeUnitCount > 0 }.map { Text($0) }
    return [
      .warning(
        "Do-not-disturb is on: nothing is suggested until you switch it off", "\(commands, joined: " && ")")
    ]
  }

  var breaks: [Finding] {
    guard let desktop else { return [] }
    guard !desktop.gnomeBreaks.isEmpty else { return [.fine("GNOME's break reminders are off")] }
    return [
      .warning(
        "GNOME reminds you of breaks as well (\(desktop.gnomeBreaks, joined: ", ")): you are interrupted twice",
        "gsettings set org.gnome.desktop.break-reminders selected-breaks \"[]\"")
    ]
  }
}
