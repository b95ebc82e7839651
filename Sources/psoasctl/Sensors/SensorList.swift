import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSystem

/// The sensors of this machine, with what a running service reports about them.
struct SensorList {
  private(set) var sensors: [BusSensor]

  /// - Parameter service: the service's sensors; nil if it is not running.
  init(_ candidates: [SensorRoster.Candidate], _ configuration: Configuration, service: [BusSensor]?) {
    sensors = candidates.map { candidate in
      if let known = service?.first(where: { $0.identifier == candidate.identifier }) { return known }
      let placement = Placement.allCases.first { placement in
        let identifier = configuration.sensors[placement]
        return !identifier.isEmpty && SensorIdentifier.same(identifier, candidate.identifier)
      }
      var sensor = BusSensor(identifier: candidate.identifier, name: candidate.name, placement: placement)
      sensor.isBuiltIn = candidate.isBuiltIn
      return sensor
    }
    for sensor in service ?? [] where !sensors.contains(where: { $0.identifier == sensor.identifier }) {
      sensors.append(sensor)
    }
  }

  /// A line, and another one with the problem.
  static func words(_ sensor: BusSensor) -> String {
    var words: Text = "\(escaped: sensor.identifier)"
    if !sensor.name.isEmpty { words += "  \(escaped: sensor.name)" }
    if let placement = sensor.placement {
      words += "  (\(placement.name)\(sensor.isConnected ? "" : ", not connected"))"
    } else if sensor.isBuiltIn {
      words += "  (built into this machine: never chosen automatically)"
    }
    if !sensor.problem.isEmpty { words += "\n    \(escaped: sensor.problem)" }
    return words.text
  }

  /// One object.
  static func json(_ sensor: BusSensor) -> Text {
    var line: Text = "{\"identifier\":\(json: sensor.identifier),\"name\":\(json: sensor.name)"
    line += ",\"placement\":\"\(sensor.placement?.name ?? "")\",\"connected\":\(json: sensor.isConnected)"
    line += ",\"reading\":\(json: sensor.isReading),\"silent\":\(json: sensor.isSilent)"
    line += ",\"gyroscope\":\(json: sensor.hasGyroscope),\"built_in\":\(json: sensor.isBuiltIn)"
    line += ",\"rate_hz\":\(sensor.rate, places: 1),\"problem\":\(json: sensor.problem)}"
    return line
  }
}

extension TextInterpolation {
  fileprivate mutating func appendInterpolation(json flag: Bool) { insert { $0.append(flag ? "true" : "false") } }
}
