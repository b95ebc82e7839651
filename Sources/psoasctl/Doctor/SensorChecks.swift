import Glibc
import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// The checks of the sensors.
extension Examination {
  var sensors: [Finding] {
    if let deviceError { return [.problem(deviceError.message, "systemctl status systemd-udevd")] }
    let portable = connected.filter { !$0.isBuiltIn || placement(of: $0) != nil }
    if portable.isEmpty {
      if let synthetic = reported.first(where: { $0.isReading }) { return [.fine("\(synthetic.name)")] }
      let own: Text = connected.isEmpty ? "" : "; this computer's own sensor is not worn"
      return [
        .problem(
          "No motion sensor is connected\(own): plug a controller in, or pair it in the desktop's Bluetooth settings or by",
          "bluetoothctl scan on")
      ]
    }
    let names: Text = "\(portable.map { "\($0.name)" as Text }, joined: ", ")"
    if portable.count > 1, !hasAssignments, !reported.contains(where: { $0.isReading }) {
      return [
        .problem(
          "Several sensors are connected, and none is assigned: \(names). To wear the first one at the pelvis:",
          "psoasctl sensors assign pelvis \(portable[0].identifier)")
      ]
    }
    return [.fine(names)]
  }

  var assignment: [Finding] {
    guard deviceError == nil else { return [] }
    var findings: [Finding] = []
    for placement in Placement.allCases {
      let identifier = settings.configuration.sensors[placement]
      guard !identifier.isEmpty else { continue }
      if let sensor = connected.first(where: { SensorIdentifier.same($0.identifier, identifier) }) {
        findings.append(.fine("The \(placement.name) sensor is \(sensor.name)"))
      } else {
        findings.append(
          .problem(
            """
            The \(placement.name) sensor \(identifier) is not connected: press a button on it, or connect it again. If \
            you wear another one, remove the assignment:
            """, "psoasctl sensors assign \(placement.name) -"))
      }
    }
    return findings
  }

