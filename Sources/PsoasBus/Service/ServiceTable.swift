import CSystemd
import PsoasCore
import PsoasMonitor

/// The names of the interface; data/dbus/org.psoas.Psoas1.xml describes it.
enum ServiceName {
  static let bus: StaticString = "org.psoas.Psoas1"
  static let path: StaticString = "/org/psoas/Psoas1"
  static let manager: StaticString = "org.psoas.Psoas1.Manager"
}

/// The vtable of org.psoas.Psoas1.Manager, in memory that sd-bus may point into until it is dropped.
///
/// sd-bus wants its macros used, which Swift does not import; their Swift form stays in this file.
struct ServiceTable: ~Copyable {
  let entries: UnsafeMutableBufferPointer<sd_bus_vtable>

  init() {
    var table: [sd_bus_vtable] = [
      .start(),
      .method("GetStatus", "", "a{sv}", names: "status\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.getStatus(call) }
      },
      .method("Snooze", "u", "", names: "minutes\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.snooze(call, error) }
      },
      .method("Skip", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.obey(.skip, call) }
      },
      .method("Done", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.obey(.done, call) }
      },
      .method("Pause", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.obey(.pause, call) }
      },
      .method("Resume", "", "", names: "") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, _ in service.obey(.resume, call) }
      },
      .method("CorrectPosture", "s", "", names: "posture\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in
          service.correct(call, error) { .correct($0) }
        }
      },
      .method("CorrectSpell", "s", "", names: "posture\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in
          service.correct(call, error) { .correctSpell($0) }
        }
      },
      .method("Reload", "", "as", names: "warnings\0") { message, userdata, error in
        BusService.answer(message, userdata, error) { service, call, error in service.reload(call, error) }
      },
    ]
    for property in BusProperty.allCases {
      table.append(
        .property(property) { _, _, _, name, reply, userdata, _ in
          BusService.write(name, to: reply, userdata)
        })
    }
    table.append(.signal("Reminder", "ussst", names: "number\0exercise\0title\0cue\0sitting_us\0"))
    table.append(.signal("ReminderClosed", "us", names: "number\0outcome\0"))
    table.append(.signal("PostureChanged", "sd", names: "posture\0confidence\0"))
    table.append(.end())
    entries = .allocate(capacity: table.count)
    _ = entries.initialize(from: table)
  }

  deinit { entries.deallocate() }
}

extension sd_bus_vtable {
  static func start() -> sd_bus_vtable {
    var body = __Unnamed_union_x()
    body.start = .init(
      element_size: MemoryLayout<sd_bus_vtable>.stride, features: UInt64(_SD_BUS_VTABLE_PARAM_NAMES),
      vtable_format_reference: psoas_vtable_format())
    return sd_bus_vtable(type: UInt8(_SD_BUS_VTABLE_START), flags: 0, x: body)
  }

  static func end() -> sd_bus_vtable {
    sd_bus_vtable(type: UInt8(_SD_BUS_VTABLE_END), flags: 0, x: __Unnamed_union_x())
  }

  /// - Parameter names: arguments, then results, each closed with a zero.
  static func method(
    _ name: StaticString, _ arguments: StaticString, _ results: StaticString, names: StaticString,
    _ handler: sd_bus_message_handler_t
  ) -> sd_bus_vtable {
    var body = __Unnamed_union_x()
    body.method = .init(
      member: name.cString, signature: arguments.cString, result: results.cString, handler: handler, offset: 0,
      names: names.cString)
    // Who may call is the bus policy's matter (data/dbus/org.psoas.Psoas1.conf).
    return sd_bus_vtable(
      type: UInt8(_SD_BUS_VTABLE_METHOD), flags: UInt64(SD_BUS_VTABLE_UNPRIVILEGED), x: body)
  }

  static func property(_ property: BusProperty, _ getter: sd_bus_property_get_t) -> sd_bus_vtable {
    var body = __Unnamed_union_x()
    body.property = .init(
      member: property.name.cString, signature: property.signature.cString, get: getter, set: nil, offset: 0)
    let flags: UInt64 =
      switch property.announcement {
      case .constant: UInt64(SD_BUS_VTABLE_PROPERTY_CONST)
      case .always: UInt64(SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE)
      case .never: 0
      }
    return sd_bus_vtable(type: UInt8(_SD_BUS_VTABLE_PROPERTY), flags: flags, x: body)
  }

  static func signal(_ name: StaticString, _ arguments: StaticString, names: StaticString) -> sd_bus_vtable {
    var body = __Unnamed_union_x()
    body.signal = .init(member: name.cString, signature: arguments.cString, names: names.cString)
    return sd_bus_vtable(type: UInt8(_SD_BUS_VTABLE_SIGNAL), flags: 0, x: body)
  }
}
