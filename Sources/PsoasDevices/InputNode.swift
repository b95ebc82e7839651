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
  /// A sensor chip of the kernel's IIO subsystem is behind it: such chips are soldered to the computer.
  public var isIndustrialIO: Bool
  /// The identifier for assigning a placement; see `SensorIdentifier`.
  public var identifier: Text

  public init(
    path: Text, systemPath: Text = [], description: SensorDescription, location: Text = [],
    isIndustrialIO: Bool = false, identifier: Text
  ) {
    self.path = path
    self.systemPath = systemPath
    self.description = description
    self.location = location
    self.isIndustrialIO = isIndustrialIO
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

  /// True if the sensor is part of the computer and is therefore not worn: its bus is not used by portable devices, it
  /// is a chip of the IIO subsystem, or udev's hardware database places it at the display. The location `base` alone is
  /// not sufficient, because the udev rule of Psoas sets it for worn sensors, so that the screen does not rotate with
  /// them. An emulated device may be a handheld computer's own sensor, or a merged pair of Joy-Cons: the shipped quirks
  /// know the handhelds.
  public var isBuiltIn: Bool {
    if isIndustrialIO { return true }
    return switch description.bus {
    case Evdev.busUSB, Evdev.busBluetooth, Evdev.busVirtual: location == "display"
    default: true
    }
  }

  /// The same, or what a quirk says.
  public func isBuiltIn(_ quirk: Quirk?) -> Bool { quirk?.isBuiltIn ?? isBuiltIn }

  /// Whether it is a motion sensor, according to its properties or a quirk.
  public func isSensor(_ quirk: Quirk?) -> Bool {
    quirk?.isIgnored != true && (quirk?.isAccelerometer ?? description.isAccelerometer)
  }

  /// Whether a program created the device through uinput or uhid. BlueZ creates Bluetooth devices through uhid too:
  /// those name the Bluetooth adapter as their physical path.
  static func isEmulated(systemPath: Text, bus: UInt16, physical: Text) -> Bool {
    if bus == Evdev.busVirtual { return true }
    guard systemPath.hasPrefix("/sys/devices/virtual/") else { return false }
    return bus != Evdev.busBluetooth || !isBluetoothAddress(physical)
  }

  /// `00:1a:7d:da:71:13`.
  private static func isBluetoothAddress(_ text: Text) -> Bool {
    guard text.count == 17 else { return false }
    for (index, byte) in text.enumerated() where (byte == UInt8(ascii: ":")) != (index % 3 == 2) { return false }
    return true
  }
}
