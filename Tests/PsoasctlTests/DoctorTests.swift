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

  @Test(arguments: [
    ("PRETTY_NAME=\"Debian\"\nID=debian\n", "sudo apt install"),
    ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", "sudo apt install"),
    ("ID_LIKE=debian\nID=ubuntu", "sudo apt install"), ("ID=fedora\nVERSION_ID=43\n", "sudo dnf install"),
    ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "sudo dnf install"),
    ("ID=manjaro\nID_LIKE=arch\n", "sudo pacman -S"),
    ("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n", "sudo zypper install"),
    ("ID=sles\nID_LIKE='suse'\n", "sudo zypper install"), ("ID=nixos\nVARIANT_ID=debian\n", nil), ("", nil),
  ])
  func `packages are installed as the distribution does`(release: String, command: String?) throws {
    let root = try Scratch()
    func found() -> String? { PackageManager.ofDistribution(root: Text(root.path.utf8)).map { "\($0.install)" } }
    #expect(found() == nil)
    try root.write("usr/lib/os-release", release)
    #expect(found() == command)
    // The administrator's file comes first.
    try root.write("etc/os-release", "ID=arch\n")
    #expect(found() == "sudo pacman -S")
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
