import Foundation
import TestSupport
import Testing

/// The daemon on a full disk and on a read-only one. Each is a file system that the test mounts.
@Suite(.serialized) struct HistoryDiskTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private final class Disk {
    let path: String
    init(at path: String) throws {
      self.path = path
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let mounted = try Program(path: "/usr/bin/mount").run(["-t", "tmpfs", "-o", "size=512k", "none", path])
      try #require(mounted.status == 0, "cannot mount a file system here")
    }
    func remount(_ how: String) throws {
      let done = try Program(path: "/usr/bin/mount").run(["-o", "remount,\(how)", path])
      try #require(done.status == 0, "\(done.errors)")
    }
    deinit { _ = try? Program(path: "/usr/bin/umount").run(["-l", path]) }
  }

  static let canMount: Bool = {
    guard getuid() == 0, let scratch = try? Scratch() else { return false }
    return (try? Disk(at: scratch.path("probe"))) != nil
  }()

  private func ask(_ disk: Disk, _ query: String) throws -> String {
    try Program(path: "/usr/bin/sqlite3").run([disk.path + "/history.sqlite", query]).output
      .trimmingCharacters(in: .newlines)
  }

  private static let manager = ["call", "org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager"]

  /// Runs a guided exercise to its end.
  private func exercise(_ running: Child, _ bus: PrivateBus, number: Int) throws {
    let options = ["kneeling-hip-flexor", "1", "sensor", "b", "false"]
    #expect(try bus.call(Self.manager + ["StartSession", "sa{sv}"] + options).status == 0)
    #expect(running.prints(#""number":\#(number),"session":"finished""#))
  }

  private func sum(of key: String, in text: String) -> Int {
    text.components(separatedBy: "\"\(key)\":").dropFirst().reduce(0) { $0 + (Int($1.prefix(while: \.isNumber)) ?? 0) }
  }

  private func count(_ words: String, in text: String) -> Int { text.components(separatedBy: words).count - 1 }

  @Test(
    .enabled(if: canMount, "needs root and mount(8) to have a disk that is full"), arguments: Program.daemons)
  func `a full disk is reported once, monitoring goes on, and all is written when there is room again`(daemon: Program)
    throws
  {
    let bus = try PrivateBus()
    let disk = try Disk(at: scratch.path("disk"))
    let running = try daemon.with(bus.environment.merging(["STATE_DIRECTORY": disk.path]) { $1 }).start(
      [
        "--synthetic", "--history", "--bus", "user", "--output", "jsonl", "--speed", "400", "--guided-speed", "400",
      ])
    #expect(running.prints("bout-started"))
    for _ in 0..<200 where try ask(disk, "SELECT count(*) FROM bouts") != "1" { usleep(20_000) }
    let ballast = disk.path + "/ballast"
    _ = try Program(path: "/usr/bin/dd").run(["if=/dev/zero", "of=" + ballast, "bs=4k", "count=1000"])
    try exercise(running, bus, number: 1)
    try exercise(running, bus, number: 2)
    // After many further attempts the error has still been reported only once.
    let until = Date(timeIntervalSinceNow: 2)
    while Date() < until || !running.errorsSoFar.contains("no space for") { usleep(50_000) }
    #expect(count("no space for \(disk.path)/history.sqlite", in: running.errorsSoFar) == 1, "\(running.errorsSoFar)")
    #expect(try ask(disk, "SELECT count(*) FROM sessions") == "0")
    // The status comes from memory.
    #expect(try bus.call(Self.manager + ["GetStatus"]).status == 0)
    try FileManager.default.removeItem(atPath: ballast)
    let ended = running.stop()
    #expect(ended.status == 0 && count("there is no space", in: ended.errors) == 1)
    try check(disk, ended)
  }

  @Test(
    .enabled(if: canMount, "needs root and mount(8) to have a disk that is read-only"), arguments: Program.daemons)
  func `a read-only disk is reported once, and everything is written when it can be again`(daemon: Program) throws {
    let bus = try PrivateBus()
    let disk = try Disk(at: scratch.path("disk"))
    // A bind mount onto itself: only the mount becomes read-only, not the file system.
    let bound = try Program(path: "/usr/bin/mount").run(["--bind", disk.path, disk.path])
    try #require(bound.status == 0)
    defer { _ = try? Program(path: "/usr/bin/umount").run(["-l", disk.path]) }
    try disk.remount("bind,ro")
    let running = try daemon.with(bus.environment.merging(["STATE_DIRECTORY": disk.path]) { $1 }).start(
      [
        "--synthetic", "--history", "--bus", "user", "--output", "jsonl", "--speed", "400", "--guided-speed", "400",
      ])
    #expect(running.prints("bout-started"))
    try exercise(running, bus, number: 1)
    try exercise(running, bus, number: 2)
    #expect(count("cannot be written", in: running.errorsSoFar) == 1, "\(running.errorsSoFar)")
    #expect(running.errorsSoFar.contains("STATE_DIRECTORY"))
    try disk.remount("bind,rw")
    let ended = running.stop()
    #expect(ended.status == 0 && count("cannot be written", in: ended.errors) == 1)
    try check(disk, ended)
  }

  /// Checks that all reported events are stored.
  private func check(_ disk: Disk, _ ended: Child.Result) throws {
    #expect(try ask(disk, "SELECT ending FROM sessions") == "completed\ncompleted")
    let stages = count(#""session":"stage-done""#, in: ended.output)
    #expect(try ask(disk, "SELECT count(*) FROM session_stages") == "\(stages)" && stages >= 4)
    // Hindsight may add or remove bouts after they were reported.
    let bouts =
      count(#""event":"bout-started""#, in: ended.output) + sum(of: "bouts_added", in: ended.output)
      - sum(of: "bouts_removed", in: ended.output)
    #expect(try ask(disk, "SELECT count(*) FROM bouts") == "\(bouts)", "\(ended.output)")
    #expect(try ask(disk, "PRAGMA integrity_check") == "ok")
  }
}
