import CLinux
import CUdev
import PsoasMonitor
import PsoasSystem

/// Lists evdev nodes and reports added and removed ones. This is the only file that calls libudev.
///
/// Monitoring starts before the first enumeration, so that no device is missed. A device that is seen twice is reported
/// once.
public final class DeviceMonitor {
  public enum Change: Equatable, Sendable {
    case appeared(InputNode)
    /// An existing node was announced again: its permissions or properties may have changed.
    case changed(InputNode)
    case vanished(InputNode)
    /// A power supply was announced: the batteries may have changed.
    case batteries
  }

  /// The present nodes, in the order in which they were seen.
  public private(set) var nodes: [InputNode] = []

  private let udev: OpaquePointer
  private let monitor: OpaquePointer
  private var queue: [Change] = []

  /// - Throws: `DeviceError.noMonitor`.
  public init() throws(DeviceError) {
    guard let udev = udev_new() else { throw .noMonitor(errno: psoas_errno()) }
    // Events of udev, not of the kernel: udev rules have been applied before they are sent.
    guard let monitor = udev_monitor_new_from_netlink(udev, "udev") else {
      let reason = psoas_errno()
      udev_unref(udev)
      throw .noMonitor(errno: reason)
    }
    self.udev = udev
    self.monitor = monitor
    udev_monitor_filter_add_match_subsystem_devtype(monitor, "input", nil)
    udev_monitor_filter_add_match_subsystem_devtype(monitor, "power_supply", nil)
    let status = udev_monitor_enable_receiving(monitor)
    guard status >= 0 else { throw .noMonitor(errno: -status) }
    scan()
    queue.removeAll()
  }

  deinit {
    udev_monitor_unref(monitor)
    udev_unref(udev)
  }

  /// Readable if `next` has a change to return.
  public var fileDescriptor: Int32 { udev_monitor_get_fd(monitor) }

  /// The next change; nil if there is none.
  public func next() -> Change? {
    while queue.isEmpty {
      guard let device = udev_monitor_receive_device(monitor) else {
        // ENOBUFS means that the receive buffer overflowed and events were lost. A new enumeration finds the changes.
        guard psoas_errno() == ENOBUFS else { return nil }
        scan()
        if queue.isEmpty { return nil }
        break
      }
      take(device)
      udev_device_unref(device)
    }
    return queue.removeFirst()
  }

  /// The battery of the device that a node belongs to, as its driver reports it now; nil if it has none.
  ///
  /// Most drivers answer from memory. hid-wiimote asks the device and waits for its answer, for up to a second while it
  /// still detects extensions.
  public func battery(of node: InputNode) -> Battery? {
    guard let device = node.systemPath.withCString({ udev_device_new_from_syspath(udev, $0) }) else { return nil }
    defer { udev_device_unref(device) }
    // The controller above the input device owns the battery as well.
    guard let input = udev_device_get_parent_with_subsystem_devtype(device, "input", nil),
      let controller = udev_device_get_parent(input), let enumeration = udev_enumerate_new(udev)
    else { return nil }
    defer { udev_enumerate_unref(enumeration) }
    udev_enumerate_add_match_subsystem(enumeration, "power_supply")
    udev_enumerate_add_match_parent(enumeration, controller)
    udev_enumerate_scan_devices(enumeration)
    guard let first = udev_enumerate_get_list_entry(enumeration),
      let supply = udev_device_new_from_syspath(udev, udev_list_entry_get_name(first))
    else { return nil }
    defer { udev_device_unref(supply) }
    return Battery(supply)
  }

  /// Treats a node as removed before udev reports it, because a read failed.
  public func forget(_ path: Text) { nodes.removeAll { $0.path == path } }

  private func take(_ device: OpaquePointer) {
    if Text(cString: udev_device_get_subsystem(device)) == "power_supply" {
      queue.append(.batteries)
      return
    }
    let action = Text(cString: udev_device_get_action(device))
    if action == "remove" {
      let path = Text(cString: udev_device_get_devnode(device))
      guard let index = nodes.firstIndex(where: { $0.path == path }) else { return }
      queue.append(.vanished(nodes.remove(at: index)))
    } else if let node = InputNode(device) {
      noteNode(node)
    }
  }

  private func noteNode(_ node: InputNode) {
    if let index = nodes.firstIndex(where: { $0.path == node.path }) {
      let before = nodes[index]
      if before.systemPath == node.systemPath {
        nodes[index] = node
        queue.append(.changed(node))
        return
      }
      nodes.remove(at: index)
      queue.append(.vanished(before))
    }
    nodes.append(node)
    queue.append(.appeared(node))
  }

