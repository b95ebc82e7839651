import PsoasMonitor
import PsoasSystem

/// An evdev node as udev and sysfs describe it. The data is available without opening the node and shows whether the
/// node may be a sensor.
public struct InputNode: Equatable, Sendable {
  /// `/dev/input/event5`.
  public var path: Text
  /// The device's folder below /sys; differs when another device gets the same node.
  public var systemPath: Text
  /// Name, identity and properties; of the axes only that they are there, for ranges and values need opening.
  public var description: SensorDescription
  /// The udev property ACCEL_LOCATION: `display`, `base` or empty.
  public var location: Text
  /// What the wearer assigns a placement to; see `SensorIdentifier`.
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

  /// The device that this node is a face of, as its folder below /sys: a controller has a node for its buttons and one
  /// for its motion sensors. Empty where the path is not the kernel's `DEVICE/input/inputN/eventN`.
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

  /// Whether it measures acceleration, by its own word or a quirk's.
  public func isSensor(_ quirk: Quirk?) -> Bool {
    quirk?.isIgnored != true && (quirk?.isAccelerometer ?? description.isAccelerometer)
  }
}
