import CSystemd
import PsoasMonitor
import PsoasSystem

/// A message with a reference of its own (sd_bus_message_ref(3)). The message of a callback belongs to sd-bus.
struct BusMessage: ~Copyable {
  let pointer: OpaquePointer

  /// Takes ownership of a reference.
  init(owning pointer: OpaquePointer) { self.pointer = pointer }

  /// Adds a reference: keeps a callback's message after the callback.
  init(keeping message: OpaquePointer) { pointer = sd_bus_message_ref(message) }

  deinit { sd_bus_message_unref(pointer) }

  /// - Parameter make: a function of libsystemd that creates a message.
  /// - Returns: nil if it could not be created.
  static func make(_ make: (inout OpaquePointer?) -> Int32) -> BusMessage? {
    var pointer: OpaquePointer?
    guard make(&pointer) >= 0, let pointer else { return nil }
    return BusMessage(owning: pointer)
  }

  /// Appends what `body` writes.
  /// - Returns: whether everything was appended.
  borrowing func write(_ body: (inout MessageWriter) -> Void) -> Bool {
    var writer = MessageWriter(pointer)
    body(&writer)
    return writer.result >= 0
  }

  /// Passes the message to `body` for reading.
  borrowing func read<Result>(_ body: (MessageReader) -> Result) -> Result { body(MessageReader(pointer)) }

  /// Sends it without waiting for a reply.
  /// - Returns: 0 or more, or a negative errno.
  @discardableResult
  borrowing func send(on connection: BusConnection) -> Int32 { sd_bus_send(connection.bus, pointer, nil) }

  /// Creates a call of another service's method.
  static func call(
    on connection: BusConnection, _ name: StaticString, _ path: UnsafePointer<CChar>, _ interface: StaticString,
    _ member: StaticString
  ) -> BusMessage? {
    make {
      sd_bus_message_new_method_call(
        connection.bus, &$0, name.cString, path, interface.cString, member.cString)
    }
  }
}

/// A registered callback of sd-bus, or a call that waits for its reply (sd_bus_slot_unref(3)): cancelled when the slot
/// is released. A callback may release its own slot.
final class BusSlot {
  private let pointer: OpaquePointer

  private init(owning pointer: OpaquePointer) { self.pointer = pointer }

  deinit { sd_bus_slot_unref(pointer) }

  /// - Parameters:
  ///   - function: the name of the libsystemd function that `make` calls.
  ///   - make: returns 0 or more, or a negative errno.
  static func make(_ function: StaticString, _ make: (inout OpaquePointer?) -> Int32) throws(BusError) -> BusSlot {
    var pointer: OpaquePointer?
    let result = make(&pointer)
    guard result >= 0, let pointer else { throw .failed(function, code: -result) }
    return BusSlot(owning: pointer)
  }

  /// Sends a call; the callback receives the reply.
  /// - Parameter patience: timeout in microseconds; 0 for the connection's default.
  /// - Returns: nil if it could not be sent.
  static func send(
    _ message: borrowing BusMessage, on connection: BusConnection, patience: UInt64 = 0,
    _ callback: sd_bus_message_handler_t, _ userdata: UnsafeMutableRawPointer
  ) -> BusSlot? {
    var pointer: OpaquePointer?
    guard sd_bus_call_async(connection.bus, &pointer, message.pointer, callback, userdata, patience) >= 0, let pointer
    else { return nil }
    return BusSlot(owning: pointer)
  }
}

/// Passes the message of a callback of sd-bus to the object that `userdata` refers to.
/// - Returns: the value that the callback has to return.
func deliver<Owner: AnyObject>(
  _ message: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?, to: Owner.Type,
  _ body: (Owner, MessageReader) -> Void
) -> Int32 {
  guard let message, let userdata else { return 0 }
  body(Unmanaged<Owner>.fromOpaque(userdata).takeUnretainedValue(), MessageReader(message))
  return 0
}
