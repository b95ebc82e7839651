import PsoasCore
import PsoasMonitor
import PsoasSystem

/// One kind of member: writes it with a comma before it, and reads it; nil if the object lacks it.
struct Member<Value> {
  let write: (StaticString, Value, inout Text) -> Void
  let read: (StaticString, JSONObject) throws(JSONFault) -> Value?
}

extension Member where Value: FixedWidthInteger {
  static func whole(_ range: ClosedRange<Value>) -> Member {
    Member(
      write: { $2.member($0, Int($1)) }, read: { (key, object) throws(JSONFault) in try object.integer(key, in: range) }
    )
  }
}

extension Member where Value == Double {
  static func number(_ range: ClosedRange<Double>) -> Member {
    Member(write: { $2.member($0, $1) }, read: { (key, object) throws(JSONFault) in try object.number(key, in: range) })
  }
}

extension Member where Value == Bool {
  static var flag: Member {
    Member(write: { $2.member($0, $1) }, read: { (key, object) throws(JSONFault) in try object.boolean(key) })
  }
}

extension Member where Value == Text {
  static var text: Member {
    Member(write: { $2.member($0, $1) }, read: { (key, object) throws(JSONFault) in try object.text(key) })
  }
}

extension Member where Value: Named {
  /// - Parameter expected: the valid words.
  static func word(_ expected: StaticString) -> Member {
    Member(
      write: { $2.member($0, $1.name) },
      read: { (key, object) throws(JSONFault) in
        guard let name = try object.text(key) else { return nil }
        guard let word = Value(name: name) else { throw JSONFault(key: key, expected: expected) }
        return word
      })
  }
}

extension Member where Value == Placement {
  static var placement: Member { word("pelvis, thigh or trunk") }
}

extension Member where Value == Posture {
  static var posture: Member { word("standing, walking, sitting, lying, not-worn or unknown") }
}

extension Member where Value == Vector3 {
  /// A direction of any non-zero length.
  static var direction: Member {
    Member(
      write: { $2.member($0, $1) },
      read: { (key, object) throws(JSONFault) in
        guard let vector = try object.vector(key) else { return nil }
        guard let direction = vector.normalized, direction.isFinite else {
          throw JSONFault(key: key, expected: "a direction: three numbers that are not all 0")
        }
        return direction
      })
  }
}

extension Member where Value: Recorded {
  /// A nested object.
  /// - Parameter blank: the value of an object without its optional members.
  static func object(_ blank: Value) -> Member {
    Member(
      write: { $2 += ",\"\($0)\":{\(Text($1.members.dropFirst()))}" },
      read: { (key, object) throws(JSONFault) in
        guard let found = try object.object(key) else { return nil }
        var value = blank
        try value.read(found)
        return value
      })
  }
}
