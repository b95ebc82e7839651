import Foundation

/// A JSON value. Unlike JSONSerialization it distinguishes `true` from 1.
public enum JSONValue: Decodable, Equatable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])

  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let array = try? value.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSONValue].self))
    }
  }

  public init(parsing text: String) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  fileprivate func hasType(_ name: JSONValue) -> Bool {
    switch (self, name) {
    case (.null, .text("null")), (.boolean, .text("boolean")), (.number, .text("number")), (.text, .text("string")),
      (.array, .text("array")), (.object, .text("object")):
      true
    case (.number(let number), .text("integer")): number == number.rounded()
    default: false
    }
  }
}

/// The keywords of JSON Schema 2020-12 that docs/schemas uses; any other keyword is a fault.
public struct JSONSchema {
  private let root: [String: JSONValue]

  /// - Parameter name: the name of a file in docs/schemas, such as `events`.
  public init(named name: String) throws {
    guard case .object(let root) = try JSONValue(parsing: Repository.read("docs/schemas/\(name).schema.json")) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    self.root = root
  }

  /// The violations of the schema in a JSON text.
  public func faults(in text: String) throws -> [String] {
    faults(in: try JSONValue(parsing: text), .object(root), at: "$")
  }

  private func faults(in value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
    guard case .object(let keywords) = schema else { return ["\(path): a schema that is no object"] }
    return keywords.flatMap { keyword, argument -> [String] in
      switch (keyword, argument) {
      case ("$schema", _), ("title", _), ("description", _), ("$defs", _): return []
      case ("$ref", .text(let reference)):
        guard case .object(let definitions)? = root["$defs"], reference.hasPrefix("#/$defs/"),
          let target = definitions[String(reference.dropFirst(8))]
        else { return ["\(path): no \(reference)"] }
        return faults(in: value, target, at: path)
      case ("type", .array(let names)):
        return names.contains { value.hasType($0) } ? [] : ["\(path): a wrong type"]
      case ("type", _): return value.hasType(argument) ? [] : ["\(path): a wrong type"]
      case ("enum", .array(let words)): return words.contains(value) ? [] : ["\(path): \(value) is not listed"]
      case ("oneOf", .array(let branches)): return oneOf(branches, value, at: path)
      case ("items", _):
        guard case .array(let items) = value else { return [] }
        return items.enumerated().flatMap { faults(in: $1, argument, at: "\(path)[\($0)]") }
      case ("properties", .object(let properties)):
        guard case .object(let members) = value else { return [] }
        return members.flatMap { name, member in
          properties[name].map { faults(in: member, $0, at: "\(path).\(name)") } ?? []
        }
      case ("required", .array(let names)):
        guard case .object(let members) = value else { return [] }
        return names.compactMap { name in
          if case .text(let name) = name, members[name] != nil { return nil }
          return "\(path): \(name) is missing"
        }
      case ("additionalProperties", .boolean(false)):
        guard case .object(let members) = value, case .object(let properties)? = keywords["properties"] else {
          return []
        }
        return members.keys.filter { properties[$0] == nil }.map { "\(path): \($0) is not described" }
      default: return ["\(path): the keyword \(keyword) is not known to the test"]
      }
    }
  }

  /// If no branch matches, the faults of the branch with the fewest.
  private func oneOf(_ branches: [JSONValue], _ value: JSONValue, at path: String) -> [String] {
    let results = branches.map { faults(in: value, $0, at: path) }
    switch results.count(where: \.isEmpty) {
    case 1: return []
    case 0: return results.min { $0.count < $1.count } ?? ["\(path): oneOf is empty"]
    default: return ["\(path): more than one branch of oneOf fits"]
    }
  }
}
