import PsoasSystem

/// Writes one JSON object, member by member.
struct JSONWriter {
  private(set) var text: Text = "{"
  private var needsComma = false

  private mutating func key(_ name: StaticString) {
    text += needsComma ? ",\"\(name)\":" : "\"\(name)\":" as Text
    needsComma = true
  }

  mutating func member(_ name: StaticString, _ value: Int?) {
    key(name)
    if let value { text += "\(value)" } else { text += "null" }
  }

  /// A value that is not finite is null.
  mutating func member(_ name: StaticString, _ value: Double?, places: Int) {
    key(name)
    if let value, value.isFinite { text += "\(value, places: places)" } else { text += "null" }
  }

  mutating func member(_ name: StaticString, _ value: Text?) {
    key(name)
    if let value { text += "\(json: value)" } else { text += "null" }
  }

  mutating func member(_ name: StaticString, _ value: Bool) {
    key(name)
    text += value ? "true" : "false"
  }

  mutating func object(_ name: StaticString, _ content: (inout JSONWriter) -> Void) {
    key(name)
    text += JSONWriter.object(content)
  }

  /// null if there is no item.
  mutating func object<Item>(_ name: StaticString, _ item: Item?, _ content: (inout JSONWriter, Item) -> Void) {
    guard let item else { return member(name, nil as Text?) }
    object(name) { content(&$0, item) }
  }

  mutating func array<Item>(
    _ name: StaticString, _ items: some Sequence<Item>, _ content: (inout JSONWriter, Item) -> Void
  ) {
    key(name)
    text += "["
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      text += JSONWriter.object { content(&$0, item) }
    }
    text += "]"
  }

  static func object(_ content: (inout JSONWriter) -> Void) -> Text {
    var writer = JSONWriter()
    content(&writer)
    return writer.text + "}"
  }
}
