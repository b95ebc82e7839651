import CSystemd
import PsoasMonitor

/// Somebody else's object on a bus, and the interface by which it is spoken to.
struct BusPeer: Sendable {
  let name: StaticString
  let path: StaticString
  let interface: StaticString

  /// The bus itself.
  static let bus = BusPeer(
    name: "org.freedesktop.DBus", path: "/org/freedesktop/DBus", interface: "org.freedesktop.DBus")

  /// Calls a method; `callback` hears the answer, an error or that none came.
  ///
  /// - Parameters:
  ///   - patience: microseconds to wait for the answer.
  ///   - starts: whether the bus may start who is meant, where he is not there yet.
  ///   - slot: the call, which is given up when the slot is dropped. What it held before is dropped now.
  /// - Returns: false where the call could not be made.
  func call(
    _ member: StaticString, on connection: BusConnection, patience: UInt64 = BusConnection.patience, starts: Bool,
    _ slot: inout OpaquePointer?, _ callback: sd_bus_message_handler_t, _ userdata: UnsafeMutableRawPointer,
    _ write: (inout MessageWriter) -> Void
  ) -> Bool {
    slot = sd_bus_slot_unref(slot)
    guard let message = message(member, connection) else { return false }
    defer { sd_bus_message_unref(message) }
    sd_bus_message_set_auto_start(message, starts ? 1 : 0)
    var writer = MessageWriter(message)
    write(&writer)
    guard writer.result >= 0 else { return false }
    return sd_bus_call_async(connection.bus, &slot, message, callback, userdata, patience) >= 0
  }

  /// Calls a method whose answer is nobody's business.
  func send(_ member: StaticString, on connection: BusConnection, _ write: (inout MessageWriter) -> Void) {
    guard let message = message(member, connection) else { return }
    defer { sd_bus_message_unref(message) }
    sd_bus_message_set_expect_reply(message, 0)
    sd_bus_message_set_auto_start(message, 0)
    var writer = MessageWriter(message)
    write(&writer)
    if writer.result >= 0 { sd_bus_send(connection.bus, message, nil) }
  }

  /// Hears a signal of this object for as long as the slot is kept.
  func listen(
    _ member: StaticString, on connection: BusConnection, _ slot: inout OpaquePointer?,
    _ callback: sd_bus_message_handler_t, _ userdata: UnsafeMutableRawPointer
  ) throws(BusError) {
    let result = sd_bus_match_signal(
      connection.bus, &slot, name.cString, path.cString, interface.cString, member.cString, callback, userdata)
    guard result >= 0 else { throw .failed("sd_bus_match_signal", code: -result) }
  }

  /// Hears of every owner that `name` gets or loses (`MessageReader.ownerChange`).
  static func watchOwner(
    of name: StaticString, on connection: BusConnection, _ slot: inout OpaquePointer?,
    _ callback: sd_bus_message_handler_t, _ userdata: UnsafeMutableRawPointer
  ) throws(BusError) {
    var rule = Bytes()
    rule.append("type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',")
    rule.append("member='NameOwnerChanged',arg0='")
    rule.append(name)
    rule.append("'")
    try connection.listen(rule, &slot, callback, userdata)
  }

  private func message(_ member: StaticString, _ connection: BusConnection) -> OpaquePointer? {
    var message: OpaquePointer?
    let result = sd_bus_message_new_method_call(
      connection.bus, &message, name.cString, path.cString, interface.cString, member.cString)
    return result >= 0 ? message : nil
  }
}

extension BusConnection {
  /// Hears what a match rule of the D-Bus specification covers.
  func listen(
    _ rule: Bytes, _ slot: inout OpaquePointer?, _ callback: sd_bus_message_handler_t,
    _ userdata: UnsafeMutableRawPointer
  ) throws(BusError) {
    let result = rule.withCString { sd_bus_add_match(bus, &slot, $0, callback, userdata) }
    guard result >= 0 else { throw .failed("sd_bus_add_match", code: -result) }
  }
}

extension MessageReader {
  var isError: Bool { sd_bus_message_is_method_error(message, nil) != 0 }

  /// An error that says that nobody is there to answer, and that the bus could start none.
  var hasNoOwner: Bool {
    guard isError else { return false }
    let name = Bytes(cString: sd_bus_message_get_error(message)?.pointee.name)
    for prefix in [
      "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
      "org.freedesktop.DBus.Error.Spawn.", "org.freedesktop.systemd1.",
    ] as [StaticString] where name.starts(with: prefix.bytes) {
      return true
    }
    return false
  }

  /// Of NameOwnerChanged: whether the name has an owner now.
  func ownerChange() -> Bool? {
    guard text() != nil, text() != nil, let owner = text() else { return nil }
    return !owner.isEmpty
  }

  /// An `as`.
  func texts() -> [Bytes]? {
    var texts: [Bytes] = []
    let isWhole = container(BusType.array, "s") { array in
      while let text = array.text() { texts.append(text) }
    }
    return isWhole ? texts : nil
  }
}
