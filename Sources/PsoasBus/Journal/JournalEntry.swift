import PsoasMonitor
import PsoasSystem

/// The fields of one journal entry, each as `NAME=value` (systemd.journal-fields(7)).
public struct JournalEntry: Equatable, Sendable {
  public private(set) var fields: [Text] = []

  /// An entry of the daemon itself.
  /// - Parameter text: one sentence, UTF-8.
  public init(_ message: JournalMessage, text: Text) {
    begin(message, text, priority: message.priority)
  }

  /// The entry of an event; nil for events that are too frequent to be useful in the journal (postures, the start of
  /// bouts).
  /// - Parameter alertPriority: the priority of a suggestion, 0 to 7 as in syslog(3).
  public init?(_ timed: TimedEvent, alertPriority: Int = JournalMessage.reminder.priority) {
    guard let message = timed.event.journalMessage else { return nil }
    begin(message, timed.event.sentence, priority: message == .reminder ? alertPriority : message.priority)
    for field in timed.event.journalFields { fields.append("\(escaped: field)") }
  }

  private mutating func begin(_ message: JournalMessage, _ text: Text, priority: Int) {
    add("MESSAGE", text)
    add("MESSAGE_ID", message.identifier)
    add("PRIORITY", priority)
    add("SYSLOG_IDENTIFIER", "psoasd")
    add("PSOAS_EVENT", message.name)
  }

  private mutating func add(_ name: StaticString, _ value: StaticString) { fields.append("\(name)=\(value)") }

  /// External text is escaped: `journalctl` shows a field with control characters as `[blob data]`, and other readers
  /// print it as it is.
  @_disfavoredOverload
  public mutating func add(_ name: StaticString, _ value: Text) { fields.append("\(name)=\(escaped: value)") }

  public mutating func add(_ name: StaticString, _ value: Int) { fields.append("\(name)=\(value)") }
}
