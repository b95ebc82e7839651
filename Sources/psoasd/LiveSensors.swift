import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSystem

/// The worn sensors on the event loop: hot-plugging, reading, and retries after a failed open.
final class LiveSensors {
  private let set: SensorSet
  private let run: any SensorReceiver
  private let loop: EventLoop
  private var hotplug: FileSource?
  private var retry: TimerSource?
  private var batteries: TimerSource?
  private var frames: SensorFrames?

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
    frames = try SensorFrames(
      loop, receive: { [run] in run.receive($0, $1.events, source: $1.time) },
      fail: unretained(self) { $0.apply($0.set.drop($1, after: $2)) })
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

  /// Whether a sensor with that identifier is present, or assigned and absent.
  func knows(_ identifier: Text) -> Bool {
    set.overview.contains { SensorIdentifier.same($0.identifier, identifier) }
  }

  /// Whether the data of all open sensors is read in time.
  var keepsUp: Bool { frames?.keepsUp ?? true }

  /// Passes on all frames that the sensors have sent so far.
  func read() { frames?.read() }

  /// Another user's login session became active on the seat.
  func releaseSensors() {
    if !set.open.isEmpty { StandardError.print("another user's session is active: the sensors are released") }
    apply(set.releaseSensors())
  }

  /// The wearer's login session is active on the seat again.
  func reopenSensors() { apply(set.reopenSensors()) }

  private func apply(_ changes: [SensorSet.Change]) {
    // First of all, because every input has the frames before it read: the node of a closed sensor may be another device
    // meanwhile, and a failure to read would drop that one.
    for case .closed(_, let sensor, _) in changes { frames?.remove(sensor) }
    for change in changes {
      switch change {
      case .opened(let placement, let sensor): open(sensor, placement)
      case .closed(let placement, _, let isReleased):
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
    do throws(BusError) { try frames?.add(sensor, placement) } catch {
      StandardError.print(error.message)
      return apply(set.drop(sensor))
    }
    batteries?.start(after: LiveSensors.firstBatteryReading)
    read()
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
