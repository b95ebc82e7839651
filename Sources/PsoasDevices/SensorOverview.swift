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
  /// Why it cannot be opened, and the remedy.
  public var problem = Text()

  init(_ identifier: Text) { self.identifier = identifier }
}

extension SensorSet {
  /// In the order in which they were seen, absent ones last.
  public var overview: [SensorOverview] {
    let assignments = SensorRoster.assignments(configuration)
    var all: [SensorOverview] = []
    for node in monitor.nodes {
      let quirk = quirk(for: node)
      guard node.isSensor(quirk) else { continue }
      var sensor = SensorOverview(node.identifier)
      sensor.name = node.description.name
      sensor.isConnected = true
      sensor.isBuiltIn = node.isBuiltIn
      sensor.hasGyroscope = node.hasGyroscope(quirk)
      sensor.placement = assignments.first { SensorIdentifier.same($0.identifier, node.identifier) }?.placement
      if let worn = open.first(where: { $0.sensor.node.path == node.path }) {
        sensor.placement = worn.placement
        sensor.isOpen = true
      }
      if let failure = failures.first(where: { $0.path == node.path && $0.isTold }) { sensor.problem = failure.message }
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

extension InputNode {
  /// Whether the device has three angular velocity axes in addition to three acceleration axes, or a quirk declares
  /// them. Does not open the device.
  func hasGyroscope(_ quirk: Quirk?) -> Bool {
    if quirk?.gyroscopeAxis != nil { return true }
    // A Wii Remote reports acceleration on the axes that others use for angular velocity.
    if let axis = quirk?.accelerationAxis, axis != 0 { return false }
    return (0..<6).allSatisfy { code in description.axes.contains { $0.code == UInt16(code) } }
  }
}
