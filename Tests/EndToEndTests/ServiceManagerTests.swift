import Foundation
import PsoasSystem
import TestSupport
import Testing

/// The messages to the service manager, on a real notify socket.
@Suite struct ServiceManagerTests {
  @Test(arguments: Program.daemons)
  func `hears READY, the watchdog, a status line and STOPPING`(daemon: Program) throws {
    let scratch = try Scratch()
    let socket = try NotifySocket(scratch.path("notify"))
    let running = try daemon.with(["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "300000"])
      .start(["--synthetic", "--bus", "none", "--output", "none", "--speed", "60"])
    #expect(socket.hears("READY=1"))
    #expect(socket.hears("WATCHDOG=1"))
    #expect(socket.hears("STATUS="))
    // The limit of each message is a timer, which ends with it (proc_pid_timers(5)): it would wake the daemon a thousand
    // times a second. The daemon may be sending just now.
    let timers = "/proc/\(running.processIdentifier)/timers"
    let isIdle = (0..<100).contains { _ in
      usleep(5000)
      return (try? String(contentsOfFile: timers, encoding: .utf8)) == ""
    }
    #expect(isIdle)
    #expect(running.stop().status == 0)
    #expect(socket.hears("STOPPING=1"))
  }
}

/// The service manager's end of NOTIFY_SOCKET (sd_notify(3)).
final class NotifySocket {
  let path: String
  private let descriptor: Int32
  private var received = ""

  init(_ path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
  }

  deinit { close(descriptor) }

  /// Waits until `text` has been received after `before`; false after a minute.
  func hears(after before: String, _ text: String) -> Bool {
    hears(where: { received in
      guard let start = received.range(of: before)?.upperBound else { return false }
      return received[start...].contains(text)
    })
  }

  /// Waits until `text` has been received; false after a minute.
  func hears(_ text: String) -> Bool { hears(where: { $0.contains(text) }) }

  private func hears(where holds: (String) -> Bool) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    for _ in 0..<600 {
      if holds(received) { return true }
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard Foundation.poll(&poll, 1, 100) > 0 else { continue }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count > 0 { received += String(decoding: buffer[..<count], as: UTF8.self) + "\n" }
    }
    return holds(received)
  }
}
