import CEvdev
import CLinux
import PsoasMonitor
import PsoasSystem

/// An open event node; the only class that calls libevdev. It owns the descriptor and closes it once.
///
/// The device is not kept from other programs: they still receive its events.
final class NodeReader {
  let node: InputNode
  /// With the axes' ranges, resolutions and values at opening.
  let description: SensorDescription
  /// To poll; -1 once closed.
  var fileDescriptor: Int32 { descriptor?.number ?? -1 }

  private var descriptor: FileDescriptor?
  private var device: OpaquePointer?
  private let clockOffset: Int64
  private var pending = SensorFrame()
  /// libevdev is returning the changes that occurred while events were lost.
  private var isResynchronising = false
  private var hasFirstFrame: Bool

  /// Opens a node for reading.
  /// - Throws: `DeviceError.cannotOpen` or `.notEvdev`.
  convenience init(_ node: InputNode) throws(DeviceError) {
    let descriptor: FileDescriptor
    do throws(Errno) { descriptor = try FileDescriptor.open(node.path, for: .read, .nonBlocking) } catch {
      throw .cannotOpen(node: node.name, errno: error.number)
    }
    var opened: OpaquePointer?
    let status = libevdev_new_from_fd(descriptor.number, &opened)
    guard status >= 0, let opened else { throw .notEvdev(node: node.name, errno: -status) }
    self.init(node, opened, descriptor)
  }

  private init(_ node: InputNode, _ opened: OpaquePointer, _ descriptor: consuming FileDescriptor) {
    let description = SensorDescription(opened)
    // Events then have the clock of the run. If the kernel refuses (as umockdev's emulation does), they have the wall
    // clock, and are shifted by the current difference of the two clocks.
    let isMonotonic = libevdev_set_clock_id(opened, CLOCK_MONOTONIC) == 0
    clockOffset = isMonotonic ? 0 : SystemClock.monotonic - SystemClock.wall
    self.node = node
    self.description = description
    self.descriptor = .some(descriptor)
    device = opened
    // A device without MSC_TIMESTAMP sends no events while it is at rest. Its current axis values are read when it is
    // opened. If all values are zero, the device has not reported since it was plugged in.
    hasFirstFrame = !description.isStamped && description.axes.contains { $0.value != 0 }
  }

  /// Without the second flag libevdev calls read(2) for each event, with it only when it has no event left. The descriptor
  /// does not block, whatever the flag's name.
  private static let normal = LIBEVDEV_READ_FLAG_NORMAL.rawValue | LIBEVDEV_READ_FLAG_BLOCKING.rawValue

  /// The number of frames that the kernel certainly keeps for a reader. Its buffer has room for 8 packets
  /// (EVDEV_BUF_PACKETS, drivers/input/evdev.c) of at least as many events as the device has axes, and 8
  /// (input_estimate_events_per_packet, drivers/input/input.c); a frame has an event for each axis, MSC_TIMESTAMP and
  /// SYN_REPORT.
  var framesKept: Int { 8 * (description.axes.count + 8) / (description.axes.count + 2) }

  deinit { close() }

  /// Closes the device; reading it then throws `.gone`. Repeated calls are allowed.
  func close() {
    if let device { libevdev_free(device) }
    device = nil
    descriptor = nil
  }

  /// Whether another program has the device to itself (EVIOCGRAB) and keeps its events from this one. The kernel says so
  /// only to a program that tries the same, which ends at once: use it for a device that sends nothing.
  var isGrabbed: Bool {
    guard let device else { return false }
    let status = libevdev_grab(device, LIBEVDEV_GRAB)
    if status == 0 { _ = libevdev_grab(device, LIBEVDEV_UNGRAB) }
    return status == -EBUSY
  }

  /// Reads the next whole frame; see `Sensor.read`.
  ///
  /// If the kernel dropped events, a frame of SYN_DROPPED and SYN_REPORT is returned, followed by one with the axes
  /// that changed meanwhile.
  /// - Returns: false if there is nothing more for now; `frame` is then unchanged.
  /// - Throws: `DeviceError.gone` or `.cannotRead`; close the sensor then.
  func read(into frame: inout SensorFrame) throws(DeviceError) -> Bool {
    guard let device else { throw .gone(node: node.name) }
    if hasFirstFrame {
      hasFirstFrame = false
      for axis in description.axes {
        pending.events.append(InputEvent(type: Evdev.absolute, code: axis.code, value: axis.value))
      }
      pending.events.append(.report)
      deliver(at: SystemClock.monotonic, into: &frame)
      return true
    }
    var event = input_event()
    while true {
      let mode = isResynchronising ? LIBEVDEV_READ_FLAG_SYNC.rawValue : NodeReader.normal
      let status = libevdev_next_event(device, UInt32(mode), &event)
      if status == -EAGAIN, isResynchronising {
        isResynchronising = false
        guard !pending.events.isEmpty else { continue }
        pending.events.append(.report)
        deliver(at: pending.time, into: &frame)
        return true
      }
      if status == -EAGAIN || status == -EINTR { return false }
      if status == -ENODEV { throw .gone(node: node.name) }
      if status < 0 { throw .cannotRead(node: node.name, errno: -status) }
      let time = psoas_event_microseconds(&event) &+ clockOffset
      if status == Int32(LIBEVDEV_READ_STATUS_SYNC.rawValue), !isResynchronising {
        isResynchronising = true
        pending.events.removeAll(keepingCapacity: true)
        pending.events.append(.dropped)
        pending.events.append(.report)
        deliver(at: time, into: &frame)
        return true
      }
      pending.time = time
      pending.events.append(InputEvent(type: event.type, code: event.code, value: event.value))
      if event.type == Evdev.synchronization, event.code == Evdev.report {
        deliver(at: time, into: &frame)
        return true
      }
    }
  }

  /// Passes the collected events to the caller and reuses the caller's array for the next ones.
  private func deliver(at time: Int64, into frame: inout SensorFrame) {
    swap(&frame.events, &pending.events)
    frame.time = time
    pending.events.removeAll(keepingCapacity: true)
  }
}

extension SensorDescription {
  /// Reads the description of an open device.
  fileprivate init(_ device: OpaquePointer) {
    self.init()
    name = Text(cString: libevdev_get_name(device))
    physical = Text(cString: libevdev_get_phys(device))
    unique = Text(cString: libevdev_get_uniq(device))
    bus = UInt16(truncatingIfNeeded: libevdev_get_id_bustype(device))
    vendor = UInt16(truncatingIfNeeded: libevdev_get_id_vendor(device))
    product = UInt16(truncatingIfNeeded: libevdev_get_id_product(device))
    version = UInt16(truncatingIfNeeded: libevdev_get_id_version(device))
    for property in 0..<UInt32(32) where libevdev_has_property(device, property) != 0 { properties |= 1 << property }
    for code in 0..<UInt32(64) {
      guard let info = libevdev_get_abs_info(device, code)?.pointee else { continue }
      axes.append(
        AbsoluteAxis(
          code: UInt16(code), minimum: info.minimum, maximum: info.maximum, fuzz: info.fuzz, flat: info.flat,
          resolution: info.resolution, value: info.value))
    }
    isStamped = libevdev_has_event_code(device, UInt32(Evdev.miscellaneous), UInt32(Evdev.timestamp)) != 0
  }
}
