import Foundation
import PsoasCore
import Testing

@testable import PsoasHistory
@testable import PsoasMonitor

/// The forms that files have had, as they were: this text is not the program's, so that a step that was changed
/// afterwards shows.
enum Form {
  static let latest = 6

  /// The file of a wearer who has used a version, with a row in each table.
  static func file(_ version: Int) -> String {
    var tables: [(table: String, sql: String)] = []
    for piece in pieces where piece.since <= version {
      tables.removeAll { $0.table == piece.table }
      tables.append((piece.table, piece.sql))
    }
    return tables.map(\.sql).joined(separator: "\n") + "\nPRAGMA user_version = \(version);"
  }

  /// What each version brought or changed.
  private static let pieces: [(since: Int, table: String, sql: String)] = [
    (
      1, "days",
      """
      CREATE TABLE days (
        day INTEGER PRIMARY KEY,
        sitting REAL NOT NULL, standing REAL NOT NULL, walking REAL NOT NULL,
        lying REAL NOT NULL, not_worn REAL NOT NULL, unknown REAL NOT NULL,
        longest_bout REAL NOT NULL, bouts INTEGER NOT NULL, steps INTEGER NOT NULL,
        reminders INTEGER NOT NULL, reminders_done INTEGER NOT NULL,
        breaks INTEGER NOT NULL, active_breaks INTEGER NOT NULL
      ) STRICT;
      INSERT INTO days VALUES (20514, 3600.5, 1, 2, 3, 4, 5, 1800, 2, 900, 3, 1, 1, 0);
      """
    ),
    (
      1, "bouts",
      """
      CREATE TABLE bouts (
        began INTEGER PRIMARY KEY, day INTEGER NOT NULL, ended INTEGER, sitting REAL
      ) STRICT;
      CREATE INDEX bouts_day ON bouts (day);
      INSERT INTO bouts VALUES
        (1772438405000000, 20514, 1772440265000000, 1799.5), (1772440400000000, 20514, NULL, NULL);
      """
    ),
    (
      1, "reminders",
      """
      CREATE TABLE reminders (
        run INTEGER NOT NULL, number INTEGER NOT NULL, day INTEGER NOT NULL, raised INTEGER NOT NULL,
        exercise TEXT NOT NULL, sitting REAL NOT NULL, closed INTEGER, outcome TEXT,
        PRIMARY KEY (run, number)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX reminders_day ON reminders (day);
      INSERT INTO reminders VALUES
        (1772438400000000, 1, 20514, 1772440200000000, 'kneeling-hip-flexor', 1800, 1772440220000000, 'withdrawn');
      """
    ),
    (
      2, "bouts",
      """
      CREATE TABLE bouts (
        began INTEGER PRIMARY KEY, day INTEGER NOT NULL, ended INTEGER, sitting REAL, utc_offset INTEGER
      ) STRICT;
      CREATE INDEX bouts_day ON bouts (day);
      INSERT INTO bouts VALUES
        (1772438405000000, 20514, 1772440265000000, 1799.5, NULL), (1772440400000000, 20514, NULL, NULL, 3600);
      """
    ),
    (
      2, "reminders",
      """
      CREATE TABLE reminders (
        run INTEGER NOT NULL, number INTEGER NOT NULL, day INTEGER NOT NULL, raised INTEGER NOT NULL,
        exercise TEXT NOT NULL, sitting REAL NOT NULL, closed INTEGER, outcome TEXT, utc_offset INTEGER,
        PRIMARY KEY (run, number)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX reminders_day ON reminders (day);
      INSERT INTO reminders VALUES
        (1772438400000000, 1, 20514, 1772440200000000, 'kneeling-hip-flexor', 1800, 1772440220000000, 'withdrawn', NULL);
      """
    ),
    (
      2, "hours",
      """
      CREATE TABLE hours (
        began INTEGER NOT NULL, utc_offset INTEGER NOT NULL, day INTEGER NOT NULL,
        sitting REAL NOT NULL, standing REAL NOT NULL, walking REAL NOT NULL,
        lying REAL NOT NULL, not_worn REAL NOT NULL, unknown REAL NOT NULL, steps INTEGER NOT NULL,
        PRIMARY KEY (began, utc_offset)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX hours_day ON hours (day);
      INSERT INTO hours VALUES (1772438400000000, 3600, 20514, 1800, 60, 0, 0, 0, 0, 120);
      """
    ),
    (
      2, "breaks",
      """
      CREATE TABLE breaks (
        ended INTEGER PRIMARY KEY, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL,
        length REAL NOT NULL, upright REAL NOT NULL, walking REAL NOT NULL, active INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX breaks_day ON breaks (day);
      INSERT INTO breaks VALUES (1772440400000000, 20514, 3600, 135, 120, 90, 0);
      """
    ),
    (
      3, "days",
      """
      CREATE TABLE days (
        day INTEGER PRIMARY KEY,
        sitting REAL NOT NULL, standing REAL NOT NULL, walking REAL NOT NULL,
        lying REAL NOT NULL, not_worn REAL NOT NULL, unknown REAL NOT NULL,
        longest_bout REAL NOT NULL, bouts INTEGER NOT NULL, steps INTEGER NOT NULL,
        reminders INTEGER NOT NULL, reminders_done INTEGER NOT NULL,
        breaks INTEGER NOT NULL, active_breaks INTEGER NOT NULL,
        reminders_checked INTEGER NOT NULL DEFAULT 0, reminders_snoozed INTEGER NOT NULL DEFAULT 0,
        reminders_skipped INTEGER NOT NULL DEFAULT 0, reminders_ignored INTEGER NOT NULL DEFAULT 0,
        reminders_withdrawn INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      INSERT INTO days VALUES (20514, 3600.5, 1, 2, 3, 4, 5, 1800, 2, 900, 3, 1, 1, 0, 0, 1, 0, 0, 1);
      """
    ),
    (
      3, "practices",
      """
      CREATE TABLE practices (
        ended INTEGER NOT NULL, exercise TEXT NOT NULL, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL,
        share REAL NOT NULL, checked INTEGER NOT NULL,
        PRIMARY KEY (ended, exercise)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX practices_day ON practices (day);
      INSERT INTO practices VALUES (1772440300000000, 'plank', 20514, 3600, 0.5, 1);
      """
    ),
    (
      4, "rhythms",
      """
      CREATE TABLE rhythms (
        measured INTEGER PRIMARY KEY, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL, bends INTEGER NOT NULL,
        share REAL NOT NULL, share_min REAL NOT NULL, share_max REAL NOT NULL, trunk REAL NOT NULL, pelvis REAL NOT NULL,
        speed REAL NOT NULL, return_speed REAL NOT NULL, pelvic_delay REAL,
        forward_0_30 REAL, forward_30_60 REAL, forward_60_90 REAL, forward_90_120 REAL,
        return_0_30 REAL, return_30_60 REAL, return_60_90 REAL, return_90_120 REAL
      ) STRICT;
      CREATE INDEX rhythms_day ON rhythms (day);
      INSERT INTO rhythms VALUES (1772440400000000, 20514, 3600, 3, 51.5, 48, 55, 108, 52, 44, 46, NULL,
        1.9, 1.4, 0.9, NULL, 0.8, 1.1, 1.7, NULL);
      """
    ),
    (
      5, "tilt_bands",
      """
      CREATE TABLE tilt_bands (
        day INTEGER NOT NULL, posture TEXT NOT NULL,
        posterior REAL NOT NULL, neutral REAL NOT NULL, anterior REAL NOT NULL,
        PRIMARY KEY (day, posture)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO tilt_bands VALUES (20514, 'standing', 10, 20, 600);
      """
    ),
    (
      5, "tilt_degrees",
      """
      CREATE TABLE tilt_degrees (
        day INTEGER NOT NULL, posture TEXT NOT NULL, degree INTEGER NOT NULL, seconds REAL NOT NULL,
        PRIMARY KEY (day, posture, degree)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO tilt_degrees VALUES (20514, 'standing', 8, 600), (20514, 'sitting', -12, 1800);
      """
    ),
    (
      6, "sessions",
      """
      CREATE TABLE sessions (
        began INTEGER PRIMARY KEY, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL,
        exercise TEXT NOT NULL, basis TEXT NOT NULL, sets INTEGER NOT NULL, ended INTEGER, ending TEXT,
        holds INTEGER, repetitions INTEGER, held REAL, held_checked REAL, amplitude REAL, share REAL, share_checked REAL
      ) STRICT;
      CREATE INDEX sessions_day ON sessions (day);
      INSERT INTO sessions VALUES (1772440300000000, 20514, 3600, 'plank', 'sensor', 2, 1772440400000000, 'completed',
        2, 0, 58.5, 50, NULL, 0.97, 0.8);
      """
    ),
    (
      6, "session_stages",
      """
      CREATE TABLE session_stages (
        session INTEGER NOT NULL, stage INTEGER NOT NULL, day INTEGER NOT NULL, work TEXT NOT NULL, side TEXT,
        set_number INTEGER NOT NULL, planned REAL, held REAL, held_checked REAL, planned_repetitions INTEGER,
        repetitions INTEGER, repetitions_checked INTEGER, amplitude REAL,
        PRIMARY KEY (session, stage)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX session_stages_day ON session_stages (day);
      INSERT INTO session_stages VALUES
        (1772440300000000, 2, 20514, 'hold', 'left', 1, 30, 28.5, 25, NULL, NULL, NULL, NULL),
        (1772440300000000, 4, 20514, 'repetitions', NULL, 1, NULL, NULL, NULL, 10, 9, 9, 24.5);
      """
    ),
    (
      6, "calibrations",
      """
      CREATE TABLE calibrations (
        at INTEGER NOT NULL, placement TEXT NOT NULL, day INTEGER NOT NULL, utc_offset INTEGER NOT NULL,
        sensor TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT, bends INTEGER, verified INTEGER,
        sway REAL, gyroscope_bias REAL, depth REAL, planarity REAL, disagreement REAL, scatter REAL,
        seated_neutral REAL, habitual_stance REAL, habitual_seat REAL, range_posterior REAL, range_anterior REAL,
        PRIMARY KEY (at, placement)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX calibrations_day ON calibrations (day);
      INSERT INTO calibrations VALUES (1772440300000000, 'pelvis', 20514, 3600, '057e:2006:dc', 'full', 'done', NULL, 3, 1,
        0.4, 0.6, 61, 0.97, 3, 2, -12, 4, -18, -9, 8);
      """
    ),
    (
      6, "tilt_hours",
      """
      CREATE TABLE tilt_hours (
        began INTEGER NOT NULL, utc_offset INTEGER NOT NULL, day INTEGER NOT NULL, posture TEXT NOT NULL,
        posterior REAL NOT NULL, neutral REAL NOT NULL, anterior REAL NOT NULL,
        PRIMARY KEY (began, utc_offset, posture)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX tilt_hours_day ON tilt_hours (day);
      INSERT INTO tilt_hours VALUES (1772438400000000, 3600, 20514, 'standing', 10, 20, 600);
      """
    ),
  ]
}

