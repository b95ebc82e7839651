import Foundation
import Testing

@testable import PsoasBus

/// python-dbusmock's notification server on a private bus, and what it was asked.
final class MockDesktop {
  let bus: PrivateBus
  let loop: EventLoop
  private var server: Child?

  init(_ bus: PrivateBus, _ loop: EventLoop) {
    self.bus = bus
    self.loop = loop
  }

  deinit { server?.end() }

  /// - Parameter capabilities: nil for the template's own.
  func start(capabilities: String? = nil) throws {
    var arguments = ["-m", "dbusmock", "--session", "--template", "notification_daemon", "--logfile", "/dev/null"]
    if let capabilities { arguments += ["--parameters", "{\"capabilities\": \"\(capabilities)\"}"] }
    let server = try bus.child("/usr/bin/python3", arguments)
    self.server = server
    try turn(loop) { isOwned || !server.process.isRunning }
    try #require(isOwned, "no mock of a desktop: is python3-dbusmock installed?")
    // The capabilities are asked for once the name is there.
    try settle()
  }

  /// The server dies, as one that crashes or is replaced.
  func end() throws {
    server?.end()
    try turn(loop) { !isOwned }
    try settle()
  }

  /// It stays, and answers nobody.
  func freeze() { signal(SIGSTOP) }
  func thaw() { signal(SIGCONT) }

  private func signal(_ number: Int32) {
    if let server { kill(server.process.processIdentifier, number) }
  }

  private var isOwned: Bool {
    (try? bus.busctl("status", "org.freedesktop.Notifications").result().status) == 0
  }

  /// Lets the loop take in what is on its way.
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

  /// The arguments of each call of a method, as gdbus writes them.
  func calls(_ method: String) throws -> [String] {
    let all = try gdbus("org.freedesktop.DBus.Mock.GetMethodCalls", method)
    // One tuple a call: (time, [arguments]).
    return all.matches(of: /\((?:uint64 )?\d+, \[(.*?)\]\)(?=, \(|\])/).map { String($0.1) }
  }

  /// Waits until a method has been called so many times.
  func wait(for method: String, calls count: Int) throws {
    try turn(loop) { ((try? calls(method).count) ?? 0) >= count }
    try settle()
  }

  /// What the desktop tells the programs.
  func emit(_ signal: String, _ identifier: Int, _ argument: String) throws {
    let types = signal == "NotificationClosed" ? "uu" : "us"
    _ = try gdbus(
      "org.freedesktop.DBus.Mock.EmitSignal", "org.freedesktop.Notifications", signal, types,
      "[<uint32 \(identifier)>, <\(argument)>]")
    try settle()
  }

  /// Lets a method answer by an error from now on, or by `code` in the mock's language.
  func replace(_ method: String, _ input: String, _ output: String, _ code: String) throws {
    _ = try gdbus("org.freedesktop.DBus.Mock.AddMethod", "org.freedesktop.Notifications", method, input, output, code)
  }
}
