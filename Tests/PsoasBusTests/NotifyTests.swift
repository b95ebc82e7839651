import Foundation
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

/// A datagram socket in the file system, as the service manager and the journal have.
struct DatagramServer {
  let descriptor: Int32

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0, "cannot bind \(path): errno \(errno)")
  }

  /// The next datagram; nil if none has arrived.
  func next() -> String? {
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
  }
}

@Suite struct NotifyTests {
  // In a separate process, because all threads share the environment.
  @Test func `it gets READY, the status and STOPPING`() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let path = scratch.path("notify")
      #expect(Notify.ready() == false)
      let server = try DatagramServer(path)
      setenv("NOTIFY_SOCKET", path, 1)
      #expect(Notify.ready())
      #expect(server.next() == "READY=1")
      #expect(Notify.status(Text("sitting for 31 min\nREADY=0".utf8)))
      #expect(server.next() == "STATUS=sitting for 31 min\\nREADY=0")
      #expect(Notify.watchdog())
      #expect(server.next() == "WATCHDOG=1")
      #expect(Notify.stopping())
      #expect(server.next() == "STOPPING=1")
    }
  }

  @Test func `the watchdog is fed as long as the loop turns and the work gets done, where one is set`() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let path = scratch.path("watchdog")
      let loop = try EventLoop()
      var isWorking = true
      #expect(try Watchdog(loop) { isWorking } == nil)
      let server = try DatagramServer(path)
      setenv("NOTIFY_SOCKET", path, 1)
      setenv("WATCHDOG_USEC", "200000", 1)
      setenv("WATCHDOG_PID", "\(getpid())", 1)
      let watchdog = try Watchdog(loop) { isWorking }
      #expect(watchdog != nil)
      for _ in 0..<3 {
        var message: String?
        try turn(loop) {
          message = server.next()
          return message != nil
        }
        #expect(message == "WATCHDOG=1")
      }
      isWorking = false
      while server.next() != nil {}
      // The loop runs for five times as long as the first message took, and no message is sent.
      let end = Date(timeIntervalSinceNow: 0.4)
      while Date() < end { try loop.runOnce(waiting: 10_000) }
      #expect(server.next() == nil)
      isWorking = true
      try turn(loop) { server.next() == "WATCHDOG=1" }
    }
  }
}