  var rule: [Finding] {
    for folder: StaticString in ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"] {
      let path: Text = "\(root)\(folder)/udev/rules.d/72-psoas.rules"
      guard Files.exists(path) else { continue }
      // udev takes an empty file, or a link to /dev/null, as the wish to have no such rule.
      guard let content = try? Files.read(path, limit: 1 << 20), !content.isEmpty else {
        return [.problem("The udev rule is switched off by \(path)", "sudo rm \(shell: path) && \(Self.applyRule)")]
      }
      return [.fine("Installed as \(path)")]
    }
    return [
      .problem("The udev rule is not installed: only root can read the sensors", "\(install) && \(Self.applyRule)")
    ]
  }

  static let applyRule: StaticString = "sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=input"

  /// The command that installs the rule: from the source tree, if this program was built in one.
  private var install: Text {
    if let data = SettingsPlaces.ofThisProcess.data, data.hasSuffix("/data") {
      let rule: Text = "\(Text(data.dropLast(5)))/udev/72-psoas.rules"
      if Files.exists(rule) { return "sudo install -D -m 644 \(shell: rule) /etc/udev/rules.d/72-psoas.rules" }
    }
    return "\(reinstall)"
  }

  /// The command that installs Psoas again: by the package's manager, or from the unpacked archive of the release.
  var reinstall: StaticString {
    // Debian's packages have this file, and no other installation has it.
    Files.exists("\(root)/usr/share/doc/psoas/changelog.Debian.gz")
      ? "sudo apt install --reinstall psoas" : "cd psoas-*-linux-x86_64 && sudo ./install.sh"
  }

  var access: [Finding] {
    var findings: [Finding] = []
    if let stuck {
      let rest: Text = unexamined.isEmpty ? "" : "; after it these were not tried: \(unexamined, joined: ", ")"
      findings.append(
        .problem("\(stuck) does not answer: disconnect it and connect it again\(rest)", "sudo dmesg | tail"))
    }
    for sensor in worn {
      switch sensor.error {
      case .cannotOpen(_, let code) where code == EACCES || code == EPERM:
        findings.append(
          .problem(
            """
            \(sensor.name) cannot be read: you have no permission for \(sensor.path). The udev rule gives it to the \
            person who is logged in at this computer itself, not over ssh
            """,
            rule.contains { $0.verdict == .fine } ? "\(Self.applyRule)" : "\(install) && \(Self.applyRule)"))
      case .unusable, nil: findings.append(.fine("\(sensor.name) can be read"))
      case let error?:
        findings.append(.problem("\(sensor.name): \(error.message)", "sudo dmesg | tail"))
      }
    }
    return findings
  }

  var scale: [Finding] {
    worn.compactMap { sensor in
      switch sensor.error {
      case .unusable(_, _, .noScale):
        .problem(
          """
          \(sensor.name) does not say in which units it measures, and no quirk does: write one with UnitsPerG= to \
          ~/.config/psoas/quirks
          """, "man psoas-quirks")
      case .unusable(_, _, let reason): .problem("\(sensor.name): \(reason.message)", "man psoas-quirks")
      case nil: .fine("\(sensor.name) is measured in known units")
      default: nil
      }
    }
  }

  var grab: [Finding] {
    let usable = worn.filter { $0.error == nil }
    let held = usable.filter(\.isGrabbed)
    guard !held.isEmpty else { return usable.isEmpty ? [] : [.fine("No other program keeps a sensor to itself")] }
    return held.map { sensor in
      let holders = DeviceHolder.all(of: sensor.path)
      guard !holders.isEmpty else {
        return .problem(
          "Another program keeps \(sensor.name) to itself, perhaps Steam or joycond", "sudo fuser -v \(sensor.path)")
      }
      return .problem(
        "\(holders.map(\.words), joined: ", ") keeps \(sensor.name) to itself",
        "\(holders.map(\.ending), joined: " && ")")
    }
  }

  var signal: [Finding] {
    var findings: [Finding] = []
    for sensor in worn where sensor.error == nil && !sensor.isGrabbed {
      let known = reported.first { $0.identifier == sensor.identifier }
      if let known, !known.problem.isEmpty {
        findings.append(.problem("\(sensor.name): \(known.problem)", "psoasctl sensors"))
      } else if sensor.frames > 0 {
        findings.append(.fine("\(sensor.name) sends data"))
      } else if sensor.isSparse {
        findings.append(.fine("\(sensor.name) sends nothing now: it does so only when it moves"))
      } else {
        findings.append(
          .problem(
            "\(sensor.name) sends nothing: it is asleep. Press a button on it, and check again", "psoasctl doctor")
        )
      }
    }
    return findings
  }

  var batteries: [Finding] {
    worn.compactMap { sensor in
      let known = sensor.battery ?? reported.first { $0.identifier == sensor.identifier }?.battery
      guard let battery = known else { return nil }
      guard battery.isLow else { return .fine("\(sensor.name): \(battery)") }
      return .warning("The battery of \(sensor.name) is low (\(battery)): charge it before you wear it again")
    }
  }
}

/// A process that has a device open.
struct DeviceHolder {
  let name: Text
  let process: Text

  var words: Text { "\(name) (process \(process))" }

  /// The command that makes it let go.
  var ending: Text {
    for (known, command) in Self.endings where name.hasPrefix(known) { return "\(command)" }
    return "kill \(process)"
  }

  private static let endings: [(StaticString, StaticString)] = [
    ("steam", "steam -shutdown"), ("joycond", "sudo systemctl stop joycond"),
  ]

  /// Those that this user may see, without psoasd, which never keeps a device to itself.
  static func all(of node: Text) -> [DeviceHolder] {
    let own: Text = "\(getpid())"
    let processes = ((try? Folder.names("/proc")) ?? []).filter { $0.allSatisfy(\.isDigit) && $0 != own }
    return processes.compactMap { process in
      let folder: Text = "/proc/\(process)"
      let opened = (try? Folder.names("\(folder)/fd")) ?? []
      guard opened.contains(where: { (try? Files.target(of: "\(folder)/fd/\($0)")) == node }) else { return nil }
      let name = (try? Files.read("\(folder)/comm", limit: 256))?.trimmed ?? Text()
      return name == "psoasd" ? nil : DeviceHolder(name: name, process: process)
    }
  }
}
