import CLinux
import CSystemd
import MonitorScript
import PsoasCore
import PsoasMonitor
import PsoasSystem

@testable import PsoasBus

/// The service's methods over a real monitor, called in this process with any arguments: what reads them, without the
/// way over the bus.
public final class CalledMethods: ServiceHandler {
  private let loop: EventLoop
  private let connection: BusConnection
  private var service: BusService?
  private var monitor = Monitor(catalog: MonitorScript.catalog)
  private var invariants = MonitorInvariants()
  private var violation: MonitorInvariants.Violation?
  /// Microseconds of the run.
  private var now: Int64 = 0
  private var cookie: UInt64 = 0

  private static let wall = WallClock(unixMicroseconds: 1_780_000_000_000_000, utcOffset: 7200)
  private static let longestStep = 40_000_000

  /// - Parameter address: of a bus for these calls alone.
  public init(_ address: Text) throws(BusError) {
    loop = try EventLoop()
    connection = try BusConnection(.address(address), loop: loop)
    connection.flushAtExit(false)
    service = try BusService(on: connection, loop, self, hasSeveralUsers: false)
    service?.catalog = MonitorScript.catalog
  }

  /// Releases the service, which holds its handler.
  public func close() { service = nil }

  /// Calls the methods that the bytes describe, on a new monitor. Each call returns the results of its signature, or a
  /// refusal with its reason.
  public func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(MonitorInvariants.Violation) {
    var script = MessageScript(bytes)
    (monitor, invariants, now) = (Monitor(catalog: MonitorScript.catalog), MonitorInvariants(), 0)
    handle(.wallClock(Self.wall))
    handle(.sensorAdded(.pelvis, SensorTraits(name: "any", hasGyroscope: true)))
    while !script.script.isAtEnd {
      now += Int64(script.script.word() * Self.longestStep / 0xFFFF)
      try call(script.script.element(BusMethod.all), &script)
      if let violation { throw violation }
    }
    service?.releaseClaims()
    // Watching the senders of claims sends messages of its own.
    do throws(BusError) { for _ in 0..<8 where try loop.runOnce(waiting: 0) {} } catch {
      throw MonitorInvariants.Violation("the loop has failed")
    }
  }

  private func call(_ method: BusMethod, _ script: inout MessageScript) throws(MonitorInvariants.Violation) {
    let call = BusMessage.make {
      sd_bus_message_new_method_call(
        connection.bus, &$0, ServiceName.bus.cString, ServiceName.path.cString, ServiceName.manager.cString,
        method.name.cString)
    }
    cookie += 1
    guard let call, let service else { return }
    let sender: Text = ":1.\(2 + script.script.index(3))"
    _ = sender.withCString { sd_bus_message_set_sender(call.pointer, $0) }
    guard script.append(mostly: Text(method.arguments), to: call.pointer),
      sd_bus_message_seal(call.pointer, cookie, 0) >= 0,
      let reply = BusMessage.make({ sd_bus_message_new_method_return(call.pointer, &$0) })
    else { return }
    service.update(BusStatus(monitor.currentStatus(), wall: Self.wall.advanced(by: now), at: time))
    var writer = MessageWriter(reply.pointer)
    do throws(ServiceRefusal) {
      try method.handler(service, MessageReader(call.pointer), &writer)
    } catch {
      guard Text(error.name).hasPrefix("org."), !error.message.isEmpty else {
        throw MonitorInvariants.Violation("\(method.name): a refusal without a reason")
      }
      return
    }
    let signature = Text(cString: sd_bus_message_get_signature(reply.pointer, 1))
    guard writer.result >= 0, signature == method.results else {
      throw MonitorInvariants.Violation("\(method.name): its results have another signature")
    }
  }

  private var time: Instant { Instant(microseconds: now) }

  private func handle(_ input: Input) {
    var events: [TimedEvent] = []
    let timed = TimedInput(time, input)
    monitor.handle(timed, into: &events)
    check(timed, events)
  }

  private func check(_ input: TimedInput, _ events: [TimedEvent]) {
    do {
      try invariants.check(input, events, &monitor)
      try invariants.checkStatus(&monitor)
    } catch { violation = violation ?? error }
  }

  // MARK: Requests

  public func perform(_ command: Command) throws(CommandRefusal) -> Reply {
    var events: [TimedEvent] = []
    defer { check(TimedInput(time, .command(command)), events) }
    return try monitor.perform(command, at: time, into: &events)
  }

  public func quiet(_ reason: QuietReason, _ isOn: Bool) { handle(.quiet(reason, isOn)) }
  public func wantsTilt(_ isWanted: Bool) {}
  public func assign(_ placement: Placement, _ identifier: Text) throws(ServiceRefusal) {}
  public func reload() throws(ServiceRefusal) -> [Text] { [] }
  public func forget(before day: Int64?) throws(ServiceRefusal) { _ = try? perform(.forget(before: day)) }
}
