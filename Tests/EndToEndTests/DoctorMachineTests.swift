import Foundation
import TestSupport
import Testing

/// `psoasctl doctor` with a broken clock, disk, history, journal or configuration.
@Suite(.serialized) struct DoctorMachineTests {
  let machine: DoctorMachine
  var folder: String { machine.scratch.path("state/psoas") }

  init() throws { machine = try DoctorMachine() }

  /// A history of a quarter of an hour, written by the daemon, of yesterday.
  private func fill() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let written = try Program.psoasd.with(machine.environment).run(
      ["--synthetic", "--history", "--speed", "2000", "--seconds", "900", "--bus", "none", "--output", "none"])
    try #require(written.status == 0, "\(written.errors)")
    try change("UPDATE bouts SET began = began - 86400000000, ended = ended - 86400000000")
    try change("UPDATE hours SET began = began - 86400000000")
  }

  private func change(_ statement: String) throws {
    let changed = try Program(path: "/usr/bin/sqlite3").run(["\(folder)/history.sqlite", statement])
    try #require(changed.status == 0, "\(changed.errors)")
  }

  @Test func `a history is not begun, in order, damaged, or of a newer version`() throws {
    #expect(try machine.ask().has("history", "ok", "Not begun"))
    try fill()
    #expect(try machine.ask().has("history", "ok", "history.sqlite"))
    try change("PRAGMA user_version = 999")
    #expect(try machine.ask().has("history", "problem", "newer version", remedy: "apt install psoas"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    try machine.scratch.write("state/psoas/history.sqlite", "not a database, but a text of more than a page's header")
    let damaged = try machine.ask()
    #expect(damaged.has("history", "problem", "damaged", remedy: "psoasctl history"), "\(damaged.output)")
    // Nothing is left behind by the attempt to write.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == names)
  }

  @Test(.enabled(if: getuid() == 0, "needs root, to become a user without rights"))
  func `a folder or a file that may not be written is found`() throws {
    try fill()
    func asNobody() throws -> DoctorReport {
      try DoctorReport(
        Program(path: "/usr/bin/setpriv").with(machine.environment).run([
          "--reuid=65534", "--regid=65534", "--clear-groups", Program.psoasctl.path, "doctor", "--json",
        ]))
    }
    func mode(_ path: String, _ mode: Int) throws {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
    for path in [machine.scratch.path, machine.scratch.path("state")] { try mode(path, 0o755) }
    // The folder is missing, and the user may not make it: what is above it stays as it is.
    try FileManager.default.moveItem(atPath: folder, toPath: folder + ".away")
    let missing = try asNobody()
    #expect(
      missing.has("history", "problem", "may not write to", remedy: "sudo install -d -m 700 -o $(id -u) \(folder)"),
      "\(missing.output)")
    try FileManager.default.moveItem(atPath: folder + ".away", toPath: folder)
    try mode(folder, 0o755)
    let closed = try asNobody()
    #expect(closed.has("history", "problem", "may not write to \(folder)", remedy: "chown"), "\(closed.output)")
    try mode(folder, 0o777)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) { try mode("\(folder)/\(name)", 0o444) }
    let readOnly = try asNobody()
    #expect(
      readOnly.has("history", "problem", "history.sqlite is read-only", remedy: "chmod u+w"), "\(readOnly.output)")
  }

  @Test(.enabled(if: HistoryDiskTests.canMount, "needs root and mount(8) to have a disk that is full"))
  func `a full disk and a read-only one are found`() throws {
    func mount(_ words: String...) throws {
      let mounted = try Program(path: "/usr/bin/mount").run(words + [folder])
      try #require(mounted.status == 0, "\(mounted.errors)")
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try mount("-t", "tmpfs", "-o", "size=4m", "none")
    defer { _ = try? Program(path: "/usr/bin/umount").run(["-l", folder]) }
    #expect(try machine.ask().has("history", "ok", "Not begun"))
    _ = try Program(path: "/usr/bin/dd").run(["if=/dev/zero", "of=\(folder)/ballast", "bs=4k", "count=2000"])
    let full = try machine.ask()
    #expect(full.has("history", "problem", "no room on the disk", remedy: "df -h \(folder)"), "\(full.output)")
    try FileManager.default.removeItem(atPath: "\(folder)/ballast")
    try mount("-o", "remount,ro")
    let readOnly = try machine.ask()
    #expect(
      readOnly.has("history", "problem", "read-only", remedy: "sudo mount -o remount,rw"), "\(readOnly.output)")
  }

  @Test func `a limit on the size of files counts as a full disk`() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let limited = try DoctorReport(
      Program(path: "/usr/bin/prlimit").with(machine.environment).run(
        ["--fsize=65536", Program.psoasctl.path, "doctor", "--json"]))
    #expect(limited.has("history", "problem", "no room", remedy: "df -h"), "\(limited.output)")
  }

  @Test func `a clock behind the newest entry of the history is found`() throws {
    try fill()
    #expect(try machine.ask().of("clock").map(\.result) != ["problem"])
    // The newest bout began in two days.
    try change("UPDATE bouts SET began = (unixepoch() + 172800) * 1000000 WHERE began = (SELECT max(began) FROM bouts)")
    let late = try machine.ask()
    #expect(late.has("clock", "problem", "the clock is slow", remedy: "timedatectl set-ntp true"), "\(late.output)")
  }

  @Test(.enabled(if: Child.isInstalled("faketime"), "needs faketime"))
  func `a clock that has lost its time is found`() throws {
    let lost = try DoctorReport(
      Program(path: "/usr/bin/faketime").with(machine.environment).with(["FAKETIME_DONT_FAKE_MONOTONIC": "1"]).run(
        ["-f", "@1970-01-02 03:04:05", Program.psoasctl.path, "doctor", "--json"]))
    #expect(lost.has("clock", "problem", "1970-01-02", remedy: "timedatectl set-ntp true"), "\(lost.output)")
  }

  @Test(.enabled(if: Child.isInstalled("journalctl"), "needs systemd"))
  func `the journal's catalog is not installed, not updated, of an earlier version, and in order`() throws {
    #expect(try machine.ask().has("journal", "warning", "not installed", remedy: "sudo ./install.sh"))
    try machine.scratch.write("root/usr/share/doc/psoas/changelog.Debian.gz", "")
    #expect(try machine.ask().has("journal", "warning", "not installed", remedy: "apt install --reinstall"))
    try machine.install()
    #expect(try machine.ask().has("journal", "ok"))
    // An earlier version knew fewer messages.
    let catalog = try Repository.read("data/catalog/psoas.catalog")
    let first = try #require(catalog.range(of: "\n-- ", options: .backwards)).lowerBound
    try machine.scratch.write("root/usr/lib/systemd/catalog/psoas.catalog", String(catalog[..<first]))
    try machine.updateCatalog()
    let earlier = try machine.ask()
    #expect(earlier.has("journal", "warning", "does not know all", remedy: "--update-catalog"), "\(earlier.output)")
    try FileManager.default.removeItem(atPath: machine.root + "/var/lib/systemd/catalog/database")
    #expect(try machine.ask().has("journal", "warning", "does not know all", remedy: "journalctl --update-catalog"))
  }

  @Test func `each error in the configuration is a warning with its line`() throws {
    try machine.scratch.write("config/psoas/psoas.conf", "[Reminders]\nSittingTime=yes\nNonsense=1\n")
    let report = try machine.ask()
    let found = report.of("settings")
    #expect(found.count == 2 && found.allSatisfy { $0.result == "warning" && $0.remedy == "psoasctl config check" })
    #expect(found.first?.finding.contains("psoas.conf:2: ") == true, "\(report.output)")
  }

  @Test func `people read problems first, with the remedy on a line of its own`() throws {
    let shown = try Program.psoasctl.with(machine.environment).run(["doctor", "--root", machine.root])
    let lines = shown.output.split(separator: "\n", omittingEmptySubsequences: false)
    let verdicts = lines.compactMap { $0.split(separator: " ").first.map(String.init) }.filter {
      ["problem", "warning", "ok"].contains($0)
    }
    #expect(shown.status == 1 && verdicts.first == "problem" && verdicts.last == "ok", "\(shown.output)")
    #expect(verdicts == verdicts.sorted { Self.order[$0] ?? 0 < Self.order[$1] ?? 0 }, "\(shown.output)")
    let service = try #require(lines.firstIndex { $0.hasPrefix("problem  service ") })
    #expect(lines[service + 1].trimmingCharacters(in: .whitespaces) == "systemctl --user start psoasd")
    #expect(lines.contains { $0.contains(" problems, ") })
  }

  private static let order = ["problem": 0, "warning": 1, "ok": 2]
}
