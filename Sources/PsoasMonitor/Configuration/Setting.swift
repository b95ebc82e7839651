import PsoasSystem

/// One setting: its declaration for psoas.conf(5), `psoasctl config`, the example file and recordings.
public struct Setting: Sendable {
  /// In display order.
  public enum Section: UInt8, CaseIterable, Sendable {
    case reminders, notifications, programme, sensors, tilt, history, journal

    public var name: StaticString {
      switch self {
      case .reminders: "Reminders"
      case .notifications: "Notifications"
      case .programme: "Programme"
      case .sensors: "Sensors"
      case .tilt: "Tilt"
      case .history: "History"
      case .journal: "Journal"
      }
    }
  }

  /// The type of a value, and the field of `Configuration` that holds it.
  public enum Kind: Sendable {
    /// Seconds, written as a time span.
    case span(ClosedRange<Double>, Field<Double>)
    case whole(ClosedRange<Int>, Field<Int>)
    case factor(ClosedRange<Double>, Field<Double>)
    case choice(Field<Bool>)
    /// Whole days; 0 is unlimited.
    case days(Field<Int>)
    /// A priority of syslog(3), 0 to 7.
    case priority(Field<Int>)
    /// Up to four durations in minutes.
    case minutes(Field<[Int]>)
    case workingHours(Field<WorkingHours>)
    case escalation(Field<Escalation>)
    case profile(Field<Profile>)
    /// Identifiers, separated by blanks.
    case names(Field<Text>)
    /// One identifier, or none.
    case name(Field<Text>)
  }

  /// Returns a field's value; if a new value is given, the field is set to it first.
  public typealias Field<Value> = @Sendable (inout Configuration, Value?) -> Value

  public let section: Section
  /// The spelling in psoas.conf(5).
  public let key: StaticString
  /// The name of the value in a recording's JSON.
  public let member: StaticString
  public let kind: Kind
  /// One or two sentences, UTF-8.
  public let explanation: StaticString

  init(
    _ section: Section, _ key: StaticString, _ member: StaticString, _ kind: Kind, _ explanation: StaticString
  ) {
    self.section = section
    self.key = key
    self.member = member
    self.kind = kind
    self.explanation = explanation
  }

  /// Implementation of `Field`: returns the value after setting the new one, if given.
  static func access<Value>(_ field: inout Value, _ new: Value?) -> Value {
    if let new { field = new }
    return field
  }

  /// Whether the value has several words, which may continue in indented lines.
  public var isList: Bool {
    switch kind {
    case .names, .minutes, .workingHours, .escalation, .profile: true
    default: false
    }
  }

  /// Whether both are the same row.
  public func isSame(as other: Setting) -> Bool {
    section == other.section && Text(key) == other.key
  }
}

extension Configuration {
  /// The value of a setting's field.
  public func value<Value>(_ field: Setting.Field<Value>) -> Value {
    var copy = self
    return field(&copy, nil)
  }

  public mutating func set<Value>(_ field: Setting.Field<Value>, _ value: Value) { _ = field(&self, value) }

  /// Copies the value of a setting from another configuration.
  public mutating func copy(_ setting: Setting, from other: Configuration) {
    switch setting.kind {
    case .span(_, let field), .factor(_, let field): set(field, other.value(field))
    case .whole(_, let field), .days(let field), .priority(let field): set(field, other.value(field))
    case .choice(let field): set(field, other.value(field))
    case .minutes(let field): set(field, other.value(field))
    case .workingHours(let field): set(field, other.value(field))
    case .escalation(let field): set(field, other.value(field))
    case .profile(let field): set(field, other.value(field))
    case .names(let field), .name(let field): set(field, other.value(field))
    }
  }
}
