import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A bout of sitting.
public struct Bout: Equatable, Sendable {
  /// Microseconds since 1970-01-01 UTC.
  public var began: Int64 = 0
  /// nil if it was interrupted, or continues.
  public var ended: Int64?
  public var utcOffset: Int32?
  /// Seconds of sitting, without short interruptions.
  public var sitting: Double?
  var day: Int64 = 0
}

extension Bout {
  /// A bout that begins at a time.
  init(_ wall: WallClock) {
    (began, day, utcOffset) = (wall.unixMicroseconds, wall.localDay, wall.utcOffset)
  }
}

/// A break between two bouts.
struct BreakRow: Equatable {
  var ended: Int64 = 0
  var day: Int64 = 0
  var utcOffset: Int32 = 0
  var rest = BoutTracker.Break()
}

/// Bouts of sitting, and the breaks between them.
enum BoutTable {
  static let bouts = Table<Bout>(
    name: "bouts", blank: Bout(),
    columns: [
      .key("began", .moment) { $0.integer(&$1.began) },
      Column("day", .date) { $0.integer(&$1.day) },
      Column("ended", .moment) { $0.integer(&$1.ended) },
      Column("sitting", .seconds) { $0.real(&$1.sitting) },
      Column("utc_offset", .seconds) { $0.integer(&$1.utcOffset) },
    ])

  /// Deletes a bout, and the break before it.
  static func remove(began: Int64, from database: Database) throws(SQLiteFailure) {
    try database.run("DELETE FROM bouts WHERE began = ?", [.integer(began)])
    try database.run("DELETE FROM breaks WHERE ended = ?", [.integer(began)])
  }

  static let breaks = Table<BreakRow>(
    name: "breaks", blank: BreakRow(),
    columns: [
      .key("ended", .moment) { $0.integer(&$1.ended) },
      Column("day", .date) { $0.integer(&$1.day) },
      Column("utc_offset", .seconds) { $0.integer(&$1.utcOffset) },
      Column("length", .seconds) { $0.real(&$1.rest.length) },
      Column("upright", .seconds) { $0.real(&$1.rest.upright) },
      Column("walking", .seconds) { $0.real(&$1.rest.walking) },
      Column("active") { $0.derived($1.rest.isActive) },
    ])
}
