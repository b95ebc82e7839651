import Foundation
import FoundationXML
import PsoasHistory
import PsoasMonitor
import PsoasSettings
import Testing

/// The members and arguments of the interfaces in data/dbus.
private final class Interfaces: NSObject, XMLParserDelegate {
  var members: [String] = []
  var arguments: [(member: String, name: String, type: String)] = []

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    switch element {
    case "method", "signal", "property": members.append(attributes["name"] ?? "")
    case "arg": arguments.append((members.last ?? "", attributes["name"] ?? "", attributes["type"] ?? ""))
    default: break
    }
  }
}

@Suite("Members of the bus, settings and columns") struct InterfaceTests {
  @Test(arguments: ["org.psoas.Psoas1.xml", "org.psoas.Psoas1.Sensor.xml"])
  func `members are in CamelCase, arguments in snake_case, and all times are microseconds`(file: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let url = root.deletingLastPathComponent().appendingPathComponent("data/dbus/" + file)
    let interfaces = Interfaces()
    let parser = try #require(XMLParser(contentsOf: url))
    parser.delegate = interfaces
    try #require(parser.parse())
    #expect(!interfaces.members.isEmpty)
    for member in interfaces.members { #expect(WireName.isCamelCase(member), "\(member)") }
    for argument in interfaces.arguments {
      #expect(WireName.isSnakeCase(argument.name), "\(argument)")
      #expect((argument.type == "t") == argument.name.hasSuffix("_us"), "\(argument)")
      let spelledOut = /second|minute|hour/
      #expect(!argument.name.contains(spelledOut) && !argument.member.lowercased().contains(spelledOut), "\(argument)")
    }
  }

  @Test func `settings and their sections are in CamelCase`() {
    for value in Settings().values {
      #expect(WireName.isCamelCase(value.section.string), "\(value)")
      #expect(WireName.isCamelCase(value.key.string), "\(value)")
    }
  }

  @Test func `tables and columns of the history are in snake_case`() throws {
    let folder = NSTemporaryDirectory() + "/psoas-names-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do { try History(directory: bytes(folder)).open() }
    let archive = try HistoryArchive(directory: bytes(folder))
    #expect(!archive.tables.isEmpty)
    for table in archive.tables {
      for name in try [table] + archive.columns(of: table) {
        #expect(WireName.isSnakeCase(String(decoding: name, as: UTF8.self)), "\(String(decoding: name, as: UTF8.self))")
      }
    }
  }
}
