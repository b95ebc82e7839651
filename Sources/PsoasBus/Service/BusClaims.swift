import CLinux
import CSystemd
import PsoasCore
import PsoasMonitor

/// The calls about what programs hold, and where sensors are worn.
extension BusService {
  /// Bytes of a reason: it stands in a list that people read.
  private static let reasonLimit = 200

  func inhibit(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    guard let reason = MessageReader(call).text() else { return -EINVAL }
    guard 1...Self.reasonLimit ~= reason.count else {
      return sd_bus_error_set(
        error, "org.psoas.Psoas1.Error.InvalidReason", "A reason takes 1 to 200 bytes: say what is going on.")
    }
    do throws(ClaimTable.Refusal) {
      let cookie = try inhibitions.claim(sender(of: call), reason)
      return reply(to: call) { $0.append(cookie) }
    } catch {
      return refuse(error, call)
    }
  }

  func uninhibit(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    guard let cookie = MessageReader(call).unsigned32() else { return -EINVAL }
    guard cookie != 0, inhibitions.release(sender(of: call), cookie: cookie) else {
      return sd_bus_error_set(
        error, "org.psoas.Psoas1.Error.UnknownCookie",
        "You hold no such inhibition: give what Inhibit() returned on this very connection.")
    }
    return reply(to: call) { _ in }
  }

  func listInhibitors(_ call: OpaquePointer) -> Int32 {
    reply(to: call) { writer in
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
  }

  /// Claiming twice is claiming once.
  func claimTilt(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    let owner = sender(of: call)
    if !tiltClaims.holds(owner) {
      do throws(ClaimTable.Refusal) { _ = try tiltClaims.claim(owner) } catch { return refuse(error, call) }
    }
    return reply(to: call) { _ in }
  }

  /// Releasing what is not held is no fault.
  func releaseTilt(_ call: OpaquePointer) -> Int32 {
    _ = tiltClaims.release(sender(of: call))
    return reply(to: call) { _ in }
  }

  func assignSensor(_ call: OpaquePointer, _ pointer: ErrorPointer?) -> Int32 {
    let reader = MessageReader(call)
    guard let word = reader.text(), let identifier = reader.text() else { return -EINVAL }
    guard let placement = Placement(name: word) else {
      return sd_bus_error_set(
        pointer, "org.psoas.Psoas1.Error.UnknownPlacement", "A placement is pelvis, thigh or trunk.")
    }
    do throws(ServiceRefusal) {
      try handler.assign(placement, identifier)
      return reply(to: call) { _ in }
    } catch {
      return refuse(error, pointer)
    }
  }

  private func sender(of call: OpaquePointer) -> Bytes { Bytes(cString: sd_bus_message_get_sender(call)) }

  private func refuse(_ refusal: ClaimTable.Refusal, _ call: OpaquePointer) -> Int32 {
    var error = sd_bus_error()
    defer { sd_bus_error_free(&error) }
    switch refusal {
    case .failed(let code): return code
    case .full:
      sd_bus_error_set(
        &error, "org.psoas.Psoas1.Error.TooManyClaims",
        "A caller holds 16 at most, all together 256: release what is over.")
      return sd_bus_reply_method_error(call, &error)
    }
  }
}
