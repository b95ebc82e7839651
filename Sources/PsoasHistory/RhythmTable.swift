import CLinux
import PsoasCore
import PsoasMonitor

/// A measurement of the lumbopelvic rhythm as the history keeps it: medians over its bends.
public struct RhythmEntry: Equatable, Sendable {
  /// Microseconds since 1970-01-01 UTC.
  public var measured: Int64
  public var bends: Int
  /// The lumbar spine's part of the trunk's flexion, per cent; with the least and the greatest of the bends.
  public var share: Double
  public var leastShare: Double
  public var greatestShare: Double
  /// Degrees, and degrees a second.
  public var trunk: Double
  public var pelvis: Double
  public var speed: Double
  public var returnSpeed: Double
  /// Seconds; nil where it was not to be told.
  public var pelvicDelay: Double?
  /// Lumbar degrees for each of the pelvis, in 30 degrees of the trunk each.
  public var forward: [Double?]
  public var back: [Double?]

  init(_ rhythm: LumbopelvicRhythm, at measured: Int64) {
    self.measured = measured
    bends = rhythm.trunk.count
    share = rhythm.contribution.median
    leastShare = rhythm.contribution.least
    greatestShare = rhythm.contribution.greatest
    trunk = rhythm.trunk.median
    pelvis = rhythm.pelvis.median
    speed = rhythm.speed.median
    returnSpeed = rhythm.returnSpeed.median
    pelvicDelay = rhythm.pelvicDelay?.median
    forward = (0..<RhythmBend.phases).map { rhythm.ratio(.forward, phase: $0)?.median }
    back = (0..<RhythmBend.phases).map { rhythm.ratio(.back, phase: $0)?.median }
  }

  init(_ row: Database.Row) {
    measured = row.integer(0)
    bends = Int(row.integer(1))
    share = row.real(2)
    leastShare = row.real(3)
    greatestShare = row.real(4)
    trunk = row.real(5)
    pelvis = row.real(6)
    speed = row.real(7)
    returnSpeed = row.real(8)
    func optional(_ column: Int32) -> Double? {
      if case .real(let value) = row.value(column) { value } else { nil }
    }
    pelvicDelay = optional(9)
    forward = (0..<4).map { optional(10 + $0) }
    back = (0..<4).map { optional(14 + $0) }
  }
}

/// The table of these measurements.
public enum RhythmTable {
  static let table: StaticString = """
    -- Medians of one measurement of the lumbopelvic rhythm: per cent, degrees, degrees a second, seconds; ratios are
    -- lumbar degrees for each of the pelvis while the trunk passes 30 degrees.
    CREATE TABLE rhythms (
      measured INTEGER PRIMARY KEY, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL, bends INTEGER NOT NULL,
      share REAL NOT NULL, share_min REAL NOT NULL, share_max REAL NOT NULL, trunk REAL NOT NULL, pelvis REAL NOT NULL,
      speed REAL NOT NULL, return_speed REAL NOT NULL, pelvic_delay REAL,
      forward_0_30 REAL, forward_30_60 REAL, forward_60_90 REAL, forward_90_120 REAL,
      return_0_30 REAL, return_30_60 REAL, return_60_90 REAL, return_90_120 REAL
    ) STRICT;
    CREATE INDEX rhythms_day ON rhythms (day);
    PRAGMA user_version = 4;
    """

  static func write(_ memory: RhythmEntry, day: Int64, utcOffset: Int32, to database: Database) throws(SQLiteFailure) {
    let optional: [Double?] = [memory.pelvicDelay] + memory.forward + memory.back
    try database.run(
      "INSERT OR REPLACE INTO rhythms VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(memory.measured), .integer(day), .integer(Int64(utcOffset)), .integer(Int64(memory.bends)),
        .real(memory.share), .real(memory.leastShare), .real(memory.greatestShare), .real(memory.trunk),
        .real(memory.pelvis), .real(memory.speed), .real(memory.returnSpeed),
      ] + optional.map { $0.map { .real($0) } ?? .nothing })
  }

  /// The measurements that a state folder's history knows, the earliest first; none where there is no history yet, or
  /// one that was made before they were kept.
  /// - Throws: `HistoryError` where the file is there and cannot be read.
  public static func read(directory: Bytes) throws(HistoryError) -> [RhythmEntry] {
    let file = HistoryFile(directory: directory)
    guard file.path.withPath({ access($0, F_OK) }) == 0 else { return [] }
    do throws(SQLiteFailure) {
      let database = try Database(path: file.path)
      guard try database.has(table: "rhythms") else { return [] }
      var memories: [RhythmEntry] = []
      try database.each(
        """
        SELECT measured, bends, share, share_min, share_max, trunk, pelvis, speed, return_speed, pelvic_delay,
          forward_0_30, forward_30_60, forward_60_90, forward_90_120,
          return_0_30, return_30_60, return_60_90, return_90_120
        FROM rhythms ORDER BY measured
        """
      ) { memories.append(RhythmEntry($0)) }
      return memories
    } catch {
      throw file.cause(error)
    }
  }
}
