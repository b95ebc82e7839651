import CLinux
import CSystemd
import PsoasMonitor

/// What the service itself is asked for over a bus, beside the wearer's commands.
public protocol MaintenanceHandler: AnyObject {
  /// Reads the configuration anew.
  /// - Returns: what is wrong in it, a line each; empty where all was taken.
  /// - Throws: where nothing was taken.
  func reload() throws(ServiceRefusal) -> [Bytes]
  /// Forgets what is kept of the days before `day` (since 1970-01-01, local calendar); nil: of all days.
  func forget(before day: Int64?) throws(ServiceRefusal)
}

/// Why the service did not do what it was asked for, with what helps.
public struct ServiceRefusal: Error, Equatable, Sendable {
  /// `org.psoas.Psoas1.Error.…`
  public let name: StaticString
  public let message: Bytes

  public init(_ name: StaticString, _ message: Bytes) {
    self.name = name
    self.message = message
  }

  public init(_ name: StaticString, _ message: StaticString) { self.init(name, message.bytes) }

  public static func == (a: ServiceRefusal, b: ServiceRefusal) -> Bool {
    a.name.bytes == b.name.bytes && a.message == b.message
  }
}

extension BusService {
  func reload(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    answer(error) { (maintenance) throws(ServiceRefusal) in
      let warnings = try maintenance.reload()
      return reply(to: call) { writer in
        writer.container(BusType.array, "s") { list in
          for warning in warnings { list.append(text: warning) }
        }
      }
    }
  }

  func forget(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    guard let text = MessageReader(call).text() else { return -EINVAL }
    let date = CivilDate(iso8601: text)
    guard date != nil || text.isEmpty else {
      return sd_bus_error_set(
        error, "org.psoas.Psoas1.Error.InvalidDate", "A date is written 2026-03-29; an empty one forgets all days.")
    }
    return answer(error) { (maintenance) throws(ServiceRefusal) in
      try maintenance.forget(before: date?.daysSinceEpoch)
      return reply(to: call) { _ in }
    }
  }

  /// Asks the keeper; a refusal becomes the call's error.
  private func answer(
    _ error: ErrorPointer?, _ body: (any MaintenanceHandler) throws(ServiceRefusal) -> Int32
  ) -> Int32 {
    guard let maintenance else { return -ENOTSUP }
    do throws(ServiceRefusal) {
      return try body(maintenance)
    } catch let refusal {
      return refuse(refusal, error)
    }
  }

  func refuse(_ refusal: ServiceRefusal, _ error: ErrorPointer?) -> Int32 {
    refusal.message.busText.withCString { sd_bus_error_set(error, refusal.name.cString, $0) }
  }
}
