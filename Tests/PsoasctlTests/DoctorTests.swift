import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import psoasctl

@Suite struct DoctorTests {
  @Test func `the manual lists each check with what it looks at`() throws {
    let manual = try Repository.read("man/psoasctl.1")
    for check in DoctorCheck.all {
      #expect(manual.contains(".It Cm \(check.name)\n\(check.subject)\n"), "\(check.name)")
    }
  }

  @Test(arguments: [
    ("/home/me/.local/state/psoas", "/home/me/.local/state/psoas"), ("/home/me/My State", "'/home/me/My State'"),
    ("$(reboot)", "'$(reboot)'"), ("it's", "'it'\\''s'"), ("", "''"),
  ])
  func `a path in a remedy is one word of the shell`(path: String, word: String) throws {
    let quoted: Text = "\(shell: Text(path.utf8))"
    #expect(quoted.text == word)
    #expect(try Child.run("sh", ["-c", "printf %s \(quoted.text)"]).output == path)
  }

  @Test func `a finding is wrapped to the terminal, and its remedy never broken`() {
    let finding = Finding.problem(
      "A sensor that a person wears on the belt cannot be read by anyone at all in this place", "sudo \(Text("x y z"))")
    let lines = Doctor.lines(DoctorCheck.all[0], finding, width: 60)
    #expect(lines.count > 3 && lines.allSatisfy { $0.count < 60 })
    #expect(
      lines[0].hasPrefix("problem  sensors        A sensor")
        && lines.last == String(repeating: " ", count: 24) + "sudo x y z")
  }
}
