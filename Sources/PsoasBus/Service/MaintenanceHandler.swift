import PsoasMonitor
import PsoasSystem

/// Handles bus calls that concern the service itself, as opposed to the user's commands.
public protocol MaintenanceHandler: AnyObject {
  /// Reloads the configuration.
  /// - Returns: the errors in it, one line each; empty if there were none.
  /// - Throws: if nothing was applied.
  func reload() throws(ServiceRefusal) -> [Text]
  /// Deletes the data of the days before `day` (since 1970-01-01, local calendar); nil: of all days.
  func forget(before day: Int64?) throws(ServiceRefusal)
}

extension BusService {
  func forget(_ call: MessageReader) throws(ServiceRefusal) {
    let text = call.word()
    let date = CivilDate(iso8601: text)
    guard date != nil || text.isEmpty else {
      throw ServiceRefusal(
        "org.psoas.Psoas1.Error.InvalidDate", "A date is written 2026-03-29; an empty one deletes all days.")
    }
    try requireMaintenance().forget(before: date?.daysSinceEpoch)
  }

  func requireMaintenance() throws(ServiceRefusal) -> any MaintenanceHandler {
    if let maintenance { return maintenance }
    throw ServiceRefusal("org.freedesktop.DBus.Error.NotSupported", "This service cannot do that.")
  }
}
