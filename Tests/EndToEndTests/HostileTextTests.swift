import Foundation
import TestSupport
import Testing

/// Texts from other programs on the bus that set the terminal's title, end the line, or reverse the following text.
@Suite struct HostileTextTests {
  private static let text = "plank\u{1B}]0;owned\u{7}\nFAKE \u{9B}31m\u{202E}"

  private func expectPlain(_ result: Child.Result, _ what: String) {
    for text in [result.output, result.errors] {
      let isPlain = text.unicodeScalars.allSatisfy { scalar in
        scalar == "\n" || scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && scalar != "\u{202E}"
      }
      #expect(isPlain, "\(what): \(text.debugDescription)")
      #expect(!text.split(separator: "\n").contains { $0.hasPrefix("FAKE") }, "\(what): \(text)")
    }
  }

  @Test func `texts of a program on the bus reach the terminal without their escape codes`() throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let program = try scratch.write(
      "service.py",
      """
      import dbus, dbus.mainloop.glib, dbus.service, os
      from gi.repository import GLib
      dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
      text = os.environ["HOSTILE"]
      name = "org.psoas.Psoas1.Manager"

      class Service(dbus.service.Object):
          @dbus.service.method(name, out_signature="a{sv}")
          def GetStatus(self):
              return {"Version": text, "Posture": "sitting", "OpenReminder": text, "CalibrationState": text,
                      "CalibrationReason": text, "SittingSince": dbus.UInt64(1000000)}

          @dbus.service.method(name, in_signature="s")
          def DoneExercise(self, exercise):
              raise dbus.DBusException(text, name="org.psoas.Psoas1.Error.UnknownExercise")

          @dbus.service.signal(name, signature="ussst")
          def Reminder(self, number, exercise, title, cue, sitting): pass

      bus = dbus.SessionBus()
      service = Service(bus, "/org/psoas/Psoas1")
      owned = dbus.service.BusName("org.psoas.Psoas1", bus)
      GLib.timeout_add(100, lambda: service.Reminder(1, text, text, text, 60000000) or True)
      print("ready", flush=True)
      GLib.MainLoop().run()
      """)
    let service = try Program(path: "/usr/bin/python3").with(bus.environment).with(["HOSTILE": Self.text]).start([
      program
    ])
    defer { service.kill() }
    try #require(service.prints("ready"), "\(service.errorsSoFar)")
    let psoasctl = Program.psoasctl.with(bus.environment)
    for words in [
      ["status"], ["status", "--line"], ["status", "--waybar"], ["status", "--json"], ["done", "plank"],
    ] {
      let result = try psoasctl.run(words)
      #expect((result.output + result.errors).contains("owned"), "\(words): \(result.output) \(result.errors)")
      expectPlain(result, "\(words)")
    }
    let follower = try psoasctl.start(["monitor"])
    #expect(follower.prints(#"plank\x1b]0;owned\x07\nFAKE"#), "\(follower.outputSoFar)")
    expectPlain(follower.stop(), "monitor")
    let view = try Program(path: "/usr/bin/python3").with(bus.environment).run([
      Repository.path("Tests/EndToEndTests/monitor.py"), "hostile", Program.psoasctl.path, Program.psoasd.path,
    ])
    #expect(view.output == "ok\n", "\(view.errors)")
  }

  @Test(arguments: Program.daemons)
  func `a client's text is returned and logged without its escape codes`(daemon: Program) throws {
    let bus = try PrivateBus()
    let running = try daemon.with(bus.environment).start(
      ["--synthetic", "--bus", "user", "--output", "text", "--speed", "60"])
    #expect(running.prints("connected"))
    let psoasctl = Program.psoasctl.with(bus.environment)
    for words in [["done", Self.text], ["exercise", "start", Self.text], ["sensors", "assign", "pelvis", Self.text]] {
      let result = try psoasctl.run(words)
      #expect(result.status != 0, "\(words)")
      expectPlain(result, "\(words)")
    }
    for (method, argument) in [("DoneExercise", Self.text), ("Inhibit", Self.text), ("Forget", Self.text)] {
      _ = try bus.call(
        "call", "org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager", method, "s", argument)
    }
    expectPlain(running.stop(), "psoasd")
  }
}
