import PsoasMonitor
import PsoasSystem

/// An evdev node as udev and sysfs describe it. The data is available without opening the node and shows whether the
/// node may be a sensor.
public struct InputNode: Equatable, Sendable {
  /// `/dev/input/event5`.
  public var path: Text
  /// The device's path below /sys; differs if another device gets the same node.
  public var systemPath: Text
  /// Name, identity and properties; of the axes only their presence, because ranges and values require opening the
  /// node.
  public var description: SensorDescription
  /// The udev property ACCEL_LOCATION: `display`, `base` or empty.
  public var location: Text
  /// The identifier for assigning a placement; see `SensorIdentifier`.
  public var identifier: Text

  public init(
    path: Text, systemPath: Text = [], description: SensorDescription, location: Text = [], identifier: Text
  ) {
    self.path = path
    self.systemPath = systemPath
    self.description = description
    self.location = location
    self.identifier = identifier
  }

  /// `event5`.
  public var name: Text {
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    return slash.map { Text(path[($0 + 1)...]) } ?? path
  }

  /// The path below /sys of the device that this node belongs to: a controller has one node for its buttons and one for
  /// its motion sensors. Empty if the path is not of the kernel's form `DEVICE/input/inputN/eventN`.
  public var parentPath: Text {
    var path = systemPath[...]
    for _ in 0..<3 {
      guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return [] }
      path = path[..<slash]
    }
    return Text(path)
  }

  /// True if the sensor is part of the computer and is therefore not worn: its bus is not used by portable devices, or
  /// udev's hardware database places it at the display. The location `base` alone is not sufficient, because the udev
  /// rule of Psoas sets it for worn sensors, so that the screen does not rotate with them.
  public var isBuiltIn: Bool {
    switch description.bus {
    case 0x03, 0x05, 0x06: location == "display"  // BUS_USB, BUS_BLUETOOTH, BUS_VIRTUAL
    default: true
    }
  }

  /// Whether it measures acceleration, according to its properties or a quirk.
  public func isSensor(_ quirk: Quirk?) -> Bool {
    quirk?.isIgnored != true && (quirk?.isAccelerometer ?? description.isAccelerometer)
  }
}
