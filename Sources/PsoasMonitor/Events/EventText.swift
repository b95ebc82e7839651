import PsoasCore
import PsoasSystem

/// Events as lines of text for people.
public enum EventText {
  /// Appends one line, with its line feed: the time of day if the clock is known, otherwise the run's time.
  public static func append(_ timed: TimedEvent, to line: inout Text) {
    append(clock: timed.wall, or: timed.time, to: &line)
    line += "  \(escaped: timed.event.sentence)\n"
  }

  /// Appends `HH:MM:SS`.
  public static func append(clock wall: WallClock?, or time: Instant, to line: inout Text) {
    line.append(timeOfDay: wall?.secondOfDay ?? Int(max(time.seconds, 0)))
  }
}
