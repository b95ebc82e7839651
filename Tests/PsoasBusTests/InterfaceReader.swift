import Foundation
import FoundationXML
import Testing

/// Converts D-Bus introspection XML to comparable lines: one line per member, in the order of the document.
final class InterfaceReader: NSObject, XMLParserDelegate {
  private var interfaces: [String: [String]] = [:]
  private var interface = ""
  private var member: [String] = []
  private var annotation = ""

  static func read(_ xml: String) throws -> [String: [String]] {
    let reader = InterfaceReader()
    let parser = XMLParser(data: Data(xml.utf8))
    parser.delegate = reader
    try #require(parser.parse(), "no XML: \(xml)")
    return reader.interfaces
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    switch element {
    case "interface":
      interface = attributes["name"] ?? ""
      interfaces[interface] = []
    case "method", "signal", "property":
      member = [element, attributes["name"] ?? "", attributes["type"] ?? "", attributes["access"] ?? ""]
      // The default of the D-Bus specification.
      annotation = element == "property" ? "true" : ""
    case "arg":
      member += [attributes["direction"] ?? "", attributes["type"] ?? "", attributes["name"] ?? ""]
    case "annotation":
      if attributes["name"] == "org.freedesktop.DBus.Property.EmitsChangedSignal" {
        annotation = attributes["value"] ?? ""
      } else {
        member += [attributes["name"] ?? "", attributes["value"] ?? ""]
      }
    default: break
    }
  }

  func parser(_ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?) {
    guard ["method", "signal", "property"].contains(element) else { return }
    interfaces[interface]?.append((member + [annotation]).filter { !$0.isEmpty }.joined(separator: " "))
  }
}
