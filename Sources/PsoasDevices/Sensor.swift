import CLinux
import PsoasMonitor
import PsoasSystem

/// The events of a device up to one SYN_REPORT.
public struct SensorFrame: Equatable, Sendable {
  /// Microseconds of CLOCK_MONOTONIC.
  public var time: Int64 = 0
  /// Ends with SYN_REPORT. The array is reused, so that reading does not allocate.
  public var events: [InputEvent] = []

  public init() { events.reserveCapacity(16) }
}

/// An open sensor: one event node, or two whose frames are merged by time. It owns the descriptors and closes them once.
public final class Sensor {
  public let node: InputNode
  /// The node of the gyroscope, if it is not the same.
  public let gyroscopeNode: InputNode?
  /// With the axes' ranges, resolutions and values at opening.
  public let description: SensorDescription
  public let quirk: Quirk?
  /// As last read by `SensorSet`.
  public internal(set) var battery: Battery?
  /// To poll; -1 once closed.
  public var fileDescriptor: Int32 { both?.number ?? reader.fileDescriptor }

  private let reader: NodeReader
  private let gyroscope: NodeReader?
  /// An epoll descriptor: readable if one of the two nodes is.
  private var both: FileDescriptor?
  /// The next frame of each node, if it has been read.
  private var next = SensorFrame()
  private var nextTurn = SensorFrame()
  private var hasNext = false
  private var hasNextTurn = false

  /// Opens a sensor for reading.
  /// - Throws: `DeviceError.cannotOpen`, `.notEvdev`, or `.unusable` if the device cannot be decoded.
  public convenience init(_ found: FoundSensor) throws(DeviceError) {
    let reader = try NodeReader(found.node)
    var gyroscope: NodeReader?
    if let other = found.gyroscope { gyroscope = try NodeReader(other) }
    self.init(found, reader, gyroscope)
    if let gyroscope {
      do throws(Errno) {
        both = try FileDescriptor.watching(reader.fileDescriptor, gyroscope.fileDescriptor)
      } catch {
        throw .cannotOpen(node: node.name, errno: error.number)
      }
    }
    _ = try makeDecoder()
  }

  private init(_ found: FoundSensor, _ reader: NodeReader, _ gyroscope: NodeReader?) {
    node = found.node
    gyroscopeNode = found.gyroscope
    quirk = found.combinedQuirk
    description = gyroscope.map { Sensor.merge(reader.description, $0.description) } ?? reader.description
    self.reader = reader
    self.gyroscope = gyroscope
    both = nil
  }

  /// Whether another program keeps the events of this sensor from all others. Use it for a sensor that sends nothing.
  var isGrabbed: Bool { reader.isGrabbed || gyroscope?.isGrabbed == true }

  /// Closes the device; reading it then throws `.gone`. Repeated calls are allowed.
  public func close() {
    both = nil
    reader.close()
    gyroscope?.close()
  }

  /// The number of frames that the kernel certainly keeps until they are read.
  public var framesKept: Int { min(reader.framesKept, gyroscope?.framesKept ?? reader.framesKept) }

  /// Makes a decoder for this device's frames; `init` has verified that this is possible.
  public func makeDecoder() throws(DeviceError) -> FrameDecoder {
    do throws(SensorError) {
      return try FrameDecoder(description, quirk: quirk)
    } catch {
      throw .unusable(node: node.name, name: description.name, error)
    }
  }

  /// Reads the next whole frame. Call it until it returns false, the first time directly after opening.
  ///
  /// If the kernel dropped events, a frame of SYN_DROPPED and SYN_REPORT is returned, followed by one with the axes
  /// that changed meanwhile.
  /// - Returns: false if there is nothing more for now; `frame` is then unchanged.
  /// - Throws: `DeviceError.gone` or `.cannotRead`; close the sensor then.
  public func read(into frame: inout SensorFrame) throws(DeviceError) -> Bool {
    guard let gyroscope else { return try reader.read(into: &frame) }
    if !hasNext { hasNext = try reader.read(into: &next) }
    if !hasNextTurn { hasNextTurn = try gyroscope.read(into: &nextTurn) }
    guard hasNext || hasNextTurn else { return false }
    if hasNext, !hasNextTurn || next.time <= nextTurn.time {
      // Each node has timestamps of its own; those of the gyroscope space the samples.
      next.events.removeAll { $0.type == Evdev.miscellaneous }
      swap(&frame, &next)
      hasNext = false
    } else {
      swap(&frame, &nextTurn)
      hasNextTurn = false
    }
    return true
  }

  /// One device with the axes of both nodes.
  private static func merge(_ accelerometer: SensorDescription, _ gyroscope: SensorDescription) -> SensorDescription {
    var merged = accelerometer
    for axis in gyroscope.axes where merged.axis(axis.code) == nil { merged.axes.append(axis) }
    merged.isStamped = gyroscope.isStamped
    return merged
  }
}
