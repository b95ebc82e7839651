import ArgumentParser
import PsoasHistory
import PsoasMonitor
import PsoasState
import PsoasSystem

/// Shows a past day.
struct Day: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "day", abstract: "Show a day: its hours, bouts, suggestions and exercises.",
    discussion: "Events of the last minute may be missing.")

  @Argument(help: "2026-03-29, today or yesterday.")
  var date = LocalDay(LocalDay.today)

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var history: HistoryOptions

  func run() throws {
    try Failure.reported { () throws(Failure) in
      let archive = try history.open(for: date.number...date.number)
      do throws(HistoryError) { try show(archive) } catch { throw Failure(error) }
    }
  }

  private func show(_ archive: HistoryArchive) throws(HistoryError) {
    let day = try DayRecord(date, from: archive)
    if json { return print(HistoryJSON.day(day).text) }
    print("\(date.weekday) \(date.text)\n")
    guard let totals = day.totals else {
      print("there is no data of this day")
      return
    }
    for line in DayText.hours(day.hours) { print(line) }
    if !day.hours.isEmpty { print("             \(DayText.key)\n") }
    let isLive = StateLock.isHeld(archive.path.folder) && date.number == LocalDay.today
    if !day.bouts.isEmpty {
      print("bouts of sitting")
      for bout in day.bouts {
        print("  " + DayText.bout(bout, within: date.span, isLast: isLive && bout == day.bouts.last))
      }
      print()
    }
    if !day.suggestions.isEmpty {
      let outcomes = day.suggestions.map { DayText.outcome($0, isLast: isLive && $0 == day.suggestions.last) }
      print("suggestions: \(DayText.counts(outcomes))")
      for (suggestion, outcome) in zip(day.suggestions, outcomes) {
        print("  \(DayText.clock(suggestion.raised))  \(suggestion.exercise.line)  \(outcome)")
      }
      print()
    }
    if !day.sessions.isEmpty {
      print("exercise sessions")
      for session in day.sessions {
        print("  " + ExerciseSessionLine.text(session, isLast: isLive && session == day.sessions.last))
      }
      print()
    }
    for line in HourTiltText.lines(day.hours) { print(line) }
    var text = Text()
    SummaryText.append(totals, to: &text)
    print(text.text, terminator: "")
  }
}

/// Shows the seven days of a week, one line each.
struct Week: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "week", abstract: "Show a week, Monday to Sunday.")

  @Argument(help: "Any day of the week: 2026-03-29, today or yesterday.")
  var date = LocalDay(LocalDay.today)

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var history: HistoryOptions

  func run() throws {
    let monday = date.number - ((date.number + 3) % 7 + 7) % 7
    try HistoryVerb.show(monday...(monday + 6), history, json: json)
  }
}

/// Shows the latest days, one line each.
struct HistoryVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show the latest days.",
    discussion: "`psoasctl day DATE` shows one of them, `psoasctl export` exports them for other programs.")

  @Option(help: ArgumentHelp("Number of days, including today.", valueName: "n"))
  var days = 14

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var history: HistoryOptions

  func validate() throws {
    guard (1...36_525).contains(days) else { throw ValidationError("--days: 1 to 36525, not \(days)") }
  }

  func run() throws { try Self.show((LocalDay.today - Int64(days) + 1)...LocalDay.today, history, json: json) }

  static func show(_ range: ClosedRange<Int64>, _ options: HistoryOptions, json: Bool) throws {
    try Failure.reported { () throws(Failure) in
      let archive = try options.open(for: range)
      let days: [DayTotals]
      do throws(HistoryError) { days = try archive.days(range) } catch { throw Failure(error) }
      if json { return print(HistoryJSON.days(range, days).text) }
      guard !days.isEmpty else {
        print("there is no data from \(LocalDay(range.lowerBound).text) to \(LocalDay(range.upperBound).text)")
        return
      }
      print(DayText.header)
      for totals in days { print(DayText.line(totals)) }
      let mean = days.reduce(0) { $0 + $1[.sitting] } / Double(days.count)
      print("\n\(days.count == 1 ? "1 day" : "\(days.count) days"), \(DayText.duration(mean)) of sitting a day")
    }
  }
}
