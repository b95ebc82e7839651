import ArgumentParser
import PsoasHistory
import PsoasMonitor
import PsoasState
import PsoasSystem

/// Selects a history; shared by the verbs that read one.
struct HistoryOptions: ParsableArguments {
  @Flag(help: "The system-wide service's history, \(Self.systemDirectory.text), instead of your own.")
  var system = false

  @Option(help: ArgumentHelp("The folder of history.sqlite.", valueName: "folder"))
  var state: String?

  /// The state directory of the system service (StateDirectory= of its unit).
  static let systemDirectory: Text = "/var/lib/psoas"

  static func directory(_ state: String?, system: Bool) throws(Failure) -> Text {
    if let state { return Text(state.utf8) }
    if system { return systemDirectory }
    guard let path = StateDirectory.path else {
      throw .unavailable("no folder for a history: set HOME, XDG_STATE_HOME or STATE_DIRECTORY, or give --state")
    }
    return path
  }

  /// - Parameter days: the days that are read, since 1970-01-01; nil: all.
  func open(for days: ClosedRange<Int64>?) throws(Failure) -> HistoryArchive {
    let directory = try Self.directory(state, system: system)
    do throws(HistoryError) {
      let archive = try HistoryArchive(directory: directory)
      let leftOut = try archive.rowsLeftOut(days)
      if leftOut > 0 {
        StandardError.write(
          "\(archive.path): \(count: leftOut, "row has", "rows have") invalid numbers and are omitted; psoasd moves them to another table at its next start\n"
        )
      }
      return archive
    } catch {
      throw Failure(error)
    }
  }
}

extension Failure {
  init(_ error: HistoryError) {
    let isMissing = if case .missing = error { true } else { false }
    self = isMissing ? .noInput(error.message) : .unavailable(error.message)
  }
}

/// A day of the local calendar: `2026-03-29`, `today` or `yesterday`.
struct LocalDay: ExpressibleByArgument {
  /// Days since 1970-01-01.
  let number: Int64

  init(_ number: Int64) { self.number = number }

  init?(argument: String) {
    if argument == "today" {
      number = Self.today
    } else if argument == "yesterday" {
      number = Self.today - 1
    } else if let date = CivilDate(iso8601: Text(argument.utf8)) {
      number = date.daysSinceEpoch
    } else {
      return nil
    }
  }

  static var today: Int64 { WallClock.now.localDay }

  /// `2026-03-29`.
  var text: String {
    ("\(date: number)" as Text).text
  }

  /// Weekdays in English: the output does not depend on the locale.
  var weekday: String {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][CivilDate.weekday(ofDay: number)]
  }

  /// Start and end of the day, microseconds since 1970-01-01 UTC, in the time zone of this machine: 23 or 25 hours if
  /// summer time begins or ends.
  var span: Range<Int64> { LocalZone.start(ofDay: number)..<LocalZone.start(ofDay: number + 1) }
}
