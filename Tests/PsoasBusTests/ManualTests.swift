import Foundation
import TestSupport
import Testing

@testable import PsoasBus

/// The interface file, psoas-dbus(7), the code and polkit's actions speak of the same members and errors.
@Suite struct ManualTests {
  private func file(_ path: String) throws -> String {
    try Repository.read(path)
  }

  /// Names of members of one kind ("method", "signal", "property"), in the file's order.
  private func members(_ kind: String) throws -> [String] {
    let lines = try InterfaceReader.read(try file("data/dbus/org.psoas.Psoas1.xml"))["org.psoas.Psoas1.Manager"] ?? []
    return lines.map { $0.split(separator: " ").map(String.init) }.filter { $0[0] == kind }.map { $0[1] }
  }

  @Test func `every method is classed once: it reads, controls or configures`() throws {
    let lists = [Authority.reading, Authority.controlling, Authority.configuring]
    let classed = lists.flatMap { $0.map { $0.description } }
    #expect(classed.sorted() == (try members("method")).sorted())
    #expect(Authority.action(of: "Snooze") == .control)
    #expect(Authority.action(of: "GetStatus") == nil)
    #expect(Authority.action(of: "Forget") == .configure)
    #expect(Authority.action(of: "OneDay") == .configure)
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
    for folder in ["Sources/PsoasBus", "Sources/psoasd"] {
      let names = try FileManager.default.subpathsOfDirectory(atPath: Repository.path(folder))
      for name in names where name.hasSuffix(".swift") {
        let source = try file(folder + "/" + name)
        code.formUnion(source.matches(of: /"org\.psoas\.Psoas1\.Error\.([A-Za-z]+)"/).map { String($0.1) })
        code.formUnion(source.matches(of: /refuse\(\s*"([A-Z][A-Za-z]+)"/).map { String($0.1) })
      }
    }
    #expect(Set(listed) == code)
    #expect(listed.count == code.count)
  }
}
