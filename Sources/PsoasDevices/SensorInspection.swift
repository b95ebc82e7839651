import CLinux
import PsoasMonitor
import PsoasSystem

/// What a sensor shows when it is opened for a moment, for explaining why it cannot be used.
public struct SensorInspection: Equatable, Sendable {
  /// The event node of the acceleration.
  public var path: Text
  public var name: Text
  public var identifier: Text
  /// Part of the computer: not used unless assigned.
  public var isBuiltIn: Bool
  /// Why it cannot be opened or read.
  public var error: DeviceError?
  /// It sends nothing while nothing changes: its silence means stillness.
  public var isSparse = false
  /// Frames within the time of listening.
  public var frames = 0
  /// Another program keeps its events from all others.
  public var isGrabbed = false
  public var battery: Battery?
}

/// The sensors of this machine, without opening them, and their inspection one by one.
public final class SensorInspector {
  /// Seconds to listen to a sensor: the slowest known ones send 15 packets a second (chosen by judgement).
  public static let listening = 1.0

  /// As udev knows them, before they are opened.
  public let sensors: [SensorInspection]
  private let found: [FoundSensor]
  private let monitor: DeviceMonitor

  /// - Throws: `DeviceError.noMonitor`.
  public init(quirks: [Quirk]) throws(DeviceError) {
    monitor = try DeviceMonitor()
    found = FoundSensor.find(monitor.nodes, quirks: quirks)
    sensors = found.map { sensor in
      SensorInspection(
        path: sensor.node.path, name: sensor.node.description.name, identifier: sensor.node.identifier,
        isBuiltIn: sensor.node.isBuiltIn(sensor.quirk))
    }
  }

  /// Opens a sensor for reading. A device whose driver hangs may keep the caller forever.
  /// - Parameter index: of `sensors`.
  public func open(_ index: Int) throws(DeviceError) -> Sensor { try Sensor(found[index]) }

  /// Opens a sensor, listens until it has sent a frame, and closes it.
  ///
  /// A device whose driver hangs may keep the caller forever.
  /// - Parameter index: of `sensors`.
  public func inspect(_ index: Int) -> SensorInspection {
    var inspection = sensors[index]
    do throws(DeviceError) {
      let sensor = try open(index)
      defer { sensor.close() }
      inspection.isSparse = try sensor.makeDecoder().isSparse
      inspection.frames = try listen(to: sensor)
      if inspection.frames == 0 { inspection.isGrabbed = sensor.isGrabbed }
    } catch {
      inspection.error = error
    }
    inspection.battery = monitor.battery(of: found[index].node)
    return inspection
  }

  private func listen(to sensor: Sensor) throws(DeviceError) -> Int {
    var frame = SensorFrame()
    // The axes' values at opening, which a device that sends only changes begins with, are no sign of life.
    _ = try sensor.read(into: &frame)
    let end = SystemClock.monotonic + Int64(Self.listening * 1e6)
    while true {
      let left = end - SystemClock.monotonic
      guard left > 0 else { return 0 }
      var waits = pollfd(fd: sensor.fileDescriptor, events: Int16(POLLIN), revents: 0)
      poll(&waits, 1, Int32((left + 999) / 1000))
      var frames = 0
      while frames < 1000, try sensor.read(into: &frame) { frames += 1 }
      if frames > 0 { return frames }
    }
  }
}
