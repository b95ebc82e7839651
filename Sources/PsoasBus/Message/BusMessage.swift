import CSystemd
import PsoasMonitor
import PsoasSystem

/// A message that this process holds (sd_bus_message_ref(3)). A callback's message is sd-bus's own and is not held.
struct BusMessage: ~Copyable {
  let pointer: OpaquePointer

  /// Takes over a reference.
  init(owning pointer: OpaquePointer) { self.pointer = pointer }

  /// Takes a reference of its own: keeps a callback's message beyond the callback.
  init(keeping message: OpaquePointer) { pointer = sd_bus_message_ref(message) }

  deinit { sd_bus_message_unref(pointer) }

  /// - Parameter make: a function of libsystemd that makes a message.
  /// - Returns: nil where it could not be made.
  static func make(_ make: (inout OpaquePointer?) -> Int32) -> BusMessage? {
    var pointer: OpaquePointer?
    guard make(&pointer) >= 0, let pointer else { return nil }
    return BusMessage(owning: pointer)
  }

  /// Appends what `body` writes.
  /// - Returns: whether all of it could be appended.
  borrowing func write(_ body: (inout MessageWriter) -> Void) -> Bool {
    var writer = MessageWriter(pointer)
    body(&writer)
    return writer.result >= 0
  }

  /// Hands the message to `body` for reading.
  borrowing func read<Result>(_ body: (MessageReader) -> Result) -> Result { body(MessageReader(pointer)) }

  /// Sends it without waiting for an answer.
  /// - Returns: 0 or more, or a negative errno.
  @discardableResult
  borrowing func send(on connection: BusConnection) -> Int32 { sd_bus_send(connection.bus, pointer, nil) }

  /// A call of somebody else's method.
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

/// A callback's registration at sd-bus, or a call that waits for its answer (sd_bus_slot_unref(3)): given up when the
/// slot is dropped. It may be dropped in its own callback.
final class BusSlot {
  private let pointer: OpaquePointer

  private init(owning pointer: OpaquePointer) { self.pointer = pointer }

  deinit { sd_bus_slot_unref(pointer) }

  /// - Parameters:
  ///   - function: the name of the function of libsystemd that `make` calls.
  ///   - make: gives 0 or more, or a negative errno.
  static func make(_ function: StaticString, _ make: (inout OpaquePointer?) -> Int32) throws(BusError) -> BusSlot {
    var pointer: OpaquePointer?
    let result = make(&pointer)
    guard result >= 0, let pointer else { throw .failed(function, code: -result) }
    return BusSlot(owning: pointer)
  }

  /// Sends a call, whose answer the callback gets.
  /// - Parameter patience: microseconds to wait for the answer; 0 for the connection's own.
  /// - Returns: nil where it could not be sent.
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
