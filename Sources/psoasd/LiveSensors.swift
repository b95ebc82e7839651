import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSystem

/// How often a sensor was read until no data was left, and whether reading keeps up with the sensor.
struct SensorReading {
  var taken = 0
  var backlog = Backlog()
}

/// The worn sensors on the event loop: hot-plugging, reading, and retries after a failed open.
final class LiveSensors {
  private let set: SensorSet
  private let run: any SensorReceiver
  private let loop: EventLoop
  private var hotplug: FileSource?
  private var retry: TimerSource?
  private var batteries: TimerSource?
  private var reading: [(source: FileSource, placement: Placement, sensor: Sensor, watch: SensorReading)] = []
  private var frame = SensorFrame()

  /// The changes found when the set was started, until they are applied.
  private var found: [SensorSet.Change]

  /// - Parameters:
  ///   - set: already started.
  ///   - found: the changes returned by its start.
  init(_ set: SensorSet, _ found: [SensorSet.Change], _ loop: EventLoop, _ run: any SensorReceiver) throws(BusError) {
    self.set = set
    self.found = found
    self.loop = loop
    self.run = run
    hotplug = try FileSource(loop, set.fileDescriptor, unretained(self) { (live, _) in live.apply(set.receive()) })
    retry = try TimerSource(loop, unretained(self) { $0.apply(set.retry()) })
    batteries = try TimerSource(loop, unretained(self) { $0.readBatteries() })
  }

  /// Starts reading the sensors that are present.
  func begin() {
    apply(found)
    found = []
  }

  /// Microseconds after the opening of a sensor until its driver has the battery's state: hid-wiimote detects extensions
  /// for a second.
  private static let firstBatteryReading: UInt64 = 3_000_000
  /// Microseconds between two readings of the batteries, of which none loses a percent in less.
  private static let batteryInterval: UInt64 = 120_000_000

  private func readBatteries() {
    apply(set.readBatteries())
    if !set.open.isEmpty { batteries?.start(after: LiveSensors.batteryInterval) }
  }

  /// Applies changed sensor assignments or quirks.
  func use(_ configuration: Configuration, _ quirks: [Quirk]? = nil) { apply(set.use(configuration, quirks: quirks)) }

  /// The rumble motors of the worn controllers; those without motors are omitted.
  func rumble() -> [Rumble] { set.open.compactMap { Rumble(among: set.companions(of: $0.sensor)) } }

  private func readable(_ source: FileSource) {
    if let entry = reading.first(where: { $0.source === source }) { drain(entry.sensor, entry.placement) }
  }

  /// Whether a sensor with that identifier is present, or assigned and absent.
  func knows(_ identifier: Text) -> Bool {
    set.overview.contains { SensorIdentifier.same($0.identifier, identifier) }
  }

  /// Whether the data of all open sensors is read in time. True for a silent sensor and without sensors.
  var keepsUp: Bool {
    var keepsUp = true
    for index in reading.indices {
      let descriptor = reading[index].source.descriptor
      if !reading[index].watch.backlog.keepsUp(descriptor, taken: reading[index].watch.taken) { keepsUp = false }
    }
    return keepsUp
  }

  /// Another user's login session became active on the seat.
  func releaseSensors() {
    if !set.open.isEmpty { StandardError.print("another user's session is active: the sensors are released") }
    apply(set.releaseSensors())
  }

  /// The wearer's login session is active on the seat again.
  func reopenSensors() { apply(set.reopenSensors()) }

  private func apply(_ changes: [SensorSet.Change]) {
    for change in changes {
      switch change {
      case .opened(let placement, let sensor): open(sensor, placement)
      case .closed(let placement, let sensor, let isReleased):
        reading.removeAll { $0.sensor === sensor }
        run.close(placement, isReleased: isReleased)
      case .battery(let placement, let battery): run.report(battery, of: placement)
      case .notice(let text): StandardError.print(text)
      }
    }
    if let milliseconds = set.retryAfter { retry?.start(after: UInt64(milliseconds) * 1000) }
  }

  private func open(_ sensor: Sensor, _ placement: Placement) {
    do throws(SensorError) {
      try run.open(
        placement, sensor.description, quirk: sensor.quirk, identifier: sensor.node.identifier)
    } catch {
      return StandardError.print(error.message)
    }
    do throws(BusError) {
      let source = try FileSource(loop, sensor.fileDescriptor, unretained(self) { $0.readable($1) })
      reading.append((source, placement, sensor, SensorReading()))
    } catch {
      StandardError.print(error.message)
      return apply(set.drop(sensor))
    }
    batteries?.start(after: LiveSensors.firstBatteryReading)
    drain(sensor, placement)
  }

  /// Reads all pending events.
  private func drain(_ sensor: Sensor, _ placement: Placement) {
    if let index = reading.firstIndex(where: { $0.sensor === sensor }) { reading[index].watch.taken += 1 }
    do throws(DeviceError) {
      while try sensor.read(into: &frame) {
        run.receive(placement, frame.events, source: frame.time)
      }
    } catch {
      // The source must be released before its descriptor is closed.
      reading.removeAll { $0.sensor === sensor }
      StandardError.print(error.message)
      apply(set.drop(sensor))
    }
  }
}

extension LiveSensors: SensorSource {
  var sensors: [BusSensor] {
    self.set.overview.map { seen in
      var sensor = BusSensor(identifier: seen.identifier, name: seen.name, placement: seen.placement)
      sensor.isConnected = seen.isConnected
      sensor.isReading = seen.isOpen
      sensor.hasGyroscope = seen.hasGyroscope
      sensor.isBuiltIn = seen.isBuiltIn
      sensor.problem = seen.problem
      if seen.isOpen, let placement = seen.placement { run.describe(&sensor, at: placement) }
      return sensor
    }
  }
}
