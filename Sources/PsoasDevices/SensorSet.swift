import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The worn sensors. Opens and closes them as they are added and removed: combines udev events, the roster's decisions
/// and the open handles. The daemon provides the event loop.
///
/// Opening a new device often fails at first, because udev rules are applied late and the node of a generic driver may
/// precede that of the specific driver. Opening is retried a few times at intervals of 100 ms, and after each udev
/// event of the node. A sensor that could not be read once is opened again in the same way.
public final class SensorSet {
  public enum Change {
    /// A sensor was opened. Read it until it has no more data, immediately and whenever its descriptor is readable.
    case opened(Placement, Sensor)
    /// A sensor is no longer worn: disconnected, or assigned differently. Its descriptor is closed when its last owner
    /// releases it, so that an event loop can remove it first. `isReleased`: it is still connected.
    case closed(Placement, Sensor, isReleased: Bool)
    /// The state of the battery of an open sensor; nil if it reports none any more.
    case battery(Placement, Battery?)
    /// A message for the user: which sensor was chosen and why, or why none was.
    case notice(Text)
  }

  /// Milliseconds until `retry` should be called; nil if no retry is needed.
  public var retryAfter: Int? { failures.contains { !$0.isReported && $0.attempts < Self.attempts } ? 100 : nil }

  public private(set) var open: [(placement: Placement, sensor: Sensor)] = []

  /// Attempts per node, which is half a second: systemd-udevd applies rules within some ten milliseconds, and
  /// hid-generic's node was observed for 150 ms.
  private static let attempts = 6

  struct Failure {
    var path: Text
    /// Counts only the retries: a gamepad's nodes cause a dozen other events within milliseconds.
    var attempts: Int
    var mayPass: Bool
    /// No more retries until the next udev event of the node.
    var isReported = false
    /// One line for people.
    var message = Text()
  }

  let monitor: DeviceMonitor
  private var quirks: [Quirk]
  private(set) var configuration: Configuration
  private var roster = SensorRoster()
  private(set) var failures: [Failure] = []
  /// Paths of the nodes that could not be read, one for each time since the last udev event of the node.
  private var unread: [Text] = []
  private var lastReported: SensorRoster.Notice?
  /// Another user's login session is active on the seat.
  private var isAway = false

  /// - Throws: `DeviceError.noMonitor`.
  public init(_ configuration: Configuration, quirks: [Quirk]) throws(DeviceError) {
    self.configuration = configuration
    self.quirks = quirks
    monitor = try DeviceMonitor()
  }

  /// Readable if `receive` has something to do.
  public var fileDescriptor: Int32 { monitor.fileDescriptor }

  /// Devices that could be worn, including those that are.
  public var candidates: [SensorRoster.Candidate] {
    found.map { sensor in
      SensorRoster.Candidate(
        path: sensor.node.path, identifier: sensor.node.identifier, name: sensor.node.description.name,
        isBuiltIn: sensor.node.isBuiltIn(sensor.quirk))
    }
  }

  /// The sensors among the nodes. A gyroscope's node that cannot be opened is left out.
  var found: [FoundSensor] {
    FoundSensor.find(monitor.nodes, quirks: quirks) { node in
      !failures.contains { $0.path == node.path && $0.isReported }
    }
  }

  /// The other nodes of the device that contains a sensor, such as a controller's buttons.
  public func companions(of sensor: Sensor) -> [InputNode] {
    let parent = sensor.node.parentPath
    // Nodes without a parent device, such as uinput's, are unrelated.
    guard !parent.isEmpty, parent.fileName != "virtual" else { return [] }
    return monitor.nodes.filter {
      $0.parentPath == parent && $0.path != sensor.node.path && $0.path != sensor.gyroscopeNode?.path
    }
  }

  /// Opens the present sensors; call it once before the first `receive`.
  public func start() -> [Change] { settle() }

  /// Processes pending udev events.
  public func receive() -> [Change] {
    var changes: [Change] = []
    var mayHaveBatteryChange = false
    while let update = monitor.next() {
      switch update {
      case .batteries: mayHaveBatteryChange = true
      case .appeared(let node), .changed(let node): forgetFailures(of: node)
      case .vanished(let node):
        forgetFailures(of: node)
        // Before anything else is opened: the same node may be another device shortly afterwards.
        close(
          where: { $0.node.path == node.path || $0.gyroscopeNode?.path == node.path }, isReleased: false, &changes)
      }
    }
    changes += settle()
    return mayHaveBatteryChange ? changes + readBatteries() : changes
  }

  /// Reads the batteries of the open sensors. Call it some seconds after a sensor was opened, because a driver may keep
  /// the caller waiting until then, and every few minutes, because not every driver announces changes.
  public func readBatteries() -> [Change] {
    var changes: [Change] = []
    for (placement, sensor) in open {
      let battery = monitor.battery(of: sensor.node)
      guard battery != sensor.battery else { continue }
      sensor.battery = battery
      changes.append(.battery(placement, battery))
    }
    return changes
  }

