import Foundation
import TestSupport
import Testing

@testable import PsoasBus

/// A python-dbusmock object that owns a name on a private bus.
final class MockService {
  let name: String
  let path: String
  let interface: String
  private let bus: PrivateBus
  private let loop: EventLoop
  private var server: Child?

  init(_ bus: PrivateBus, _ loop: EventLoop, _ name: String, _ path: String, _ interface: String) throws {
    self.bus = bus
    self.loop = loop
    self.name = name
    self.path = path
    self.interface = interface
    let server = try bus.child(
      "/usr/bin/python3", ["-m", "dbusmock", "--session", "--logfile", "/dev/null", name, path, interface])
    self.server = server
    try turn(loop) { isOwned || !server.isRunning }
    try #require(isOwned, "no mock of \(name): is python3-dbusmock installed?")
  }

  deinit { server?.kill() }

  func end() throws {
    server?.kill()
    try turn(loop) { !isOwned }
  }

  private var isOwned: Bool { (try? bus.busctl("status", name).wait().status) == 0 }

  @discardableResult
  func call(_ method: String, _ arguments: String..., object: String? = nil) throws -> String {
    let call = ["call", "--session", "--dest", name, "--object-path", object ?? path, "--method", method]
    let answer = try bus.child("gdbus", call + arguments).finish(turning: loop)
    try #require(answer.status == 0, "\(method): \(answer.errors)")
    return answer.output
  }

  func property(_ name: String, _ value: String) throws {
    try call("org.freedesktop.DBus.Mock.AddProperty", interface, name, value)
  }

  /// Changes a property and emits PropertiesChanged.
  func change(_ name: String, _ value: String) throws {
    try call("org.freedesktop.DBus.Mock.UpdateProperties", interface, "{'\(name)': \(value)}")
  }

  /// Adds a method that runs `code`, in Python.
  func method(_ name: String, _ input: String, _ output: String, _ code: String) throws {
    try call("org.freedesktop.DBus.Mock.AddMethod", interface, name, input, output, code)
  }

  func emit(_ signal: String, _ types: String, _ arguments: String) throws {
    try call("org.freedesktop.DBus.Mock.EmitSignal", interface, signal, types, arguments)
  }
}
