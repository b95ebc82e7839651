import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

/// A watcher of tray items on a private bus, which is also their host.
final class MockWatcher {
  private let bus: PrivateBus
  private let loop: EventLoop
  private let program: Child

  init(_ bus: PrivateBus, _ loop: EventLoop) throws {
    self.bus = bus
    self.loop = loop
    program = try bus.child("/usr/bin/python3", [Repository.path("Tests/PsoasBusTests/watcher.py")])
    try turn(loop) { lines.first == "watching" || !program.isRunning }
    try #require(program.isRunning, "\(program.errorsSoFar)")
  }

  deinit { program.kill() }

  func end() { program.kill() }

  private var lines: [String] { program.wholeLines.map(String.init) }

  /// What it has said after its first line.
  var said: [String] { Array(lines.dropFirst()) }

  /// Names and contents of the signals that it has received.
  var signals: [String] { said.filter { $0.hasPrefix("signal ") }.map { String($0.dropFirst(7)) } }

  /// Calls a method of the item.
  @discardableResult
  func item(_ arguments: String...) throws -> Child.Result {
    try bus.child(
      "busctl",
      ["--address=" + bus.address, "call", item, "/StatusNotifierItem", "org.kde.StatusNotifierItem"] + arguments
    ).finish(turning: loop)
  }

  /// Calls a method of the item's menu.
  @discardableResult
  func menu(_ arguments: String...) throws -> Child.Result {
    try bus.child(
      "busctl",
      ["--address=" + bus.address, "call", "--", item, "/MenuBar", "com.canonical.dbusmenu"] + arguments
    ).finish(turning: loop)
  }

  /// Chooses a row of the menu.
  func click(_ row: Int) throws {
    let answer = try menu("Event", "isvu", "\(row)", "clicked", "s", "", "0")
    #expect(answer.status == 0, "\(answer.errors)")
  }

  /// A property of the item, as busctl prints it.
  func property(_ name: String) throws -> String {
    let answer = try bus.child(
      "busctl",
      ["--address=" + bus.address, "get-property", item, "/StatusNotifierItem", "org.kde.StatusNotifierItem", name]
    ).finish(turning: loop)
    return answer.output.trimmingCharacters(in: .newlines) + answer.errors
  }

  /// The name of the item that was registered last.
  var item: String { said.last { $0.hasPrefix("registered ") }.map { String($0.dropFirst(11)) } ?? "" }

  /// Waits until an item is registered, or gone.
  func wait(for event: String) throws { try turn(loop) { said.last?.hasPrefix(event + " ") == true } }
}

extension BusStatus {
  /// Local time is UTC here.
  static func example(sittingSince: UInt64 = 0, next: UInt64 = 0, posture: Posture = .sitting) -> BusStatus {
    var status = BusStatus()
    status.posture = PostureEstimate(posture, confidence: 0.9)
    status.sittingSince = sittingSince
    status.nextReminder = next
    return status
  }
}
