import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Selects the bus of the daemon; shared by the verbs that call it.
struct BusOptions: ParsableArguments {
  @Flag(help: "Use the system-wide service instead of your own.")
  var system = false

  @Option(help: ArgumentHelp("Ask on the bus at a D-Bus address.", valueName: "address", visibility: .hidden))
  var address: String?

  var kind: BusKind { address.map { .address(Text($0.utf8)) } ?? (system ? .system : .user) }

  func connect() throws(Failure) -> BusClient {
    do throws(BusError) { return try client() } catch { throw Failure(error) }
  }

  func client() throws(BusError) -> BusClient { try BusClient(kind) }

  /// Runs `body` with the running daemon; an error is printed with its remedy.
  func withClient(_ body: (BusClient) throws(BusError) -> Void) throws {
    try Failure.reported { () throws(Failure) in
      let client = try connect()
      do throws(BusError) { try body(client) } catch { throw Failure(error) }
    }
  }
}

extension Failure {
  init(_ error: BusError) {
    self = .unavailable("\(escaped: error.message)")
  }
}
