import PsoasCore
import PsoasMonitor
import PsoasSystem

/// An overview of all sensors: those that are present, worn or not, and those that are assigned and absent.
public struct SensorOverview: Sendable {
  public var identifier: Text
  /// Empty for an absent sensor.
  public var name = Text()
  public var placement: Placement?
  public var isConnected = false
  public var isOpen = false
  public var hasGyroscope = false
  public var isBuiltIn = false
  /// Of an open sensor, as last read.
  public var battery: Battery?
  /// Why it cannot be opened, and the remedy.
  public var problem = Text()

  init(_ identifier: Text) { self.identifier = identifier }
}

extension SensorSet {
  /// In the order in which they were seen, absent ones last.
  public var overview: [SensorOverview] {
    let assignments = SensorRoster.assignments(configuration)
    var all: [SensorOverview] = []
    for found in found {
      let node = found.node
      var sensor = SensorOverview(node.identifier)
      sensor.name = node.description.name
      sensor.isConnected = true
      sensor.isBuiltIn = node.isBuiltIn(found.quirk)
      sensor.hasGyroscope = found.hasGyroscope
      sensor.placement = assignments.first { SensorIdentifier.same($0.identifier, node.identifier) }?.placement
      if let worn = open.first(where: { $0.sensor.node.path == node.path }) {
        sensor.placement = worn.placement
        sensor.isOpen = true
        sensor.battery = worn.sensor.battery
      }
      if let failure = failures.first(where: { $0.path == node.path && $0.isReported }) {
        sensor.problem = failure.message
      }
      all.append(sensor)
    }
    for assignment in assignments
    where !all.contains(where: { SensorIdentifier.same($0.identifier, assignment.identifier) }) {
      var sensor = SensorOverview(assignment.identifier)
      sensor.placement = assignment.placement
      all.append(sensor)
    }
    return all
  }
}
