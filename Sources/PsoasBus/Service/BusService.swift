import CLinux
import CSystemd
import PsoasCore
import PsoasMonitor

/// Is told what the wearer, or a program on the wearer's behalf, asks for over a bus.
public protocol CommandHandler: AnyObject {
  /// Called before the caller is answered: what it changes is on the bus when the answer comes.
  func command(_ command: Command)
}

/// org.psoas.Psoas1 on a bus: answers calls, tells of changes. Served by the connection's event loop.
public final class BusService {
  private let connection: BusConnection
  private unowned(unsafe) let handler: any CommandHandler
  private let table = ServiceTable()
  private var slot: OpaquePointer?
  private var status = BusStatus()
  /// Answers what is asked of the service itself; not retained, must outlive the service.
  public unowned(unsafe) var keeper: (any ServiceKeeper)?

  /// Publishes the object, then takes the name, so that whoever waits for the name finds the object.
  /// - Parameters:
  ///   - connection: one that a loop serves.
  ///   - handler: not retained; must outlive the service.
  /// - Throws: `BusError.nameTaken` where another daemon serves this bus, `.nameDenied` where policy forbids.
  public init(on connection: BusConnection, _ handler: any CommandHandler) throws(BusError) {
    self.connection = connection
    self.handler = handler
    var result = sd_bus_add_object_vtable(
      connection.bus, &slot, ServiceName.path.cString, ServiceName.manager.cString, table.entries.baseAddress,
      Unmanaged.passUnretained(self).toOpaque())
    guard result >= 0 else { throw .failed("sd_bus_add_object_vtable", code: -result) }
    result = sd_bus_request_name(connection.bus, ServiceName.bus.cString, 0)
    guard result >= 0 else { throw BusService.refusal(-result, connection.kind) }
  }

  deinit {
    sd_bus_slot_unref(slot)
    sd_bus_release_name_async(connection.bus, nil, ServiceName.bus.cString, { _, _, _ in 0 }, nil)
  }

  /// Takes what is known now; clients are told of what has changed, as far as it is told at all.
  public func update(_ new: BusStatus) {
    let old = status
    status = new
    var changed: [UnsafeMutablePointer<CChar>?] = []
    for property in BusProperty.allCases where property.announcement == .always {
      if property.differs(old, new) {
        changed.append(UnsafeMutablePointer(mutating: property.name.cString))
      } else {
        // What was told stays what is told, until it is apart from it by enough to be told again.
        property.keep(old, in: &status)
      }
    }
    guard !changed.isEmpty else { return }
    changed.append(nil)
    sd_bus_emit_properties_changed_strv(
      connection.bus, ServiceName.path.cString, ServiceName.manager.cString, &changed)
  }

  /// Sends the signal that belongs to an event; most events have none.
  public func announce(_ event: Event) {
    switch event {
    case .reminder(let reminder):
      signal("Reminder") {
        $0.append(UInt32(clamping: reminder.number))
        $0.append(text: reminder.exercise)
        $0.append(text: reminder.title)
        $0.append(text: reminder.cue)
        $0.append(UInt64(micro: reminder.sittingSeconds))
      }
    case .reminderClosed(let number, let outcome):
      signal("ReminderClosed") {
        $0.append(UInt32(clamping: number))
        $0.append(text: outcome.name)
      }
    case .posture(let estimate):
      signal("PostureChanged") {
        $0.append(text: estimate.posture.name)
        $0.append(estimate.confidence)
      }
    default: break
    }
  }

  private func signal(_ name: StaticString, _ write: (inout MessageWriter) -> Void) {
    var message: OpaquePointer?
    guard
      sd_bus_message_new_signal(
        connection.bus, &message, ServiceName.path.cString, ServiceName.manager.cString, name.cString) >= 0,
      let message
    else { return }
    defer { sd_bus_message_unref(message) }
    var writer = MessageWriter(message)
    write(&writer)
    // A bus that has gone hears nothing, and the daemon needs it for nothing.
    if writer.result >= 0 { sd_bus_send(connection.bus, message, nil) }
  }

  private static func refusal(_ code: Int32, _ kind: BusKind) -> BusError {
    switch code {
    case EEXIST: .nameTaken(kind)
    case EPERM, EACCES: .nameDenied(kind)
    case ECONNREFUSED, ECONNRESET, ENOTCONN, ENOENT, ETIMEDOUT: .absent(kind, code: code)
    default: .failed("sd_bus_request_name", code: code)
    }
  }
}

// MARK: Calls

extension BusService {
  typealias ErrorPointer = UnsafeMutablePointer<sd_bus_error>

  /// Hands a call to the service it is meant for.
  static func answer(
    _ message: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?, _ error: ErrorPointer?,
    _ body: (BusService, OpaquePointer, ErrorPointer?) -> Int32
  ) -> Int32 {
    guard let message, let userdata else { return -EINVAL }
    return body(Unmanaged<BusService>.fromOpaque(userdata).takeUnretainedValue(), message, error)
  }

  static func write(
    _ name: UnsafePointer<CChar>?, to reply: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?
  ) -> Int32 {
    guard let reply, let userdata, let property = BusProperty.named(name) else { return -EINVAL }
    let service = Unmanaged<BusService>.fromOpaque(userdata).takeUnretainedValue()
    var writer = MessageWriter(reply)
    property.write(service.status, to: &writer)
    return writer.result
  }

  func getStatus(_ call: OpaquePointer) -> Int32 {
    let status = status
    return reply(to: call) { writer in
      writer.container(BusType.array, "{sv}") { array in
        for property in BusProperty.allCases {
          array.entry(property.name, property.signature) { property.write(status, to: &$0) }
        }
      }
    }
  }

  func snooze(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    guard let minutes = MessageReader(call).unsigned32() else { return -EINVAL }
    guard 1...600 ~= minutes else {
      return sd_bus_error_set(
        error, "org.psoas.Psoas1.Error.InvalidMinutes",
        "A snooze takes 1 to 600 minutes; use Pause() for an open end.")
    }
    return obey(.snooze(minutes: Int(minutes)), call)
  }

  func correct(_ call: OpaquePointer, _ error: ErrorPointer?, _ command: (Posture) -> Command) -> Int32 {
    guard let word = MessageReader(call).text() else { return -EINVAL }
    for posture in Posture.allCases where posture != .unknown && word.equals(posture.name) {
      return obey(command(posture), call)
    }
    return sd_bus_error_set(
      error, "org.psoas.Psoas1.Error.UnknownPosture", "A posture is standing, walking, sitting, lying or notWorn.")
  }

  func obey(_ command: Command, _ call: OpaquePointer) -> Int32 {
    handler.command(command)
    return reply(to: call) { _ in }
  }

  func reply(to call: OpaquePointer, _ write: (inout MessageWriter) -> Void) -> Int32 {
    var message: OpaquePointer?
    let result = sd_bus_message_new_method_return(call, &message)
    guard result >= 0, let message else { return result }
    defer { sd_bus_message_unref(message) }
    var writer = MessageWriter(message)
    write(&writer)
    return writer.result < 0 ? writer.result : sd_bus_send(connection.bus, message, nil)
  }
}
