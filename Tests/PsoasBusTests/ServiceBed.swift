import TestSupport

@testable import PsoasBus

/// A service on a private bus, for one test.
struct ServiceBed {
  let bus: PrivateBus
  let loop: EventLoop
  let wearer = Recorder()
  let connection: BusConnection
  let service: BusService

  init() throws {
    bus = try PrivateBus()
    loop = try EventLoop()
    connection = try BusConnection(bus.kind, loop: loop)
    service = try BusService(on: connection, loop, wearer)
  }
}

/// A test suite with such a service for each test.
protocol OnABus {
  var bed: ServiceBed { get }
}

extension OnABus {
  var bus: PrivateBus { bed.bus }
  var loop: EventLoop { bed.loop }
  var wearer: Recorder { bed.wearer }
  var connection: BusConnection { bed.connection }
  var service: BusService { bed.service }

  /// Calls a method of Manager with busctl.
  func call(_ method: String, _ arguments: String...) throws -> Child.Result { try call(method, arguments) }

  func call(_ method: String, _ arguments: [String]) throws -> Child.Result {
    try bus.child(
      "busctl",
      ["--address=" + bus.address, "call", "org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager", method]
        + arguments
    ).finish(turning: loop)
  }
}
