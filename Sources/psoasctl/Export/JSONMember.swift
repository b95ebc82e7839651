import PsoasSystem

/// A JSON value of a file that people read too: indented, the members of an object in the order given.
enum JSONMember {
  case text(String)
  case whole(Int)
  case number(Double)
  case list([JSONMember])
  case object([(String, JSONMember)])

  /// The value as JSON text.
  /// - Parameter depth: how deep it is nested.
  func append(to text: inout Text, depth: Int = 0) {
    switch self {
    case .text(let value): text.append(json: Text(value.utf8))
    case .whole(let value): text.append(value)
    case .number(let value): text.append(contentsOf: value.description.utf8)
    case .list(let values): Self.append("[", values, "]", depth, to: &text) { $0.append(to: &$1, depth: depth + 1) }
    case .object(let members):
      Self.append("{", members, "}", depth, to: &text) { member, text in
        text.append(json: Text(member.0.utf8))
        text.append(": ")
        member.1.append(to: &text, depth: depth + 1)
      }
    }
  }

  private static func append<Element>(
    _ opening: StaticString, _ elements: [Element], _ closing: StaticString, _ depth: Int, to text: inout Text,
    _ element: (Element, inout Text) -> Void
  ) {
    func lineFeed(_ depth: Int) {
      text.append("\n")
      for _ in 0..<depth { text.append("  ") }
    }
    text.append(opening)
    for (index, value) in elements.enumerated() {
      if index > 0 { text.append(",") }
      lineFeed(depth + 1)
      element(value, &text)
    }
    if !elements.isEmpty { lineFeed(depth) }
    text.append(closing)
  }
}

extension JSONMember: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  init(stringLiteral value: String) { self = .text(value) }
}

extension JSONMember: ExpressibleByDictionaryLiteral {
  init(dictionaryLiteral members: (String, JSONMember)...) { self = .object(members) }
}
