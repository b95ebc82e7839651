import Foundation
import TestSupport
import Testing

@testable import PsoasBus

/// python-dbusmock's notification server on a private bus, and the calls it received.
final class MockDesktop {
  let bus: PrivateBus
  let loop: EventLoop
  private var server: Child?

  init(_ bus: PrivateBus, _ loop: EventLoop) {
    self.bus = bus
    self.loop = loop
  }

  deinit { server?.kill() }

  /// - Parameter capabilities: nil for the template's default.
  func start(capabilities: String? = nil) throws {
    var arguments = ["-m", "dbusmock", "--session", "--template", "notification_daemon", "--logfile", "/dev/null"]
    if let capabilities { arguments += ["--parameters", "{\"capabilities\": \"\(capabilities)\"}"] }
    let server = try bus.child("/usr/bin/python3", arguments)
    self.server = server
    try turn(loop) { isOwned || !server.isRunning }
    try #require(isOwned, "no mock of a desktop: is python3-dbusmock installed?")
    // The client queries the capabilities when the name appears.
    try settle()
  }

  /// The server ends, as in a crash or a replacement.
  func end() throws {
    server?.kill()
    try turn(loop) { !isOwned }
    try settle()
  }

  /// The server keeps its name but does not reply.
  func freeze() { signal(SIGSTOP) }
  func thaw() { signal(SIGCONT) }

  private func signal(_ number: Int32) {
    if let server { server.signal(number) }
  }

  private var isOwned: Bool {
    (try? bus.busctl("status", "org.freedesktop.Notifications").wait().status) == 0
  }

  /// Runs the loop until pending messages are processed.
  func settle() throws {
    for _ in 0..<10 { try loop.runOnce(waiting: 2000) }
  }

  func gdbus(_ method: String, _ arguments: String...) throws -> String {
    let call = [
      "call", "--session", "--dest", "org.freedesktop.Notifications", "--object-path",
      "/org/freedesktop/Notifications", "--method", method,
    ]
    let answer = try bus.child("gdbus", call + arguments).finish(turning: loop)
    try #require(answer.status == 0, "\(answer.errors)")
    return answer.output
  }

  /// The arguments of each call of a method, in gdbus format.
  func calls(_ method: String) throws -> [String] {
    let all = try gdbus("org.freedesktop.DBus.Mock.GetMethodCalls", method)
    // One tuple per call: (time, [arguments]).
    return all.matches(of: /\((?:uint64 )?\d+, \[(.*?)\]\)(?=, \(|\])/).map { String($0.1) }
  }

  /// Waits until a method has been called `count` times.
  func wait(for method: String, calls count: Int) throws {
    try turn(loop) { ((try? calls(method).count) ?? 0) >= count }
    try settle()
  }

  /// Emits a signal of the server.
  func emit(_ signal: String, _ identifier: Int, _ argument: String) throws {
    let types = signal == "NotificationClosed" ? "uu" : "us"
    _ = try gdbus(
      "org.freedesktop.DBus.Mock.EmitSignal", "org.freedesktop.Notifications", signal, types,
      "[<uint32 \(identifier)>, <\(argument)>]")
    try settle()
  }

  /// Replaces a method by `code`, in Python, which may raise an error.
  func replace(_ method: String, _ input: String, _ output: String, _ code: String) throws {
    _ = try gdbus("org.freedesktop.DBus.Mock.AddMethod", "org.freedesktop.Notifications", method, input, output, code)
  }
}
