import Foundation
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

/// The interface file, psoas-dbus(7), the code and the polkit actions have the same members and errors.
@Suite struct ManualTests {
  private func file(_ path: String) throws -> String {
    try Repository.read(path)
  }

  /// Names of the members of one kind ("method", "signal", "property"), in the order of the file.
  private func members(_ kind: String) throws -> [String] {
    let lines = try InterfaceReader.read(try file("data/dbus/org.psoas.Psoas1.xml"))["org.psoas.Psoas1.Manager"] ?? []
    return lines.map { $0.split(separator: " ").map(String.init) }.filter { $0[0] == kind }.map { $0[1] }
  }

  @Test func `every method has one row, which says whether it reads, controls or configures`() throws {
    #expect(BusMethod.all.map { "\($0.name)" }.sorted() == (try members("method")).sorted())
    func action(_ name: String) throws -> Authority.Action? {
      try #require(BusMethod.named(Text(name.utf8))).action
    }
    #expect(try action("Snooze") == .control)
    #expect(try action("GetStatus") == nil)
    #expect(try action("Forget") == .configure)
    #expect(BusMethod.named(Text("OneDay".utf8)) == nil)
  }

  @Test(arguments: ["method", "signal", "property"])
  func `every member is in psoas-dbus(7)`(kind: String) throws {
    let page = try file("man/psoas-dbus.7")
    let names = try members(kind)
    #expect(names.count >= 10)
    for name in names {
      let isThere = page.contains(kind == "method" ? "Fn \(name) \"" : name)
      #expect(isThere, "\(kind) \(name)")
    }
  }

  @Test func `every error that the code can answer with is in the interface file and in psoas-dbus(7), and no other`()
    throws
  {
    let listed = try file("data/dbus/org.psoas.Psoas1.xml").matches(of: /org\.psoas\.Psoas1\.Error\.([A-Za-z]+)/)
      .map { String($0.1) }
    let manual = try file("man/psoas-dbus.7").matches(of: #/\.It ([A-Z][A-Za-z]+) Ta /#).map { String($0.1) }
    #expect(manual == listed)
    var code: Set<String> = []
    for folder in ["Sources/PsoasMonitor", "Sources/PsoasBus", "Sources/psoasd"] {
      let names = try FileManager.default.subpathsOfDirectory(atPath: Repository.path(folder))
      for name in names where name.hasSuffix(".swift") {
        let source = try file(folder + "/" + name)
        code.formUnion(source.matches(of: /"org\.psoas\.Psoas1\.Error\.([A-Za-z]+)"/).map { String($0.1) })
      }
    }
    #expect(Set(listed) == code)
    #expect(listed.count == code.count)
  }
}
