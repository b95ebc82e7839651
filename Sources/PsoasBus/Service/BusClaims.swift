import PsoasMonitor
import PsoasSystem

/// The calls for claims of programs.
extension BusService {
  /// Largest size of a reason: it is shown to people in a list.
  private static let reasonLimit = 200

  /// - Returns: the cookie.
  func inhibit(_ call: MessageReader) throws(ServiceRefusal) -> UInt32 {
    let reason = call.word()
    guard 1...Self.reasonLimit ~= reason.count else {
      throw ServiceRefusal(
        "org.psoas.Psoas1.Error.InvalidReason", "A reason has 1 to 200 bytes: say why reminders are inhibited.")
    }
    return try inhibitions.claim(call.sender, reason)
  }

  func uninhibit(_ call: MessageReader) throws(ServiceRefusal) {
    guard let cookie = call.unsigned32(), cookie != 0, inhibitions.release(call.sender, cookie: cookie) else {
      throw ServiceRefusal(
        "org.psoas.Psoas1.Error.UnknownCookie",
        "You hold no such inhibition: use the cookie that Inhibit() returned on this connection.")
    }
  }

  func writeInhibitors(to writer: inout MessageWriter) {
    writer.container(BusType.array, "(uss)") { array in
      inhibitions.each { cookie, owner, reason in
        array.container(BusType.structure, "uss") {
          $0.append(cookie)
          $0.append(text: owner)
          $0.append(text: reason)
        }
      }
    }
  }

  /// Repeated claims have no further effect.
  func claimTilt(_ call: MessageReader) throws(ServiceRefusal) {
    guard !tiltClaims.holds(call.sender) else { return }
    _ = try tiltClaims.claim(call.sender)
  }
}
