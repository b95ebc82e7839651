import CSystemd
import MonitorScript
import PsoasMonitor
import PsoasSystem

@testable import PsoasBus

/// Bytes that the parts of a run read in turn.
final class SharedScript {
  var script: MonitorScript
  init(_ bytes: UnsafeBufferPointer<UInt8>) { script = MonitorScript(bytes) }

  /// Values of messages, from the same bytes.
  func values<Result>(_ body: (inout MessageScript) -> Result) -> Result {
    var values = MessageScript(script.script)
    defer { script.script = values.script }
    return body(&values)
  }
}

/// A program on the bus that calls anything, owns names of the desktop and of logind, and answers as it likes.
final class HostilePeer {
  let connection: BusConnection
  private let script: SharedScript
  private var filter: BusSlot?
  /// The number of replies to each call.
  private var replies: [UInt64: Int] = [:]
  private var unanswered = 0
  /// Calls of the service that are answered later, or never.
  private var held: [HeldCall] = []
  private var names: Set<Int> = []
  /// The connection of the last tray item that was registered.
  private(set) var item = Text()
  private(set) var violation: MonitorInvariants.Violation?

  init(_ kind: BusKind, _ loop: EventLoop, _ script: SharedScript) throws(BusError) {
    self.script = script
    connection = try BusConnection(kind, loop: loop)
    connection.flushAtExit(false)
    filter = try BusSlot.make("sd_bus_add_filter") {
      sd_bus_add_filter(
        connection.bus, &$0,
        { message, userdata, _ in
          guard let message, let userdata else { return 0 }
          return Unmanaged<HostilePeer>.fromOpaque(userdata).takeUnretainedValue().receive(message) ? 1 : 0
        }, Unmanaged.passUnretained(self).toOpaque())
    }
  }

  /// Whether each call that expects a reply has got one.
  var isAnswered: Bool { unanswered == 0 }

  // MARK: Calls

  /// Calls a method of the service or of its tray item.
  func call(_ destination: Text, _ path: Text, _ interface: StaticString, _ method: Text, _ signature: Text) {
    let message = BusMessage.make { message in
      destination.withCString { destination in
        path.withCString { path in
          method.withCString {
            sd_bus_message_new_method_call(connection.bus, &message, destination, path, interface.cString, $0)
          }
        }
      }
    }
    guard let message else { return }
    sd_bus_message_set_auto_start(message.pointer, 0)
    let isWhole = script.values { $0.append(mostly: signature, to: message.pointer) }
    guard isWhole else { return }
    let expectsReply = script.script.script.index(16) > 0
    sd_bus_message_set_expect_reply(message.pointer, expectsReply ? 1 : 0)
    var cookie: UInt64 = 0
    guard sd_bus_send(connection.bus, message.pointer, &cookie) >= 0, expectsReply else { return }
    replies[cookie] = 0
    unanswered += 1
  }

  /// A call that the service answers after all earlier messages of this peer.
  func ping(_ service: BusConnection) {
    var name: UnsafePointer<CChar>?
    guard sd_bus_get_unique_name(service.bus, &name) >= 0, let name else { return }
    let message = BusMessage.make {
      sd_bus_message_new_method_call(
        connection.bus, &$0, name, ServiceName.path.cString, Self.peerInterface.cString, Self.ping.cString)
    }
    var cookie: UInt64 = 0
    guard let message, sd_bus_send(connection.bus, message.pointer, &cookie) >= 0 else { return }
    replies[cookie] = 0
    unanswered += 1
  }

  private static let peerInterface: StaticString = "org.freedesktop.DBus.Peer"
  private static let ping: StaticString = "Ping"

  // MARK: Names and signals

  /// Takes a name of another service, or drops it.
  func toggle(name index: Int) {
    let name = HostileWords.names[index]
    if names.remove(index) != nil {
      sd_bus_release_name(connection.bus, name.cString)
    } else if sd_bus_request_name(connection.bus, name.cString, 0) >= 0 {
      names.insert(index)
    }
  }

  func emit(_ signal: HostileWords.Signal) {
    let path = script.script.script.index(8) > 0 ? signal.path : script.values { $0.path() }
    let message = BusMessage.make { message in
      path.withCString {
        sd_bus_message_new_signal(connection.bus, &message, $0, signal.interface.cString, signal.member.cString)
      }
    }
    guard let message else { return }
    if script.values({ $0.append(mostly: signal.signature, to: message.pointer) }) { message.send(on: connection) }
  }

  // MARK: What it receives

  /// - Returns: whether the message needs no other answer.
  private func receive(_ message: OpaquePointer) -> Bool {
    var type: UInt8 = 0
    sd_bus_message_get_type(message, &type)
    switch Int(type) {
    case Int(SD_BUS_MESSAGE_METHOD_CALL):
      answer(message)
      return true
    case Int(SD_BUS_MESSAGE_METHOD_RETURN), Int(SD_BUS_MESSAGE_METHOD_ERROR):
      count(message)
      return true
    default:
      return false
    }
  }

  private func count(_ reply: OpaquePointer) {
    var cookie: UInt64 = 0
    guard sd_bus_message_get_reply_cookie(reply, &cookie) >= 0, let count = replies[cookie] else { return }
    replies[cookie] = count + 1
    if count == 0 { unanswered -= 1 } else { fail("a call got a second reply") }
    guard let error = sd_bus_message_get_error(reply) else { return }
    let name = Text(cString: error.pointee.name)
    guard name.hasPrefix("org.psoas.Psoas1.Error.") || name.hasPrefix("org.freedesktop.DBus.Error.") else {
      return fail("an error with the name \(String(decoding: name, as: UTF8.self))")
    }
    if Text(cString: error.pointee.message).isEmpty { fail("an error that says nothing") }
  }

  private func fail(_ text: String) { violation = violation ?? MonitorInvariants.Violation(text) }

  private func answer(_ call: OpaquePointer) {
    let reader = MessageReader(call)
    let member = reader.member
    if member == "RegisterStatusNotifierItem" { item = reader.sender }
    switch script.script.script.index(10) {
    case 0: break
    case 1: if held.count < 16 { held.append(HeldCall(call)) }
    case 2:
      let name = script.script.script.element(HostileWords.errors)
      let text = script.values { $0.text() }
      _ = text.wellFormed.withCString { text in
        name.withCString { name in
          var error = sd_bus_error(name: name, message: text, _need_free: 0)
          return sd_bus_reply_method_error(call, &error)
        }
      }
    default: reply(to: call, HostileWords.reply(to: member))
    }
  }

  /// Answers a call that was kept.
  func answerHeld() {
    guard !held.isEmpty else { return }
    let call = held.removeFirst()
    // Otherwise the message is released after its pointer is read.
    withExtendedLifetime(call) {
      reply(to: call.message.pointer, HostileWords.reply(to: MessageReader(call.message.pointer).member))
    }
  }

  private func reply(to call: OpaquePointer, _ signature: Text) {
    guard let reply = BusMessage.make({ sd_bus_message_new_method_return(call, &$0) }) else { return }
    if script.values({ $0.append(mostly: signature, to: reply.pointer) }) { reply.send(on: connection) }
  }
}

/// A message that is kept after its callback.
private final class HeldCall {
  let message: BusMessage
  init(_ call: OpaquePointer) { message = BusMessage(keeping: call) }
}
