import TestSupport

@testable import PsoasBus

/// A service on a private bus, for one test.
struct ServiceFixture {
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
protocol BusSuite {
  var fixture: ServiceFixture { get }
}

extension BusSuite {
  var bus: PrivateBus { fixture.bus }
  var loop: EventLoop { fixture.loop }
  var wearer: Recorder { fixture.wearer }
  var connection: BusConnection { fixture.connection }
  var service: BusService { fixture.service }

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
