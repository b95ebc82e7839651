import PsoasSystem

/// How much the history has of some days.
public struct HistoryContents: Equatable, Sendable {
  /// First and last day with data, since 1970-01-01, local calendar; nil if there is none.
  public var span: ClosedRange<Int64>?
  /// Days with data.
  public var days = 0
  public var bouts = 0
  public var suggestions = 0
  /// Exercises that were reported or checked.
  public var exercises = 0
  public var calibrations = 0

  public var isEmpty: Bool { self == HistoryContents() }

  init() {}
}

extension HistoryArchive {
  /// What the history has of the days before `day` (since 1970-01-01, local calendar); nil: of all days.
  public func contents(before day: Int64?) throws(HistoryError) -> HistoryContents {
    var contents = HistoryContents()
    let limit: [Database.Value] = [.integer(day ?? Int64.max)]
    if tables.contains("days") {
      try ask("SELECT count(*), min(day), max(day) FROM days WHERE day < ?", limit) { row in
        contents.days = Int(row.integer(0))
        if contents.days > 0, row.integer(1) <= row.integer(2) { contents.span = row.integer(1)...row.integer(2) }
      }
    }
    contents.bouts = try count("bouts", limit)
    contents.suggestions = try count("reminders", limit)
    contents.exercises = try count("practices", limit)
    contents.calibrations = try count("calibrations", limit)
    return contents
  }

  private func count(_ table: StaticString, _ limit: [Database.Value]) throws(HistoryError) -> Int {
    guard tables.contains(Text(table)) else { return 0 }
    var count = 0
    try ask("SELECT count(*) FROM \(table) WHERE day < ?", limit) { count = Int($0.integer(0)) }
    return count
  }
}
