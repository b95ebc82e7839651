import MonitorScript
import PsoasCore
import PsoasMonitor
import PsoasSystem

@testable import PsoasBus

/// The daemon's parts on a bus, over a real monitor: the service, notifications, the tray, the desktop's do-not-disturb
/// and logind. The invariants of the monitor are checked after each input.
final class ServedWearer: ServiceHandler, SafetyMemory {
  let connection: BusConnection
  private let script: SharedScript
  private var monitor = Monitor(catalog: MonitorScript.catalog)
  private var invariants = MonitorInvariants()
  private(set) var violation: MonitorInvariants.Violation?
  private var service: BusService?
  private var notifications: Notifications?
  private var tray: Tray?
  private var quiet: DesktopQuiet?
  private var logind: Logind?
  private var wall = (clock: WallClock(unixMicroseconds: 1_780_000_000_000_000, utcOffset: 7200), at: Int64(0))
  private(set) var isShown = false

  init(_ kind: BusKind, _ loop: EventLoop, _ script: SharedScript) throws(BusError) {
    self.script = script
    connection = try BusConnection(kind, loop: loop)
    connection.flushAtExit(false)
    let service = try BusService(on: connection, loop, self, hasSeveralUsers: script.script.script.index(4) == 0)
    service.catalog = MonitorScript.catalog
    self.service = service
    let notifications = try Notifications(on: connection, Configuration(), MonitorScript.catalog, self)
    notifications.safety = self
    self.notifications = notifications
    tray = try Tray(on: connection, loop, Configuration(), MonitorScript.catalog, self, notifications)
    quiet = try DesktopQuiet(
      on: connection, for: [.doNotDisturb, .fullScreen], settings: "/nowhere", unretained(self) { $0.quiet($1, $2) })
    logind = try Logind(on: connection, loop, unretained(self) { $0.changed($1) })
  }

  func note() { isShown = true }

  // MARK: Inputs

  private var now: Instant { Instant(microseconds: script.script.now) }

  func handle(_ inputs: [TimedInput]) {
    for input in inputs { handle(input) }
    refresh()
  }

  private func handle(_ input: TimedInput) {
    if case .wallClock(let clock) = input.input { wall = (clock, input.time.microseconds) }
    var events: [TimedEvent] = []
    monitor.handle(input, into: &events)
    take(events, of: input)
  }

  private func take(_ events: [TimedEvent], of input: TimedInput) {
    do { try invariants.check(input, events, &monitor) } catch { violation = violation ?? error }
    for event in events {
      service?.announce(event.event)
      notifications?.announce(event.event)
    }
  }

  private func refresh() {
    do { try invariants.checkStatus(&monitor) } catch { violation = violation ?? error }
    let clock = wall.clock.advanced(by: now.microseconds - wall.at)
    let status = BusStatus(monitor.currentStatus(), wall: clock, at: now)
    service?.update(status)
    tray?.update(status, clock)
    service?.announceTilt(at: status.clock, sagittal: status.tilt.fromNeutral, lateral: 0)
  }

  /// Sensors with any names.
  func connectSensors() {
    let sensors = script.values { values in
      (0..<values.script.index(4)).map { _ in
        var sensor = BusSensor(
          identifier: values.text(), name: values.text(), placement: values.script.element([nil, .pelvis, .thigh]))
        sensor.problem = values.text()
        sensor.isBuiltIn = values.script.flag()
        return sensor
      }
    }
    service?.update(sensors)
  }

  /// Leaves the bus; the service holds its handler until then.
  func close() { (tray, notifications, quiet, logind, service) = (nil, nil, nil, nil, nil) }

  private func changed(_ change: Logind.Change) {
    switch change {
    case .sleeping: handle([TimedInput(now, .suspending)])
    case .awake: handle([TimedInput(now, .resumed(asleep: 0))])
    case .locked(let isLocked): handle([TimedInput(now, .locked(isLocked))])
    case .idle(let isIdle): handle([TimedInput(now, .idle(isIdle))])
    case .atSeat: break
    }
  }

  // MARK: Requests

  func perform(_ command: Command) throws(CommandRefusal) -> Reply {
    var events: [TimedEvent] = []
    defer {
      take(events, of: TimedInput(now, .command(command)))
      refresh()
    }
    return try monitor.perform(command, at: now, into: &events)
  }

  func quiet(_ reason: QuietReason, _ isOn: Bool) { handle([TimedInput(now, .quiet(reason, isOn))]) }
  func wantsTilt(_ isWanted: Bool) {}
  func assign(_ placement: Placement, _ identifier: Text) throws(ServiceRefusal) {
    if script.script.script.flag() { throw ServiceRefusal("org.psoas.Psoas1.Error.UnknownSensor", "no such sensor") }
  }
  func reload() throws(ServiceRefusal) -> [Text] { [script.values { $0.text() }] }
  func forget(before day: Int64?) throws(ServiceRefusal) { _ = try? perform(.forget(before: day)) }
}
