import CSystemd
import PsoasMonitor
import PsoasSystem

/// An object of another service on a bus, and the interface used to call it.
struct BusPeer: Sendable {
  let name: StaticString
  let path: StaticString
  let interface: StaticString

  /// The bus itself.
  static let bus = BusPeer(
    name: "org.freedesktop.DBus", path: "/org/freedesktop/DBus", interface: "org.freedesktop.DBus")

  /// Calls a method asynchronously. `callback` receives the reply, an error or a timeout.
  ///
  /// - Parameters:
  ///   - patience: timeout in microseconds.
  ///   - starts: whether the bus may activate the service if it is not running.
  /// - Returns: the slot of the call, whose release cancels the call; nil if the call could not be sent.
  func call(
    _ member: StaticString, on connection: BusConnection, patience: UInt64 = BusConnection.patience, starts: Bool,
    _ callback: sd_bus_message_handler_t, _ userdata: UnsafeMutableRawPointer, _ write: (inout MessageWriter) -> Void
  ) -> BusSlot? {
    guard let message = message(member, connection) else { return nil }
    sd_bus_message_set_auto_start(message.pointer, starts ? 1 : 0)
    guard message.write(write) else { return nil }
    return BusSlot.send(message, on: connection, patience: patience, callback, userdata)
  }

  /// Calls a method without expecting a reply.
  func send(_ member: StaticString, on connection: BusConnection, _ write: (inout MessageWriter) -> Void) {
    guard let message = message(member, connection) else { return }
    sd_bus_message_set_expect_reply(message.pointer, 0)
    sd_bus_message_set_auto_start(message.pointer, 0)
    if message.write(write) { message.send(on: connection) }
  }

  /// Subscribes to a signal of this object, or to all of its interface, for the lifetime of the slot.
  func listen(
    _ member: StaticString? = nil, on connection: BusConnection, _ callback: sd_bus_message_handler_t,
    _ userdata: UnsafeMutableRawPointer
  ) throws(BusError) -> BusSlot {
    try BusSlot.make("sd_bus_match_signal") {
      sd_bus_match_signal(
        connection.bus, &$0, name.cString, path.cString, interface.cString, member?.cString, callback, userdata)
    }
  }

  /// Subscribes to changes of the owner of `name` (`MessageReader.ownerChange`).
  static func watchOwner(
    of name: StaticString, on connection: BusConnection, _ callback: sd_bus_message_handler_t,
    _ userdata: UnsafeMutableRawPointer
  ) throws(BusError) -> BusSlot {
    let rule: Text = """
      type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='\
      \(name)'
      """
    return try connection.listen(rule, callback, userdata)
  }

  private func message(_ member: StaticString, _ connection: BusConnection) -> BusMessage? {
    BusMessage.call(on: connection, name, path.cString, interface, member)
  }
}

extension BusConnection {
  /// Subscribes to the messages of a match rule (D-Bus specification).
  func listen(
    _ rule: Text, _ callback: sd_bus_message_handler_t, _ userdata: UnsafeMutableRawPointer
  ) throws(BusError) -> BusSlot {
    try BusSlot.make("sd_bus_add_match") { slot in
      rule.withCString { sd_bus_add_match(bus, &slot, $0, callback, userdata) }
    }
  }
}

extension MessageReader {
  var isError: Bool { sd_bus_message_is_method_error(message, nil) != 0 }

  /// True for the errors that mean that the name has no owner and that the bus could not activate one.
  var hasNoOwner: Bool {
    guard isError else { return false }
    let name = Text(cString: sd_bus_message_get_error(message)?.pointee.name)
    let prefixes: [StaticString] = [
      "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
      "org.freedesktop.DBus.Error.Spawn.", "org.freedesktop.systemd1.",
    ]
    return prefixes.contains { name.hasPrefix($0) }
  }

  /// For NameOwnerChanged: whether the name has an owner now.
  func ownerChange() -> Bool? {
    guard text() != nil, text() != nil, let owner = text() else { return nil }
    return !owner.isEmpty
  }

  /// Reads an `as`.
  func texts() -> [Text]? {
    var texts: [Text] = []
    let isWhole = container(BusType.array, "s") { array in
      while let text = array.text() { texts.append(text) }
    }
    return isWhole ? texts : nil
  }
}
