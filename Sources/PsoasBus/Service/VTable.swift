import CSystemd
import PsoasSystem

/// Which change signal a property emits (EmitsChangedSignal).
enum Announcement { case constant, always, never }

/// The members of an interface in memory that sd-bus may refer to until it is released.
struct VTable: ~Copyable {
  let entries: UnsafeMutableBufferPointer<sd_bus_vtable>

  /// - Parameter members: the entries between the start and the end of the table.
  init(_ members: [sd_bus_vtable]) {
    entries = .allocate(capacity: members.count + 2)
    _ = entries.initialize(from: [.start()] + members + [.end()])
  }

  deinit { entries.deallocate() }
}

/// Swift does not import the vtable macros of sd-bus. These are their Swift equivalents.
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

  /// - Parameter names: arguments, then results, each terminated by a zero.
  static func method(
    _ name: StaticString, _ arguments: StaticString, _ results: StaticString, names: StaticString,
    _ handler: sd_bus_message_handler_t
  ) -> sd_bus_vtable {
    var body = __Unnamed_union_x()
    body.method = .init(
      member: name.cString, signature: arguments.cString, result: results.cString, handler: handler, offset: 0,
      names: names.cString)
    // Access is controlled by the bus policy (data/dbus/org.psoas.Psoas1.conf) and by polkit (`Authority`).
    return sd_bus_vtable(
      type: UInt8(_SD_BUS_VTABLE_METHOD), flags: UInt64(SD_BUS_VTABLE_UNPRIVILEGED), x: body)
  }

  static func property(
    _ name: StaticString, _ signature: StaticString, _ announcement: Announcement, _ getter: sd_bus_property_get_t
  ) -> sd_bus_vtable {
    var body = __Unnamed_union_x()
    body.property = .init(
      member: name.cString, signature: signature.cString, get: getter, set: nil, offset: 0)
    let flags: UInt64 =
      switch announcement {
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
