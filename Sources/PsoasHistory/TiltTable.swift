import CLinux
import PsoasCore
import PsoasMonitor

/// The tables of tilt: seconds of each day in each band and at each whole degree, by posture.
enum TiltTable {
  static let tables: StaticString = """
    -- Seconds anterior, neutral and posterior of the posture's own neutral; and at each whole degree from it.
    CREATE TABLE tilt_bands (
      day INTEGER NOT NULL, posture TEXT NOT NULL,
      posterior REAL NOT NULL, neutral REAL NOT NULL, anterior REAL NOT NULL,
      PRIMARY KEY (day, posture)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tilt_degrees (
      day INTEGER NOT NULL, posture TEXT NOT NULL, degree INTEGER NOT NULL, seconds REAL NOT NULL,
      PRIMARY KEY (day, posture, degree)
    ) STRICT, WITHOUT ROWID;
    PRAGMA user_version = 5;
    """

  static func write(_ tilt: TiltDay, of day: Int64, to database: Database) throws(SQLiteFailure) {
    for posture in BandsByPosture.postures {
      let bands = tilt.bands[posture]
      guard bands.total > 0 else { continue }
      try database.run(
        "INSERT OR REPLACE INTO tilt_bands VALUES (?, ?, ?, ?, ?)",
        [
          .integer(day), .text(Bytes().appending(posture.name)), .real(bands.posterior), .real(bands.neutral),
          .real(bands.anterior),
        ])
    }
    try write(tilt.standingDegrees, of: .standing, day, to: database)
    try write(tilt.sittingDegrees, of: .sitting, day, to: database)
  }

  /// Adds what came on top of an hour.
  static func write(_ more: HourTotals, to database: Database) throws(SQLiteFailure) {
    for posture in BandsByPosture.postures where more.tilt[posture] != TiltBands() {
      let bands = more.tilt[posture]
      try database.run(
        """
        INSERT INTO tilt_hours (began, utc_offset, day, posture, posterior, neutral, anterior) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (began, utc_offset, posture) DO UPDATE SET
          posterior = posterior + excluded.posterior, neutral = neutral + excluded.neutral,
          anterior = anterior + excluded.anterior
        """,
        [
          .integer(more.began), .integer(Int64(more.utcOffset)), .integer(more.day),
          .text(Bytes().appending(posture.name)), .real(bands.posterior), .real(bands.neutral), .real(bands.anterior),
        ])
    }
  }

  /// What is known of an hour's tilt; nothing in a file of a form that had none.
  static func read(into hour: inout HourTotals, from database: Database) throws(SQLiteFailure) {
    guard try database.has(table: "tilt_hours") else { return }
    for posture in BandsByPosture.postures {
      hour.tilt[posture] =
        try database.first(
          """
          SELECT posterior, neutral, anterior FROM tilt_hours WHERE began = ? AND utc_offset = ? AND posture = ?
          """,
          [
            .integer(hour.began), .integer(Int64(hour.utcOffset)), .text(Bytes().appending(posture.name)),
          ]
        ) { TiltBands($0) } ?? TiltBands()
    }
  }

  private static func write(
    _ histogram: TiltHistogram, of posture: Posture, _ day: Int64, to database: Database
  ) throws(SQLiteFailure) {
    for degree in TiltHistogram.range where histogram[degree] > 0 {
      try database.run(
        "INSERT OR REPLACE INTO tilt_degrees VALUES (?, ?, ?, ?)",
        [
          .integer(day), .text(Bytes().appending(posture.name)), .integer(Int64(degree)), .real(histogram[degree]),
        ])
    }
  }

  static func tilt(of day: Int64, in database: Database) throws(SQLiteFailure) -> TiltDay {
    var tilt = TiltDay()
    guard try database.has(table: "tilt_degrees") else { return tilt }
    for posture in BandsByPosture.postures { tilt.bands[posture] = try bands(posture, day, database) }
    tilt.standingDegrees = try histogram(.standing, day, database)
    tilt.sittingDegrees = try histogram(.sitting, day, database)
    return tilt
  }

  private static func bands(
    _ posture: Posture, _ day: Int64, _ database: Database
  ) throws(SQLiteFailure) -> TiltBands {
    try database.first(
      "SELECT posterior, neutral, anterior FROM tilt_bands WHERE day = ? AND posture = ?",
      [.integer(day), .text(Bytes().appending(posture.name))]
    ) { TiltBands($0) } ?? TiltBands()
  }

  private static func histogram(
    _ posture: Posture, _ day: Int64, _ database: Database
  ) throws(SQLiteFailure) -> TiltHistogram {
    var histogram = TiltHistogram()
    try database.each(
      "SELECT degree, seconds FROM tilt_degrees WHERE day = ? AND posture = ?",
      [.integer(day), .text(Bytes().appending(posture.name))]
    ) { histogram.add($0.real(1), degree: Int($0.integer(0))) }
    return histogram
  }
}

extension TiltBands {
  /// A row of posterior, neutral, anterior.
  fileprivate init(_ row: Database.Row) {
    self.init(posterior: row.real(0), neutral: row.real(1), anterior: row.real(2))
  }
}

/// Days of a history, for whoever looks back without keeping it.
public enum HistoryDays {
  /// The days that a state folder's history knows of these, the earliest first; none where there is no history yet.
  /// - Throws: `HistoryError` where the file is there and cannot be read.
  public static func read(_ days: ClosedRange<Int64>, directory: Bytes) throws(HistoryError) -> [DayTotals] {
    let file = HistoryFile(directory: directory)
    guard file.path.withPath({ access($0, F_OK) }) == 0 else { return [] }
    do throws(SQLiteFailure) {
      let database = try Database(path: file.path)
      var known: [DayTotals] = []
      for day in days { if let totals = try Change.totals(of: day, in: database) { known.append(totals) } }
      return known
    } catch {
      throw file.cause(error)
    }
  }
}