  /// The battery of a sensor that need not be open.
  public func battery(of candidate: SensorRoster.Candidate) -> Battery? {
    monitor.nodes.first { $0.path == candidate.path }.flatMap { monitor.battery(of: $0) }
  }

  /// Retries opening the failed nodes, once `retryAfter` has passed.
  public func retry() -> [Change] {
    for index in failures.indices { failures[index].attempts += 1 }
    return settle()
  }

  /// Closes a sensor after a failed read. It is opened again unless it is gone or reading it has failed several times;
  /// otherwise it is not used until the next udev event of its node.
  /// - Parameter error: nil if the sensor could not be used for another reason.
  public func drop(_ sensor: Sensor, after error: DeviceError? = nil) -> [Change] {
    let path = sensor.node.path
    var changes: [Change] = []
    close(where: { $0 === sensor }, isReleased: false, &changes)
    if case .cannotRead(let node, let code)? = error, unread.count(where: { $0 == path }) < Self.attempts {
      changes.append(.notice("cannot read \(node): \(Errno.reason(code)); it is opened again"))
      unread.append(path)
      failures.append(Failure(path: path, attempts: 1, mayPass: true))
      return changes
    }
    if let error { changes.append(.notice(error.message)) }
    monitor.forget(path)
    if let gyroscope = sensor.gyroscopeNode { monitor.forget(gyroscope.path) }
    return changes + settle()
  }

  /// Applies a new assignment of sensors.
  /// - Parameter quirks: if changed; a sensor with a changed quirk is opened again.
  public func use(_ configuration: Configuration, quirks: [Quirk]? = nil) -> [Change] {
    self.configuration = configuration
    var changes: [Change] = []
    if let quirks {
      self.quirks = quirks
      failures = []
      let found = found
      close(
        where: { sensor in !found.contains { $0.node.path == sensor.node.path && $0.combinedQuirk == sensor.quirk } },
        isReleased: true, &changes)
    }
    return changes + settle()
  }

  /// Closes all sensors.
  public func stop() -> [Change] {
    var changes: [Change] = []
    close(where: { _ in true }, isReleased: true, &changes)
    return changes
  }

  /// Another user's login session became active on the seat: the sensors are released.
  public func releaseSensors() -> [Change] {
    isAway = true
    return stop()
  }

  /// The wearer's login session is active on the seat again, with access to its devices.
  public func reopenSensors() -> [Change] {
    isAway = false
    failures = []
    return settle()
  }

  private func forgetFailures(of node: InputNode) {
    failures.removeAll { $0.path == node.path }
    unread.removeAll { $0 == node.path }
  }

  private func settle() -> [Change] {
    guard !isAway else { return [] }
    var changes: [Change] = []
    let decision = roster.decide(candidates, configuration)
    let found = found
    close(
      where: { sensor in
        !decision.worn.contains { worn in
          worn.1.path == sensor.node.path
            && open.contains { $0.sensor === sensor && $0.placement == worn.0 }
        }
          // The gyroscope's node was added later, or is gone.
          || !found.contains { $0.node.path == sensor.node.path && $0.gyroscope?.path == sensor.gyroscopeNode?.path }
      }, isReleased: true, &changes)
    if let notice = decision.notice, notice != lastReported { changes.append(.notice(notice.text)) }
    lastReported = decision.notice
    for (placement, candidate) in decision.worn {
      guard !open.contains(where: { $0.sensor.node.path == candidate.path }),
        let sensor = found.first(where: { $0.node.path == candidate.path })
      else { continue }
      attempt(sensor, placement, &changes)
    }
    return changes
  }

  private func attempt(_ found: FoundSensor, _ placement: Placement, _ changes: inout [Change]) {
    let paths = [found.node.path, found.gyroscope?.path ?? found.node.path]
    let before = failures.first { paths.contains($0.path) }
    if let before, !before.mayPass || before.isReported { return }
    failures.removeAll { paths.contains($0.path) }
    do throws(DeviceError) {
      let sensor = try Sensor(found)
      open.append((placement, sensor))
      changes.append(.opened(placement, sensor))
    } catch {
      let path = error.node == found.gyroscope?.name ? paths[1] : paths[0]
      var failure = Failure(path: path, attempts: before?.attempts ?? 1, mayPass: error.isPassing)
      failure.isReported = !failure.mayPass || failure.attempts >= Self.attempts
      failure.message = error.message
      if failure.isReported { changes.append(.notice(failure.message)) }
      failures.append(failure)
      // Without its gyroscope the accelerometer is a sensor of its own.
      if failure.isReported, path != found.node.path { changes += settle() }
    }
  }

  private func close(where matches: (Sensor) -> Bool, isReleased: Bool, _ changes: inout [Change]) {
    let closing = open.filter { matches($0.sensor) }
    open.removeAll { entry in closing.contains { $0.sensor === entry.sensor } }
    for entry in closing { changes.append(.closed(entry.placement, entry.sensor, isReleased: isReleased)) }
  }
}
