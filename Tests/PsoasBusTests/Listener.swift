import Foundation
import TestSupport
import Testing

@testable import PsoasBus

/// Receives the service's signals, in the output format of `gdbus monitor`.
final class Listener {
  private let monitor: Child
  private let loop: EventLoop
  private let probe = "org.psoas.Psoas1.Manager.ReminderClosed (uint32 4294967295, 'withdrawn')"

  /// Returns when the first signal has been received.
  init(_ bus: PrivateBus, _ loop: EventLoop, _ service: BusService) throws {
    self.loop = loop
    monitor = try bus.child("gdbus", ["monitor", "--session", "--dest", "org.psoas.Psoas1"])
    // gdbus does not report when it has subscribed, so the signal is repeated until it is received.
    try turn(loop) {
      service.announce(.reminderClosed(number: .max, .withdrawn))
      return signals.contains(probe)
    }
  }

  deinit { monitor.kill() }

  /// The signals up to the first one with the member `member`, without the object path.
  func lines(until member: String) throws -> [String] {
    try turn(loop) { received.contains { $0.contains(".\(member) ") } }
    return received
  }

  private var received: [String] { signals.filter { $0 != probe } }

  private var signals: [String] {
    let path = "/org/psoas/Psoas1: "
    return monitor.wholeLines.filter { $0.hasPrefix(path) }.map { String($0.dropFirst(path.count)) }
  }
}
