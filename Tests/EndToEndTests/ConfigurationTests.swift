import Foundation
import TestSupport
import Testing

/// The configuration from an administrator's view.
@Suite struct ConfigurationTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    for folder in ["etc/psoas.conf.d", "home/psoas.conf.d"] {
      try FileManager.default.createDirectory(
        atPath: scratch.path(folder), withIntermediateDirectories: true)
    }
  }

  private var places: [String: String] {
    ["PSOAS_CONFIG_DIRS": scratch.path("home") + ":" + scratch.path("etc"), "LC_ALL": "fr_FR.UTF-8"]
  }

  private func psoasctl(_ arguments: String...) throws -> Child.Result {
    try Program.psoasctl.with(places).run(["config"] + arguments)
  }

  @Test func `is shown with the file and line of each value, and what is shown is a psoas.conf`() throws {
    let main = try scratch.write("etc/psoas.conf", "[Reminders]\nSittingTime=45min\n")
    let dropIn = try scratch.write(
      "home/psoas.conf.d/10-mine.conf", "[Reminders]\n\nGap=1h 30min\n[History]\nRetention=90d\n")
    let shown = try psoasctl("show")
    #expect(shown.status == 0 && shown.errors.isEmpty, "\(shown.errors)")
    #expect(shown.lines.first == "[Reminders]")
    #expect(shown.output.contains(#/SittingTime=45min +; /#) && shown.output.contains("; \(main):2\n"))
    #expect(shown.output.contains("; \(dropIn):3\n") && shown.output.contains("; \(dropIn):5\n"))
    #expect(shown.output.contains(#/PerDay=8 +; default\n/#))
    let again = try scratch.write("again.conf", shown.output)
    let values = try psoasctl("show", "--config", again)
    #expect(values.status == 0)
    #expect(values.output.contains(#/Gap=1h 30min +; /#) && values.output.contains(#/Retention=90d +; /#))

    let json = try psoasctl("show", "--json")
    let objects = try json.lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    let gap = objects.first { $0?["key"] as? String == "Gap" } ?? nil
    #expect(gap?["file"] as? String == dropIn && gap?["line"] as? Int == 3 && gap?["value"] as? String == "1h 30min")
    let perDay = objects.first { $0?["key"] as? String == "PerDay" } ?? nil
    #expect(perDay?["origin"] as? String == "default")
  }

  @Test func `is checked, and an error has its line and a suggestion`() throws {
    let good = try scratch.write("good.conf", "[Reminders]\nGap=10min\n")
    #expect(try psoasctl("check", good).status == 0)
    let bad = try scratch.write("bad.conf", "[Reminders]\nSitingTime=10min\nPerDay=lots\n")
    let result = try psoasctl("check", good, bad)
    #expect(result.status == 65 && result.output.isEmpty)
    #expect(
      result.errors == """
        \(bad):2: unknown key SitingTime= in [Reminders]: did you mean SittingTime=?
        \(bad):3: PerDay=lots is out of range: a whole number from 0 to 48

        """)
    let missing = try psoasctl("check", "/nowhere/x.conf")
    #expect(missing.status == 66 && missing.errors.contains("/nowhere/x.conf: cannot be read"))
    _ = try scratch.write("etc/psoas.conf.d/x.conf", "[Remindres]\n Gap=1min\n")
    #expect(try psoasctl("check").errors.contains("x.conf:2: unknown section [Remindres]: did you mean [Reminders]?"))
  }

  @Test func `lists its files in their order`() throws {
    _ = try scratch.write("etc/psoas.conf", "")
    _ = try scratch.write("etc/psoas.conf.d/20-x.conf", "[Reminders]\n")
    _ = try scratch.write("home/psoas.conf.d/20-x.conf", "")
    let lines = try psoasctl("path").lines
    #expect(
      lines.map { $0.replacingOccurrences(of: scratch.path + "/", with: "") } == [
        "etc/psoas.conf", "home/psoas.conf  (does not exist)",
        "etc/psoas.conf.d/20-x.conf  (overridden by one of its name with higher priority)",
        "home/psoas.conf.d/20-x.conf  (empty: masks files of its name with lower priority)",
      ])
  }

  @Test(arguments: Program.daemons)
  func `is read anew on SIGHUP: the service manager hears it, a bad value leaves the good one`(daemon: Program) throws {
    let file = try scratch.write("etc/psoas.conf", "[Reminders]\nPerDay=3\nGap=10min\n")
    let socket = try NotifySocket(scratch.path("notify"))
    let running = try daemon.with(places.merging(["NOTIFY_SOCKET": socket.path]) { $1 })
      .start(["--synthetic", "--bus", "none", "--output", "none", "--speed", "60"])
    #expect(socket.hears("READY=1"))
    _ = try scratch.write("etc/psoas.conf", "[Reminders]\nPerDay=many\nGap=11min\n")
    kill(running.processIdentifier, SIGHUP)
    #expect(socket.hears("RELOADING=1\nMONOTONIC_USEC="))
    #expect(socket.hears(after: "RELOADING=1", "READY=1"))
    #expect(running.complains("\(file):2: PerDay=many is out of range: a whole number from 0 to 48"))
    #expect(running.complains("the configuration was reloaded: Gap=11min"))
    // An unreadable file changes nothing.
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
    kill(running.processIdentifier, SIGHUP)
    #expect(running.complains("\(file): cannot be read: Is a directory; the configuration is unchanged"))
    try FileManager.default.removeItem(atPath: file)
    kill(running.processIdentifier, SIGHUP)
    #expect(running.complains("the configuration was reloaded: Gap=20min, PerDay=8"))
    #expect(running.stop().status == 0)
  }

  @Test(arguments: Program.daemons)
  func `exercises are read anew with it, a bad file leaves the good one, and a recording has them`(
    daemon: Program
  ) throws {
    let bus = try PrivateBus()
    let folder = scratch.path("stretch.psoas")
    let environment = places.merging(bus.environment) { $1 }
    let running = try daemon.with(environment).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "60", "--record", folder])
    #expect(running.prints(#""event":"bout-started""#))
    let own = try scratch.write(
      "etc/exercises.ini", "[Exercise]\nTitle=Reach up\nHold=20\nText=Reach.\nCautions=None.\n")
    try FileManager.default.createDirectory(
      atPath: scratch.path("etc/exercises"), withIntermediateDirectories: false)
    try FileManager.default.moveItem(atPath: own, toPath: scratch.path("etc/exercises/reach-up.ini"))
    let psoasctl = Program.psoasctl.with(environment)
    #expect(try psoasctl.run(["config", "reload"]).status == 0)
    #expect(running.complains("the configuration was reloaded: exercise reach-up"))
    _ = try scratch.write("etc/exercises/reach-up.ini", "[Exercise]\nTitle=Reach up\nHold=soon\n")
    let bad = try psoasctl.run(["config", "reload"])
    #expect(bad.status == 65 && bad.errors.contains("reach-up.ini:3: Hold= expects"), "\(bad.errors)")
    #expect(running.complains("the configuration was reloaded: nothing has changed"))
    let done = try psoasctl.run(["done", "reach-up"])
    #expect(done.status == 0, "\(done.errors)")
    #expect(running.prints(#""exercise":"reach-up""#))
    let live = running.stop()
    // The recording contains the exercise, so the replay does not depend on the files of the machine.
    let replay = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    #expect(replay.output == live.output, "\(replay.errors)")
  }

  @Test(arguments: Program.daemons)
  func `is read anew over D-Bus, holds at once, and a recording has it`(daemon: Program) throws {
    let bus = try PrivateBus()
    _ = try scratch.write("etc/psoas.conf", "[Reminders]\nSittingTime=4h\n")
    let folder = scratch.path("day.psoas")
    let environment = places.merging(bus.environment) { $1 }
    let running = try daemon.with(environment).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "60", "--record", folder])
    #expect(running.prints(#""event":"bout-started""#))
    _ = try scratch.write("etc/psoas.conf", "[Reminders]\nSittingTime=1min\nPerDay=-1\n")
    let reload = try Program.psoasctl.with(environment).run(["config", "reload"])
    #expect(
      reload.status == 65 && reload.errors.contains("psoas.conf:3: PerDay=-1 is out of range"), "\(reload.errors)")
    #expect(running.prints(#""event":"reminder","#))
    _ = try scratch.write("etc/psoas.conf", "[Reminders]\nSittingTime=1min\n")
    let clean = try Program.psoasctl.with(environment).run(["config", "reload"])
    #expect(clean.status == 0 && clean.errors.isEmpty)
    #expect(clean.output == "The service has reloaded its configuration.\n")
    try FileManager.default.removeItem(atPath: scratch.path("etc/psoas.conf"))
    try FileManager.default.createDirectory(
      atPath: scratch.path("etc/psoas.conf"), withIntermediateDirectories: false)
    let refused = try bus.call(
      "call", "org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager", "Reload")
    #expect(refused.status != 0 && refused.errors.contains("is unchanged"), "\(refused.errors)")
    let live = running.stop()
    #expect(live.status == 0)
    let replay = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    #expect(replay.output == live.output, "\(replay.errors)")
  }
}

extension Child {
  /// Waits until standard error contains `text`; false after a minute.
  func complains(_ text: String) -> Bool {
    for _ in 0..<1200 {
      if errorsSoFar.contains(text) { return true }
      usleep(50_000)
    }
    return false
  }
}
