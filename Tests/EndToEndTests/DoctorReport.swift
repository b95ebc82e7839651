import Foundation
import TestSupport
import Testing

/// What `psoasctl doctor --json` has found.
struct DoctorReport {
  struct Finding: Decodable {
    let check, result, finding, remedy: String
  }

  let findings: [Finding]
  let status: Int32
  let output: String

  init(_ ended: Child.Result) throws {
    output = ended.output + ended.errors
    status = ended.status
    let schema = try JSONSchema(named: "doctor")
    for line in ended.lines { #expect(try schema.faults(in: String(line)) == [], "\(line)") }
    findings = try ended.lines.map { try JSONDecoder().decode(Finding.self, from: Data($0.utf8)) }
    try #require(!findings.isEmpty, "\(output)")
    #expect(status == (findings.contains { $0.result == "problem" } ? 1 : 0), "\(output)")
  }

  /// The findings of one check.
  func of(_ check: String) -> [Finding] { findings.filter { $0.check == check } }

  /// Whether a check has one finding, with this result, these words in it, and this remedy.
  func has(_ check: String, _ result: String, _ words: String = "", remedy: String = "") -> Bool {
    let found = of(check)
    return found.count == 1 && found[0].result == result && (words.isEmpty || found[0].finding.contains(words))
      && (remedy.isEmpty ? result == "ok" || found[0].remedy.isEmpty : found[0].remedy.contains(remedy))
  }
}

/// A machine on which everything is in order, as far as a test can make one.
final class DoctorMachine {
  let scratch: Scratch
  let bus: PrivateBus
  private var children: [Child] = []

  init() throws {
    scratch = try Scratch()
    bus = try PrivateBus()
    for folder in ["state", "config"] {
      try FileManager.default.createDirectory(atPath: scratch.path(folder), withIntermediateDirectories: true)
    }
    try scratch.write("root/etc/os-release", "ID=debian\n")
  }

  deinit { for child in children { child.kill() } }

  var root: String { scratch.path("root") }

  /// Installs the udev rule and the catalog of the journal below `root`.
  func install() throws {
    try scratch.write("root/usr/lib/udev/rules.d/72-psoas.rules", try Repository.read("udev/72-psoas.rules"))
    try scratch.write("root/usr/lib/systemd/catalog/psoas.catalog", try Repository.read("data/catalog/psoas.catalog"))
    try updateCatalog()
  }

  func updateCatalog() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path("root/var/lib/systemd/catalog"), withIntermediateDirectories: true)
    let updated = try Child.run("journalctl", ["--root=\(root)", "--update-catalog"])
    try #require(updated.status == 0, "\(updated.errors)")
  }

  var environment: [String: String] {
    [
      "HOME": scratch.path, "XDG_STATE_HOME": scratch.path("state"), "XDG_CONFIG_HOME": scratch.path("config"),
      "PSOASD": Program.psoasd.path,
    ].merging(bus.environment) { $1 }
  }

  /// Keeps a child until the test ends, and waits for a line of it.
  func keep(_ child: Child, until line: String) throws {
    children.append(child)
    try #require(child.prints(line), "\(child.outputSoFar) \(child.errorsSoFar)")
  }

  /// Something owns these names.
  func own(_ names: String...) throws {
    let child = try Program(path: "/usr/bin/python3").with(environment).start(
      [Repository.path("Tests/EndToEndTests/names.py")] + names)
    try keep(child, until: "ready")
  }

  @discardableResult
  func daemon() throws -> Child {
    let child = try Program.psoasd.with(environment).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--no-history"])
    try keep(child, until: "sensor-added")
    return child
  }

  func ask(_ variables: [String: String] = [:]) throws -> DoctorReport {
    try DoctorReport(Program.psoasctl.with(environment).with(variables).run(["doctor", "--json", "--root", root]))
  }

  /// The same with a scene of doctor.py.
  func ask(scene: String) throws -> DoctorReport {
    try DoctorReport(
      Program(path: "/usr/bin/umockdev-wrapper").with(environment).run([
        "/usr/bin/python3", Repository.path("Tests/EndToEndTests/doctor.py"), scene, Program.psoasctl.path, "doctor",
        "--json", "--root", root,
      ]))
  }
}
