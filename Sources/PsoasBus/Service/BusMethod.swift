import CSystemd
import PsoasMonitor
import PsoasSystem

/// A method of org.psoas.Psoas1.Manager. Its row in the table defines it completely.
struct BusMethod: Sendable {
  /// Reads the arguments, and writes the results.
  typealias Handler = @Sendable (BusService, MessageReader, inout MessageWriter) throws(ServiceRefusal) -> Void

  let name: StaticString
  let arguments: StaticString
  let results: StaticString
  /// Names of the arguments, then of the results, each terminated by a zero.
  let names: StaticString
  /// The polkit action that the caller needs on the system bus; nil for a method that only affects the caller's own
  /// claims.
  let action: Authority.Action?
  let handler: Handler

  init(
    _ name: StaticString, _ arguments: StaticString, _ results: StaticString, _ names: StaticString,
    _ action: Authority.Action?, _ handler: @escaping Handler
  ) {
    self.name = name
    self.arguments = arguments
    self.results = results
    self.names = names
    self.action = action
    self.handler = handler
  }

  /// A command without arguments and results.
  static func command(_ name: StaticString, _ action: Authority.Action, _ command: Command) -> BusMethod {
    BusMethod(name, "", "", "", action) { (service, _, _) throws(ServiceRefusal) in try service.perform(command) }
  }

  static func named(_ name: Text) -> BusMethod? { all.first { name == $0.name } }
}

/// Why a request was refused, and the remedy.
public struct ServiceRefusal: DescribedError, Equatable, Sendable {
  /// `org.psoas.Psoas1.Error.…`
  public let name: StaticString
  public let message: Text

  public init(_ name: StaticString, _ message: Text) {
    self.name = name
    self.message = message
  }

  init(_ refusal: CommandRefusal) { self.init(refusal.name, refusal.message) }

  /// Sets the error as the reply to a call.
  /// - Returns: the value that the call's callback has to return.
  func set(_ error: UnsafeMutablePointer<sd_bus_error>?) -> Int32 {
    message.wellFormed.withCString { sd_bus_error_set(error, name.cString, $0) }
  }

  public static func == (a: ServiceRefusal, b: ServiceRefusal) -> Bool {
    a.name == b.name && a.message == b.message
  }
}
