import Foundation
import TestSupport
import Testing

/// The tray's menu and the whole daemon: each entry does what it says.
@Suite struct DaemonTrayTests {
  private static let manager = ["org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager"]

  @Test(arguments: Program.daemons)
  func `each entry of the menu acts, and the setting ends the item`(daemon: Program) throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    try scratch.write("psoas.conf", "[Reminders]\nSnoozeMinutes=25\n")
    let watcher = try Program(path: "/usr/bin/python3").with(bus.environment).start(
      [Repository.path("Tests/PsoasBusTests/watcher.py")])
    #expect(watcher.prints("watching"), "\(watcher.errorsSoFar)")
    // Slow, so that one minute seated lasts for the test.
    let running = try daemon.with(bus.environment).with([
      "PSOAS_CONFIG_DIRS": scratch.path, "XDG_STATE_HOME": scratch.path("state"),
    ]).start(["--synthetic", "--bus", "user", "--output", "none", "--no-history", "--speed", "1"])
    let name = "org.kde.StatusNotifierItem-\(running.processIdentifier)"
    var item = "\(name)-1"
    #expect(watcher.prints("registered \(item)"), "\(running.errorsSoFar)")

    func property(_ name: String) throws -> String {
      try bus.call(["get-property"] + Self.manager + [name]).output.trimmingCharacters(in: .newlines)
    }
    func click(_ row: Int) throws {
      let menu = [item, "/MenuBar", "com.canonical.dbusmenu", "Event", "isvu", "\(row)", "clicked", "s", "", "0"]
      let answer = try bus.call(["call"] + menu)
      #expect(answer.status == 0, "\(answer.errors)")
    }
    func label(_ row: Int) throws -> String {
      try bus.call(
        "call", item, "/MenuBar", "com.canonical.dbusmenu", "GetProperty", "is", "\(row)", "label"
      ).output.trimmingCharacters(in: .newlines)
    }

    #expect(try property("Paused") == "b false")
    try click(6)
    #expect(try property("Paused") == "b true")
    #expect(try label(6) == "v s \"Resume suggestions\"")
    try click(6)
    #expect(try property("Paused") == "b false")

    #expect(try label(5) == "v s \"Snooze for 25 min\"")
    try click(5)
    #expect(try property("SnoozedUntil").wholeMatch(of: /t [1-9][0-9]{14,}/) != nil)
    #expect(try label(2).hasPrefix("v s \"Suggestions are snoozed until "))

    #expect(try label(4).hasPrefix("v s \"Start: "))
    // The advice has been read.
    try FileManager.default.createDirectory(atPath: scratch.path("state/psoas"), withIntermediateDirectories: true)
    try scratch.write("state/psoas/safety-shown", "")
    try click(4)
    #expect(try property("ActiveSession").wholeMatch(of: /s "[a-z-]+"/) != nil)
    #expect(try label(4) == "v s \"Stop the exercise\"")
    try click(4)
    #expect(try property("ActiveSession") == "s \"\"")

    try scratch.write("psoas.conf", "[Notifications]\nTray=no\n")
    #expect(try bus.call(["call"] + Self.manager + ["Reload"]).output == "as 0\n")
    #expect(watcher.prints("gone \(item)"))
    try scratch.write("psoas.conf", "[Notifications]\nTray=yes\n")
    #expect(try bus.call(["call"] + Self.manager + ["Reload"]).output == "as 0\n")
    item = "\(name)-2"
    #expect(watcher.prints("registered \(item)"), "\(watcher.errorsSoFar)")
    try click(9)
    #expect(watcher.prints("gone \(item)"))
    #expect(try property("Paused") == "b false", "the service goes on")
    #expect(running.stop().status == 0)
    watcher.kill()
  }
}
