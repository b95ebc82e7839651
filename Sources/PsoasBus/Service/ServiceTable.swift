import CSystemd
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The names of the interface, which data/dbus/org.psoas.Psoas1.xml describes.
enum ServiceName {
  static let bus: StaticString = "org.psoas.Psoas1"
  static let path: StaticString = "/org/psoas/Psoas1"
  static let manager: StaticString = "org.psoas.Psoas1.Manager"
  static let sensor: StaticString = "org.psoas.Psoas1.Sensor"
  static let sensors: StaticString = "/org/psoas/Psoas1/sensor"
}

/// The members of org.psoas.Psoas1.Manager.
enum ServiceTable {
  static func make() -> VTable {
    var table: [sd_bus_vtable] = []
    for method in BusMethod.all {
      table.append(
        .method(method.name, method.arguments, method.results, names: method.names) { message, userdata, error in
          BusService.receive(message, userdata, error)
        })
    }
    for property in BusStatus.properties {
      table.append(
        .property(property.name, property.signature, property.announcement) { _, _, _, name, reply, userdata, _ in
          BusService.write(name, to: reply, userdata)
        })
    }
    table.append(.signal("Reminder", "ussst", names: "number\0exercise\0title\0cue\0sitting_us\0"))
    table.append(.signal("ReminderClosed", "us", names: "number\0outcome\0"))
    table.append(.signal("SessionProgress", "usa{sv}", names: "number\0event\0details\0"))
    table.append(.signal("PostureChanged", "sd", names: "posture\0confidence\0"))
    table.append(
      .signal(
        "CalibrationProgress", "suustdduuss",
        names:
          "step\0number\0count\0phase\0remaining_us\0angle_deg\0target_deg\0repetitions\0needed\0instruction\0refusal\0"
      ))
    table.append(.signal("CalibrationEnded", "sss", names: "outcome\0placement\0reason\0"))
    table.append(.signal("Tilt", "tdd", names: "time_us\0sagittal_deg\0lateral_deg\0"))
    table.append(
      .signal(
        "RhythmProgress", "suutddb", names: "stage\0bends\0wanted\0remaining_us\0angle_deg\0short_deg\0moved\0"))
    table.append(.signal("RhythmMeasured", "aa{sv}", names: "bends\0"))
    table.append(.signal("RhythmRefused", "ss", names: "reason\0message\0"))
    return VTable(table)
  }
}