@Suite struct TheFormsOfTheFile {
  let folder: Folder
  init() throws { folder = try Folder() }

  /// Columns of each table by name: the order in which a form came to them does not matter.
  private func shape(_ file: String) throws -> String {
    try ask(
      file,
      """
      SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) c
      WHERE m.type = 'table' ORDER BY m.name, c.name
      """)
  }

  private func indices(_ file: String) throws -> String {
    try ask(file, "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
  }

  @Test func `every form that a file has had is known to this test`() {
    #expect(Form.latest == Schema.version, "add the form to MigrationTests.swift")
  }

  @Test(arguments: 1...Form.latest)
  func `a file of an older form keeps its rows and gets the present one`(version: Int) throws {
    let old = folder.path + "/old.sql"
    try Form.file(version).write(toFile: old, atomically: true, encoding: .utf8)
    try run("sqlite3", [folder.file, ".read '\(old)'"])
    #expect(try ask(folder.file, "PRAGMA user_version") == "\(version)")
    let tables = try ask(folder.file, "SELECT name FROM sqlite_schema WHERE type = 'table'").split(separator: "\n")
    let counts = try tables.map { try ask(folder.file, "SELECT count(*) FROM \($0)") }

    let history = History(directory: folder.bytes)
    try history.open()
    #expect(try ask(folder.file, "PRAGMA user_version") == "\(Schema.version)")
    #expect(history.totals(day: 20514)?.sitting == 3600.5)
    for (table, count) in zip(tables, counts) {
      #expect(try ask(folder.file, "SELECT count(*) FROM \(table)") == count, "\(table)")
    }
    #expect(try ask(folder.file, "SELECT outcome FROM reminders") == "withdrawn")

    let fresh = try Folder()
    try History(directory: fresh.bytes).open()
    #expect(try shape(folder.file) == shape(fresh.file))
    #expect(try indices(folder.file) == indices(fresh.file))

    // And it is written to as before.
    try history.record(.at(7200, .boutStarted))
    try history.record(.at(9000, .boutEnded(sitting: 1800)))
    try history.flush()
    #expect(try ask(folder.file, "SELECT utc_offset FROM bouts WHERE sitting = 1800") == "3600")
  }

  @Test func `a step that fails leaves the form before it`() throws {
    let old = folder.path + "/old.sql"
    try Form.file(1).write(toFile: old, atomically: true, encoding: .utf8)
    try run("sqlite3", [folder.file, ".read '\(old)'"])
    // Somebody else's table is in the way of the second step.
    try run("sqlite3", [folder.file, "CREATE TABLE breaks (mine)"])
    let history = History(directory: folder.bytes)
    #expect(throws: HistoryError.self) { try history.open() }
    #expect(try ask(folder.file, "PRAGMA user_version") == "1")
    #expect(try ask(folder.file, "SELECT count(*) FROM sqlite_schema WHERE name = 'hours'") == "0")
    #expect(try ask(folder.file, "SELECT sitting FROM days") == "3600.5")
  }
}
