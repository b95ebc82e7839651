import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Handles the requests of programs over the bus.
extension Daemon: ServiceHandler {
  func quiet(_ reason: QuietReason, _ isOn: Bool) { session.handle(.quiet(reason, isOn)) }

  func wantsTilt(_ isWanted: Bool) { tilt?.claim(isWanted) }

  func assign(_ placement: Placement, _ identifier: Text) throws(ServiceRefusal) {
    guard let sensors else {
      throw ServiceRefusal(
        "org.psoas.Psoas1.Error.Synthetic",
        "The synthetic wearer has its own sensors: start psoasd without --synthetic.")
    }
    guard identifier.isEmpty || sensors.knows(identifier) else {
      throw ServiceRefusal(
        "org.psoas.Psoas1.Error.UnknownSensor",
        "There is no such sensor; GetManagedObjects(), or psoasctl sensors, lists all sensors.")
    }
    do throws(SettingsError) {
      var assignments = try SensorAssignments()
      assignments.assign(placement, identifier.isEmpty ? nil : identifier)
      try assignments.write()
    } catch {
      throw ServiceRefusal("org.psoas.Psoas1.Error.NotKept", error.message)
    }
    _ = try reload()
    // An option of the command line, or another file, overrode the value that was just written: the latest request
    // counts.
    guard !SensorIdentifier.same(settings.configuration.sensors[placement], identifier) else { return }
    settings.assign(identifier, at: placement)
    sensors.use(settings.configuration)
  }
}
