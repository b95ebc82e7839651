import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSystem

/// Reads the open sensors on the event loop, and passes on their frames in the order of their times.
///
/// A fast sensor's descriptor is not watched: after a frame has come, a timer reads all that have come since, until there
/// is none. All sensors are read at each wake-up, because the frames of one must not be passed on after later ones of
/// another.
final class SensorFrames {
  private struct Reading {
    let sensor: Sensor
    let placement: Placement
    let source: FileSource
    var pace: ReadingPace
    var frame = SensorFrame()
    /// `frame` has been read and not been passed on.
    var hasFrame = false
    /// Nothing was left when it was last asked.
    var isDrained = false
    /// When it last had a frame, microseconds of CLOCK_MONOTONIC.
    var moved: Int64 = 0
    /// How often it was read.
    var taken = 0
    var backlog = Backlog()
  }

  private let loop: EventLoop
  private let receive: (Placement, SensorFrame) -> Void
  private let fail: (Sensor, DeviceError) -> Void
  private var readings: [Reading] = []
  private var timer: TimerSource?
  private var isReading = false

  /// - Parameters:
  ///   - receive: called with each frame.
  ///   - fail: called after a sensor could not be read any more; it is not read again.
  init(
    _ loop: EventLoop, receive: @escaping (Placement, SensorFrame) -> Void,
    fail: @escaping (Sensor, DeviceError) -> Void
  ) throws(BusError) {
    self.loop = loop
    self.receive = receive
    self.fail = fail
    timer = try TimerSource(loop, accuracy: 500, unretained(self) { $0.read() })
  }

  func add(_ sensor: Sensor, _ placement: Placement) throws(BusError) {
    let source = try FileSource(loop, sensor.fileDescriptor, unretained(self) { (frames, _) in frames.read() })
    readings.append(
      Reading(
        sensor: sensor, placement: placement, source: source, pace: ReadingPace(framesKept: sensor.framesKept)))
  }

  /// Must precede the closing of the sensor, whose descriptor is watched.
  func remove(_ sensor: Sensor) { readings.removeAll { $0.sensor === sensor } }

  /// Whether the data of all sensors is read in time. True for a silent sensor and without sensors.
  var keepsUp: Bool {
    var keepsUp = true
    for index in readings.indices {
      let descriptor = readings[index].source.descriptor
      if !readings[index].backlog.keepsUp(descriptor, taken: readings[index].taken) { keepsUp = false }
    }
    return keepsUp
  }

  /// Passes on all frames that the sensors have sent so far.
  func read() {
    guard !isReading, !readings.isEmpty else { return }
    isReading = true
    var failed: [(Sensor, DeviceError)] = []
    for index in readings.indices {
      readings[index].isDrained = false
      readings[index].taken += 1
    }
    while let index = earliest(&failed) {
      readings[index].hasFrame = false
      readings[index].moved = loop.now
      readings[index].pace.take(readings[index].frame)
      receive(readings[index].placement, readings[index].frame)
    }
    isReading = false
    plan()
    for (sensor, error) in failed {
      remove(sensor)
      fail(sensor, error)
    }
  }

  /// The sensor whose next frame is the earliest one; nil if there is no frame.
  private func earliest(_ failed: inout [(Sensor, DeviceError)]) -> Int? {
    var earliest: Int?
    for index in readings.indices {
      if !readings[index].hasFrame, !readings[index].isDrained {
        do throws(DeviceError) {
          readings[index].hasFrame = try readings[index].sensor.read(into: &readings[index].frame)
        } catch {
          failed.append((readings[index].sensor, error))
        }
        readings[index].isDrained = !readings[index].hasFrame
      }
      guard readings[index].hasFrame else { continue }
      if let other = earliest, readings[other].frame.time <= readings[index].frame.time { continue }
      earliest = index
    }
    return earliest
  }

  /// Decides, after all sensors have been read, which descriptors are watched and when the timer reads the others.
  private func plan() {
    var soonest: Int64?
    for reading in readings {
      // A sensor that has paused is read with its next frame again.
      let delay = reading.pace.delay.flatMap { loop.now - reading.moved < $0 ? $0 : nil }
      reading.source.isEnabled = delay == nil
      if let delay { soonest = min(delay, soonest ?? delay) }
    }
    if let soonest { timer?.start(after: UInt64(soonest)) } else { timer?.stop() }
  }
}
