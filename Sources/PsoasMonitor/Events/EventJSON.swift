import PsoasCore
import PsoasSystem

/// Events as JSON Lines: one object per event, with `time` and `event` first. The format is a stable interface:
/// psoasd's output, `psoasctl replay --events` and the tests compare it byte for byte.
public enum EventJSON {
  /// Appends one line, with its line feed.
  public static func append(_ timed: TimedEvent, to line: inout Text) {
    line.append("{\"time\":")
    line.append(time: timed.time)
    if let wall = timed.wall { line += ",\"at\":\"\(iso8601: wall)\"" }
    line += ",\(members(of: timed.event))}\n"
  }

  /// `event` and the members that depend on it, without braces.
  public static func members(of event: Event) -> Text {
    let row = EventRow(event, .members)
    return "\"event\":\"\(row.name)\"\(row.text)"
  }
}
