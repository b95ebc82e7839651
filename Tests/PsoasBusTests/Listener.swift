import Foundation
import Testing

@testable import PsoasBus

/// Hears what the service says, as `gdbus monitor` prints it.
final class Listener {
  private let monitor: Child
  private let loop: EventLoop
  private var printed = Data()
  private let probe = "org.psoas.Psoas1.Manager.ReminderClosed (uint32 4294967295, 'withdrawn')"

  /// Returns when it hears the service.
  init(_ bus: PrivateBus, _ loop: EventLoop, _ service: BusService) throws {
    self.loop = loop
    monitor = try bus.child("gdbus", ["monitor", "--session", "--dest", "org.psoas.Psoas1"])
    let descriptor = monitor.outputHandle.fileDescriptor
    #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
    // It does not say when it has begun to listen: so it is spoken to until it answers.
    try turn(loop) {
      service.announce(.reminderClosed(number: .max, .withdrawn))
      return signals.contains(probe)
    }
  }

  deinit { monitor.end() }

  /// The signals up to the first whose member is `member`, without the object's path.
  func lines(until member: String) throws -> [String] {
    try turn(loop) { received.contains { $0.contains(".\(member) ") } }
    return received
  }

  private var received: [String] { signals.filter { $0 != probe } }

  private var signals: [String] {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(monitor.outputHandle.fileDescriptor, &chunk, chunk.count)
      guard count > 0 else { break }
      printed += Data(chunk[..<count])
    }
    let path = "/org/psoas/Psoas1: "
    // What stands behind the last line feed is not a whole line yet.
    return String(decoding: printed, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .filter { $0.hasPrefix(path) }.map { String($0.dropFirst(path.count)) }
  }
}
