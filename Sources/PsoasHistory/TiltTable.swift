import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The tilt of a day, or of an hour, in one posture.
struct TiltBandsRow: Equatable {
  /// Start of the hour; unused for a day.
  var began: Int64 = 0
  var utcOffset: Int32 = 0
  var day: Int64 = 0
  var posture = Posture.standing
  var bands = TiltBands()
}

/// Seconds at one whole degree.
struct TiltDegreeRow: Equatable {
  var day: Int64 = 0
  var posture = Posture.standing
  var degree = 0
  var seconds = 0.0
}

/// Seconds of each day in each band of tilt and at each whole degree, by posture; and of each hour in each band.
enum TiltTable {
  static let bands = Table<TiltBandsRow>(
    name: "tilt_bands", blank: TiltBandsRow(),
    columns: [
      .key("day", .date) { $0.integer(&$1.day) },
      .key("posture") { $0.word(&$1.posture) },
    ] + bandColumns)

  static let hours = Table<TiltBandsRow>(
    name: "tilt_hours", blank: TiltBandsRow(),
    columns: [
      .key("began", .moment) { $0.integer(&$1.began) },
      .key("utc_offset", .seconds) { $0.integer(&$1.utcOffset) },
      Column("day", .date) { $0.integer(&$1.day) },
      .key("posture") { $0.word(&$1.posture) },
    ] + bandColumns)

  private static let bandColumns: [Column<TiltBandsRow>] = [
    .sum("posterior", .seconds) { $0.real(&$1.bands.posterior) },
    .sum("neutral", .seconds) { $0.real(&$1.bands.neutral) },
    .sum("anterior", .seconds) { $0.real(&$1.bands.anterior) },
  ]

  static let degrees = Table<TiltDegreeRow>(
    name: "tilt_degrees", blank: TiltDegreeRow(),
    columns: [
      .key("day", .date) { $0.integer(&$1.day) },
      .key("posture") { $0.word(&$1.posture) },
      .key("degree") { $0.integer(&$1.degree) },
      .sum("seconds", .seconds) { $0.real(&$1.seconds) },
    ])

  /// Adds the increment of a day.
  static func write(
    _ more: TiltDay, of day: Int64, _ conflict: Table<TiltBandsRow>.Conflict, to database: Database
  ) throws(SQLiteFailure) {
    for posture in TiltBands.postures where more.bands[posture] != TiltBands() {
      try bands.insert(TiltBandsRow(day: day, posture: posture, bands: more.bands[posture]), conflict, into: database)
    }
    try write(more.standingDegrees, of: .standing, day, conflict, to: database)
    try write(more.sittingDegrees, of: .sitting, day, conflict, to: database)
  }

  /// Adds the increment of an hour.
  static func write(
    _ more: HourTotals, _ conflict: Table<TiltBandsRow>.Conflict, to database: Database
  ) throws(SQLiteFailure) {
    for posture in TiltBands.postures where more.tilt[posture] != TiltBands() {
      let row = TiltBandsRow(
        began: more.began, utcOffset: more.utcOffset, day: more.day, posture: posture, bands: more.tilt[posture])
      try hours.insert(row, conflict, into: database)
    }
  }

  private static func write(
    _ more: TiltHistogram, of posture: Posture, _ day: Int64, _ conflict: Table<TiltBandsRow>.Conflict,
    to database: Database
  ) throws(SQLiteFailure) {
    for degree in TiltHistogram.range where more[degree] != 0 {
      let row = TiltDegreeRow(day: day, posture: posture, degree: degree, seconds: more[degree])
      try degrees.insert(row, conflict.isMerge ? .merge : .add, into: database)
    }
  }

  /// Adds the stored tilt to the days in a range.
  /// - Parameter totals: in order of time.
  static func read(
    _ days: ClosedRange<Int64>, in database: Database, into totals: inout [DayTotals]
  ) throws(SQLiteFailure) {
    let range: [Database.Value] = [.integer(days.lowerBound), .integer(days.upperBound)]
    var index = 0
    // Rows and days have the same order.
    func find(_ day: Int64) -> Bool {
      while index < totals.count, (totals[index].day ?? Int64.min) < day { index += 1 }
      return index < totals.count && totals[index].day == day
    }
    for row in try bands.rows(where: "day BETWEEN ? AND ?", range, orderedBy: "day, posture", from: database)
    where find(row.day) {
      totals[index].tilt.bands[row.posture] = row.bands
    }
    index = 0
    for row in try degrees.rows(where: "day BETWEEN ? AND ?", range, orderedBy: "day, degree", from: database)
    where find(row.day) {
      switch row.posture {
      case .standing: totals[index].tilt.standingDegrees.add(row.seconds, degree: row.degree)
      case .sitting: totals[index].tilt.sittingDegrees.add(row.seconds, degree: row.degree)
      case .walking, .lying, .notWorn, .unknown: break
      }
    }
  }
}

/// Read-only access to the days of a history.
public enum HistoryDays {
  /// The stored days in a range, in order of time; empty if there is no history yet.
  /// - Throws: `HistoryError` if the file exists and cannot be read.
  public static func read(_ days: ClosedRange<Int64>, directory: Text) throws(HistoryError) -> [DayTotals] {
    let file = HistoryFile(directory: directory)
    guard Files.exists(file.path) else { return [] }
    do throws(SQLiteFailure) {
      return try DayTable.totals(of: days, in: try Database(path: file.path))
    } catch {
      throw file.cause(error)
    }
  }
}