  /// Enumerates the nodes and reports the differences.
  private func scan() {
    guard let enumeration = udev_enumerate_new(udev) else { return }
    defer { udev_enumerate_unref(enumeration) }
    udev_enumerate_add_match_subsystem(enumeration, "input")
    udev_enumerate_add_match_sysname(enumeration, "event*")
    udev_enumerate_scan_devices(enumeration)
    var present: [InputNode] = []
    var entry = udev_enumerate_get_list_entry(enumeration)
    while let current = entry {
      if let device = udev_device_new_from_syspath(udev, udev_list_entry_get_name(current)) {
        if let node = InputNode(device) { present.append(node) }
        udev_device_unref(device)
      }
      entry = udev_list_entry_get_next(current)
    }
    for node in nodes where !present.contains(where: { $0.path == node.path }) {
      forget(node.path)
      queue.append(.vanished(node))
    }
    for node in present { noteNode(node) }
  }
}

extension InputNode {
  /// Reads the properties of a device from udev and sysfs; nil if it is not an event node.
  fileprivate init?(_ device: OpaquePointer) {
    let path = Text(cString: udev_device_get_devnode(device))
    let name = Text(cString: udev_device_get_sysname(device))
    guard !path.isEmpty, name.starts(with: Text(cString: "event")) else { return nil }
    // The event node belongs to the input device above it, which has the attributes.
    let input = udev_device_get_parent_with_subsystem_devtype(device, "input", nil) ?? device
    let systemPath = Text(cString: udev_device_get_syspath(device))
    var description = SensorDescription()
    description.name = Self.attribute(input, "name")
    description.physical = Self.attribute(input, "phys")
    description.unique = Self.attribute(input, "uniq")
    description.bus = Self.number(Self.attribute(input, "id/bustype"))
    description.vendor = Self.number(Self.attribute(input, "id/vendor"))
    description.product = Self.number(Self.attribute(input, "id/product"))
    description.version = Self.number(Self.attribute(input, "id/version"))
    description.properties = UInt32(truncatingIfNeeded: Self.mask(Self.attribute(input, "properties")))
    let axes = Self.mask(Self.attribute(input, "capabilities/abs"))
    for code in 0..<UInt16(64) where axes & 1 << UInt64(code) != 0 {
      description.axes.append(AbsoluteAxis(code: code, minimum: 0, maximum: 0))
    }
    description.isStamped = Self.mask(Self.attribute(input, "capabilities/msc")) & 1 << UInt64(Evdev.timestamp) != 0

    var unique = description.unique
    var place = description.physical
    let hid = udev_device_get_parent_with_subsystem_devtype(device, "hid", nil)
    let physical = hid.map { Text(cString: udev_device_get_property_value($0, "HID_PHYS")) } ?? Text()
    description.isEmulated = Self.isEmulated(
      systemPath: systemPath, bus: description.bus, physical: physical.isEmpty ? place : physical)
    // hid-wiimote does not pass them on to its input devices; the HID device above them has both.
    if unique.isEmpty, place.isEmpty, let hid {
      unique = Text(cString: udev_device_get_property_value(hid, "HID_UNIQ"))
      place = physical
    }
    if place.isEmpty { place = SensorIdentifier.port(systemPath) }
    self.init(
      path: path, systemPath: systemPath, description: description,
      location: Text(cString: udev_device_get_property_value(device, "ACCEL_LOCATION")),
      isIndustrialIO: udev_device_get_parent_with_subsystem_devtype(device, "iio", nil) != nil,
      identifier: SensorIdentifier.make(
        vendor: description.vendor, product: description.product, unique: unique, name: description.name, place: place))
  }

  fileprivate static func attribute(_ device: OpaquePointer, _ name: StaticString) -> Text {
    let name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    return Text(cString: udev_device_get_sysattr_value(device, name))
  }

  /// A bit mask in the format of sysfs: hexadecimal words, most significant first.
  private static func mask(_ text: Text) -> UInt64 {
    var word: UInt64 = 0
    for byte in text {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): word = word << 4 | UInt64(byte - 48)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): word = word << 4 | UInt64(byte - 87)
      default: word = 0
      }
    }
    return word
  }

  private static func number(_ text: Text) -> UInt16 { UInt16(truncatingIfNeeded: mask(text)) }
}

extension Battery {
  /// Reads the attributes of a power supply; nil if it is not a battery.
  fileprivate init?(_ supply: OpaquePointer) {
    let percent = InputNode.attribute(supply, "capacity").number
    let level = InputNode.attribute(supply, "capacity_level")
    guard percent != nil || !level.isEmpty else { return nil }
    self.init(percent: percent.map { min($0, 100) })
    switch level {
    case "Critical": self.level = .critical
    case "Low": self.level = .low
    case "Normal": self.level = .normal
    case "High": self.level = .high
    case "Full": self.level = .full
    default: break
    }
    switch InputNode.attribute(supply, "status") {
    case "Charging": status = .charging
    case "Discharging": status = .discharging
    case "Not charging": status = .notCharging
    case "Full": status = .full
    default: break
    }
  }
}
