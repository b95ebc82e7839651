import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSystem

/// The sensors of this machine, with what a running service reports about them.
struct SensorList {
  private(set) var sensors: [BusSensor]

  /// - Parameter service: the service's sensors; nil if it is not running.
  init(_ set: SensorSet, _ configuration: Configuration, service: [BusSensor]?) {
    sensors = set.candidates.map { candidate in
      let known = service?.first { $0.identifier == candidate.identifier }
      if let known, known.isReading { return known }
      let placement = Placement.allCases.first { placement in
        let identifier = configuration.sensors[placement]
        return !identifier.isEmpty && SensorIdentifier.same(identifier, candidate.identifier)
      }
      var sensor = known ?? BusSensor(identifier: candidate.identifier, name: candidate.name, placement: placement)
      sensor.isBuiltIn = candidate.isBuiltIn
      // The service reads the batteries of the sensors that it uses.
      sensor.battery = known?.battery ?? set.battery(of: candidate)
      return sensor
    }
    for sensor in service ?? [] where !sensors.contains(where: { $0.identifier == sensor.identifier }) {
      sensors.append(sensor)
    }
  }

  /// A line, and another one with the problem.
  static func words(_ sensor: BusSensor) -> String {
    var words: Text = "\(escaped: sensor.identifier)"
    if !sensor.name.isEmpty { words += "  \(listed: sensor.name, columns: TextColumns.longestDevice)" }
    var remarks: [Text] = []
    if let placement = sensor.placement {
      remarks.append("\(placement.name)")
      if !sensor.isConnected { remarks.append("not connected") }
    } else if sensor.isBuiltIn {
      remarks.append("built into this computer: assign it by hand if you wear it")
    }
    if let battery = sensor.battery { remarks.append("battery \(battery)") }
    if !remarks.isEmpty { words += "  (\(remarks, joined: ", "))" }
    if !sensor.problem.isEmpty { words += "\n    \(escaped: sensor.problem)" }
    return words.text
  }

  /// A worn sensor, or another one with a problem, on one line: `Joy-Con (L), battery 15 %, discharging: problem`.
  static func statusLine(_ sensor: BusSensor) -> String? {
    guard sensor.placement != nil || !sensor.problem.isEmpty else { return nil }
    let name = sensor.name.isEmpty ? sensor.identifier : sensor.name
    var line: Text = "\(listed: name, columns: TextColumns.longestDevice)"
    if !sensor.isConnected { line += ", not connected" }
    if let battery = sensor.battery { line += ", battery \(battery)" }
    if !sensor.problem.isEmpty { line += ": \(escaped: sensor.problem)" }
    return line.text
  }

  /// One object.
  static func json(_ sensor: BusSensor) -> Text {
    var line: Text = "{\"identifier\":\(json: sensor.identifier),\"name\":\(json: sensor.name)"
    line += ",\"placement\":\"\(sensor.placement?.name ?? "")\",\"connected\":\(json: sensor.isConnected)"
    line += ",\"reading\":\(json: sensor.isReading),\"silent\":\(json: sensor.isSilent)"
    line += ",\"gyroscope\":\(json: sensor.hasGyroscope),\"built_in\":\(json: sensor.isBuiltIn)"
    line += ",\"rate_hz\":\(sensor.rate, places: 1),\"battery_percent\":"
    if let percent = sensor.battery?.percent { line += "\(percent)" } else { line += "null" }
    line += ",\"battery_level\":\"\(sensor.battery?.level.name ?? "")\""
    line += ",\"battery_status\":\"\(sensor.battery?.status.name ?? "")\",\"problem\":\(json: sensor.problem)}"
    return line
  }
}

extension TextInterpolation {
  fileprivate mutating func appendInterpolation(json flag: Bool) { insert { $0.append(flag ? "true" : "false") } }
}
