import PsoasMonitor
import PsoasSystem

/// A value that a recording stores as members of a JSON object. `carry` names each member once, for writing and for
/// reading.
protocol Recorded {
  mutating func carry(by row: inout MemberCarrier) throws(JSONFault)
}

extension Recorded {
  /// The members, each with a comma before it.
  var members: Text {
    var (row, copy) = (MemberCarrier(.writing), self)
    // Only reading can fail.
    try? copy.carry(by: &row)
    return row.text
  }

  /// Reads the members; one that may be missing and is, leaves its value unchanged.
  mutating func read(_ object: JSONObject) throws(JSONFault) {
    var row = MemberCarrier(.reading(object))
    try carry(by: &row)
  }
}

/// An enumeration with associated values: one row a case, which begins with the word of the case.
protocol RecordedCases: Recorded {
  /// Each case by its word, with the values that a row without its optional members has.
  static var blanks: [(word: StaticString, value: Self)] { get }
}

extension RecordedCases {
  /// The word of the case.
  var word: StaticString {
    var (row, copy) = (MemberCarrier(.naming), self)
    try? copy.carry(by: &row)
    return row.word ?? ""
  }

  /// `values` by their words.
  static func byWord(_ values: [Self]) -> [(word: StaticString, value: Self)] { values.map { ($0.word, $0) } }

  /// Reads the case whose word is the member `key`.
  static func read(_ key: StaticString, of object: JSONObject) throws(JSONFault) -> Self {
    let word = try object.required(try object.text(key), key)
    guard var value = blanks.first(where: { word == $0.word })?.value else {
      throw JSONFault(key: key, expected: "one that this version knows")
    }
    try value.read(object)
    return value
  }
}

/// Carries members between a value and a JSON object, in one direction or the other.
struct MemberCarrier {
  enum Direction {
    /// Only `word` is wanted.
    case naming
    case writing
    case reading(JSONObject)
  }

  private let direction: Direction
  /// What was written, each member with a comma before it.
  private(set) var text = Text()
  /// The first word that a row began with.
  private(set) var word: StaticString?

  init(_ direction: Direction) { self.direction = direction }

  mutating func begin(_ key: StaticString, _ word: StaticString) {
    if self.word == nil { self.word = word }
    if case .writing = direction { text.member(key, word) }
  }

  /// A member that may be missing: then the value is nil.
  mutating func optional<Value>(
    _ key: StaticString, _ value: inout Value?, _ member: Member<Value>
  ) throws(JSONFault) {
    switch direction {
    case .naming: break
    case .writing: if let value { member.write(key, value, &text) }
    case .reading(let object): value = try member.read(key, object)
    }
  }

  mutating func required<Value>(_ key: StaticString, _ value: inout Value, _ member: Member<Value>) throws(JSONFault) {
    switch direction {
    case .naming: break
    case .writing: member.write(key, value, &text)
    case .reading(let object): value = try object.required(try member.read(key, object), key)
    }
  }

  /// A member that is always written; if a file lacks it, the value is unchanged.
  mutating func defaulted<Value>(_ key: StaticString, _ value: inout Value, _ member: Member<Value>) throws(JSONFault) {
    switch direction {
    case .naming: break
    case .writing: member.write(key, value, &text)
    case .reading(let object): if let found = try member.read(key, object) { value = found }
    }
  }

  /// A value with cases of its own, whose word is the member `key`.
  mutating func cases<Value: RecordedCases>(_ key: StaticString, _ value: inout Value) throws(JSONFault) {
    if case .reading(let object) = direction {
      value = try Value.read(key, of: object)
    } else {
      try value.carry(by: &self)
    }
  }

  /// Members with their own functions for writing and reading.
  mutating func members<Value>(
    _ value: inout Value, _ write: (Value, inout Text) -> Void, _ read: (JSONObject) throws(JSONFault) -> Value
  ) throws(JSONFault) {
    switch direction {
    case .naming: break
    case .writing: write(value, &text)
    case .reading(let object): value = try read(object)
    }
  }
}
