import PsoasSystem

/// Receives the row of an event and keeps the requested part. `Event.write(to:)` defines the rows.
struct EventRow {
  enum Part {
    /// Only `name` and `message`.
    case name
    /// JSON members.
    case members
    case sentence
    /// The journal's fields.
    case fields
  }

  private let part: Part
  /// The name in JSON Lines, the journal and D-Bus.
  private(set) var name: StaticString = ""
  /// nil for events that are too frequent to be useful in the journal.
  private(set) var message: JournalMessage?
  /// The members, each with a preceding comma; or the sentence.
  private(set) var text = Text()
  /// Each as `NAME=value` (systemd.journal-fields(7)).
  private(set) var fields: [Text] = []

  init(_ event: Event, _ part: Part) {
    self.part = part
    event.write(to: &self)
  }

  mutating func begin(_ name: StaticString, _ message: JournalMessage? = nil) {
    self.name = name
    self.message = message
  }

  /// The event as one sentence without the time.
  mutating func sentence(_ words: @autoclosure () -> Text) {
    if part == .sentence { text = words() }
  }

  // MARK: Fields of JSON and of the journal

  mutating func field(_ key: StaticString, _ field: StaticString, _ word: StaticString) {
    member(key, word)
    journal(field, word)
  }

  @_disfavoredOverload
  mutating func field(_ key: StaticString, _ field: StaticString, _ text: Text) {
    member(key, text)
    journal(field, text)
  }

  mutating func field(_ key: StaticString, _ field: StaticString, _ number: Int) {
    member(key, number)
    journal(field, number)
  }

  mutating func field(_ key: StaticString, _ field: StaticString, _ value: Bool) {
    member(key, value)
    journal(field, value ? 1 : 0)
  }

  /// The journal has whole numbers, so that `journalctl PSOAS_SITTING_SECONDS=1800` finds entries.
  mutating func field(_ key: StaticString, _ field: StaticString, _ value: Double, places: Int) {
    member(key, value, places: places)
    journal(field, whole: value)
  }

  // MARK: Members of JSON only

  mutating func member(_ key: StaticString, _ word: StaticString) {
    if part == .members { text += ",\"\(key)\":\"\(word)\"" }
  }

  @_disfavoredOverload
  mutating func member(_ key: StaticString, _ value: @autoclosure () -> Text) {
    if part == .members { text += ",\"\(key)\":\(json: value())" }
  }

  mutating func member(_ key: StaticString, _ number: Int) {
    if part == .members { text += ",\"\(key)\":\(number)" }
  }

  mutating func member(_ key: StaticString, _ value: Bool) {
    if part == .members { text += ",\"\(key)\":\(value ? "true" : "false")" }
  }

  mutating func member(_ key: StaticString, _ value: Double, places: Int) {
    if part == .members { text += ",\"\(key)\":\(value, places: places)" }
  }

  /// Members that are written elsewhere.
  mutating func members(_ write: (inout Text) -> Void) {
    if part == .members { write(&text) }
  }

  // MARK: Fields of the journal only

  mutating func journal(_ field: StaticString, _ word: StaticString) {
    if part == .fields { fields.append("\(field)=\(word)") }
  }

  @_disfavoredOverload
  mutating func journal(_ field: StaticString, _ text: Text) {
    if part == .fields { fields.append("\(field)=\(text)") }
  }

  mutating func journal(_ field: StaticString, _ number: Int) {
    if part == .fields { fields.append("\(field)=\(number)") }
  }

  mutating func journal(_ field: StaticString, whole value: Double) {
    if part == .fields { fields.append("\(field)=\(value, places: 0)") }
  }
}

extension Event {
  public var name: StaticString { EventRow(self, .name).name }

  /// The journal message of this event; nil for events that are not sent to the journal.
  public var journalMessage: JournalMessage? { EventRow(self, .name).message }

  /// The event's own fields in the journal entry.
  public var journalFields: [Text] { EventRow(self, .fields).fields }

  /// The event as one sentence without the time.
  public var sentence: Text { EventRow(self, .sentence).text }
}
