import PsoasMonitor
import PsoasSystem

/// A sensor among the event nodes: one node, or two nodes of one device, one with the accelerometer and one with the
/// gyroscope.
public struct FoundSensor: Equatable, Sendable {
  /// The node with the acceleration. It names the sensor.
  public var node: InputNode
  public var quirk: Quirk?
  /// The node with the angular velocity, if it is not the same.
  public var gyroscope: InputNode?
  var gyroscopeQuirk: Quirk?

  /// The sensors among `nodes`, in their order.
  /// - Parameter isUsable: whether a node may be used as the gyroscope of another.
  static func find(
    _ nodes: [InputNode], quirks: [Quirk], isUsable: (InputNode) -> Bool = { _ in true }
  ) -> [FoundSensor] {
    var all: [FoundSensor] = []
    for node in nodes {
      let quirk = quirks.first { $0.match.covers(node.description) }
      if node.isSensor(quirk) { all.append(FoundSensor(node: node, quirk: quirk)) }
    }
    for index in all.indices where all[index].isAccelerometerAlone {
      guard let other = all.firstIndex(where: { all[index].isDevice(of: $0) && isUsable($0.node) }) else { continue }
      all[index].gyroscope = all[other].node
      all[index].gyroscopeQuirk = all[other].quirk
    }
    return all.filter { sensor in !all.contains { $0.gyroscope?.path == sensor.node.path } }
  }

  /// Whether it measures the angular velocity in addition to the acceleration. Does not open the device.
  var hasGyroscope: Bool { gyroscope != nil || measuresAcceleration && measuresTurn }

  private var firstAcceleration: UInt16 { quirk?.accelerationAxis ?? Evdev.x }
  private var firstTurn: UInt16 { quirk?.gyroscopeAxis ?? Evdev.rx }
  private var measuresAcceleration: Bool { node.description.hasAxes(from: firstAcceleration) }
  // A Wii Remote reports acceleration on the axes that others use for angular velocity.
  private var measuresTurn: Bool { firstTurn != firstAcceleration && node.description.hasAxes(from: firstTurn) }
  private var isAccelerometerAlone: Bool { measuresAcceleration && !measuresTurn }

  /// Whether `other` is the gyroscope of this accelerometer's device, and no accelerometer itself.
  private func isDevice(of other: FoundSensor) -> Bool {
    guard other.measuresTurn, !other.measuresAcceleration, node.isSameDevice(as: other.node) else { return false }
    // The axes of both become those of one sensor.
    return other.firstTurn >= firstAcceleration + 3 || other.firstTurn + 3 <= firstAcceleration
  }

  /// The quirk of the sensor that both nodes form.
  var combinedQuirk: Quirk? {
    guard gyroscope != nil, quirk != nil || gyroscopeQuirk != nil else { return quirk }
    var combined = quirk ?? Quirk()
    combined.gyroscopeAxis = gyroscopeQuirk?.gyroscopeAxis
    combined.unitsPerDegreePerSecond = gyroscopeQuirk?.unitsPerDegreePerSecond ?? quirk?.unitsPerDegreePerSecond
    return combined
  }
}

extension InputNode {
  /// Whether both nodes are of the same device: by the device above them, by its serial number or address, or by its
  /// port.
  func isSameDevice(as other: InputNode) -> Bool {
    guard description.bus == other.description.bus, description.vendor == other.description.vendor,
      description.product == other.description.product
    else { return false }
    // Nodes without a parent device, such as uinput's, are below /sys/devices/virtual.
    if !parentPath.isEmpty, parentPath == other.parentPath, parentPath.fileName != "virtual" { return true }
    if !description.unique.isEmpty || !other.description.unique.isEmpty {
      return SensorIdentifier.same(description.unique, other.description.unique)
    }
    return !port.isEmpty && port == other.port
  }

  /// The physical path without the interface: `usb-0000:00:14.0-1/input0` is at `usb-0000:00:14.0-1`.
  private var port: Text {
    let path = description.physical
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")), Text(path[slash...]).hasPrefix("/input") else {
      return path
    }
    return Text(path[..<slash])
  }
}
