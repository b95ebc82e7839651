import PsoasCore
import PsoasSystem

/// Members of a JSON object, each with a comma before it.
extension Text {
  mutating func member(_ name: StaticString, _ value: StaticString) { self += ",\"\(name)\":\"\(value)\"" }

  @_disfavoredOverload
  mutating func member(_ name: StaticString, _ value: Text) { self += ",\"\(name)\":\(json: value)" }

  mutating func member(_ name: StaticString, _ value: Bool) { self += ",\"\(name)\":\(value ? "true" : "false")" }

  mutating func member(_ name: StaticString, _ value: Int) { self += ",\"\(name)\":\(value)" }

  mutating func member(_ name: StaticString, _ value: Double) {
    self += ",\"\(name)\":"
    append(exact: value)
  }

  mutating func member(_ name: StaticString, _ value: Vector3) { member(name, [value.x, value.y, value.z]) }

  mutating func member(_ name: StaticString, _ values: [Double]) {
    self += ",\"\(name)\":["
    for (index, value) in values.enumerated() {
      if index > 0 { append(",") }
      append(exact: value)
    }
    append("]")
  }

  /// Appends the shortest decimal that parses to the same Double; a value that is not finite becomes null.
  mutating func append(exact value: Double) {
    guard value.isFinite else { return append("null") }
    append(contentsOf: value.description.utf8)
  }
}
