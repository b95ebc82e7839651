import Foundation
import PsoasCore
import TestSupport
import Testing

@testable import PsoasHistory
@testable import PsoasMonitor

/// All schema versions. A released step is never changed, which its checksum ensures, so the steps create the schemas
/// that wearers have.
enum Form {
  /// FNV-1a (64 bits) of the text of each step. A new step adds one; none is ever replaced.
  static let checksums: [UInt64] = [
    0x1207_BF8C_D140_0B15, 0x88A1_56C9_19D4_92BC, 0x39BE_88D5_7F99_5F1B, 0xDCBF_FCAB_9DD5_80A0,
    0xEE76_469D_8433_B787, 0xE93D_B57C_89D3_0111,
  ]

  static func checksum(_ step: StaticString) -> UInt64 {
    UnsafeBufferPointer(start: step.utf8Start, count: step.utf8CodeUnitCount).reduce(0xCBF2_9CE4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
  }

  /// SQL for a history of schema `version`, with a row in each table.
  static func file(_ version: Int) -> String {
    let steps = Schema.steps[..<version].map { $0.description }
    return (steps + rows.filter { $0.since <= version }.map(\.sql)).joined(separator: "\n")
  }

  private static let rows: [(since: Int, sql: String)] = [
    (
      1,
      """
      INSERT INTO days (day, sitting, standing, walking, lying, not_worn, unknown, longest_bout, bouts, steps, reminders,
        reminders_done, breaks, active_breaks) VALUES (20514, 3600.5, 1, 2, 3, 4, 5, 1800, 2, 900, 3, 1, 1, 0);
      INSERT INTO bouts (began, day, ended, sitting) VALUES
        (1772438405000000, 20514, 1772440265000000, 1799.5), (1772440400000000, 20514, NULL, NULL);
      INSERT INTO reminders (run, number, day, raised, exercise, sitting, closed, outcome) VALUES
        (1772438400000000, 1, 20514, 1772440200000000, 'kneeling-hip-flexor', 1800, 1772440220000000, 'withdrawn');
      """
    ),
    (
      2,
      """
      INSERT INTO hours VALUES (1772438400000000, 3600, 20514, 1800, 60, 0, 0, 0, 0, 120);
      INSERT INTO breaks VALUES (1772440400000000, 20514, 3600, 135, 120, 90, 0);
      """
    ),
    (3, "INSERT INTO practices VALUES (1772440300000000, 'plank', 20514, 3600, 0.5, 1);"),
    (
      4,
      """
      INSERT INTO rhythms VALUES (1772440400000000, 20514, 3600, 3, 51.5, 48, 55, 108, 52, 44, 46, NULL,
        1.9, 1.4, 0.9, NULL, 0.8, 1.1, 1.7, NULL);
      """
    ),
    (
      5,
      """
      INSERT INTO tilt_bands VALUES (20514, 'standing', 10, 20, 600);
      INSERT INTO tilt_degrees VALUES (20514, 'standing', 8, 600), (20514, 'sitting', -12, 1800);
      """
    ),
    (
      6,
      """
      INSERT INTO sessions VALUES (1772440300000000, 20514, 3600, 'plank', 'sensor', 2, 1772440400000000, 'completed',
        2, 0, 58.5, 50, NULL, 0.97, 0.8);
      INSERT INTO session_stages VALUES
        (1772440300000000, 2, 20514, 'hold', 'left', 1, 30, 28.5, 25, NULL, NULL, NULL, NULL),
        (1772440300000000, 4, 20514, 'repetitions', NULL, 1, NULL, NULL, NULL, 10, 9, 9, 24.5);
      INSERT INTO calibrations VALUES (1772440300000000, 'pelvis', 20514, 3600, '057e:2006:dc', 'full', 'done', NULL, 3, 1,
        0.4, 0.6, 61, 0.97, 3, 2, -12, 4, -18, -9, 8);
      INSERT INTO tilt_hours VALUES (1772438400000000, 3600, 20514, 'standing', 10, 20, 600);
      """
    ),
  ]
}

@Suite struct MigrationTests {
  let folder: Scratch
  init() throws { folder = try Scratch() }

  /// The columns of each table, sorted by name: their order may differ.
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

  @Test func `a step that was released is never changed`() {
    #expect(Schema.steps.map { Form.checksum($0) } == Form.checksums, "add a step, or the checksum of the new one")
  }

  @Test(arguments: 1...Form.checksums.count)
  func `a file of an older schema keeps its rows and is migrated`(version: Int) throws {
    let old = folder.path + "/old.sql"
    try Form.file(version).write(toFile: old, atomically: true, encoding: .utf8)
    try Child.run("sqlite3", [folder.file, ".read '\(old)'"])
    #expect(try ask(folder.file, "PRAGMA user_version") == "\(version)")
    let tables = try ask(folder.file, "SELECT name FROM sqlite_schema WHERE type = 'table'").split(separator: "\n")
    let counts = try tables.map { try ask(folder.file, "SELECT count(*) FROM \($0)") }

    let history = History(directory: folder.bytes)
    try history.open()
    #expect(try ask(folder.file, "PRAGMA user_version") == "\(Schema.version)")
    #expect(history.totals(day: 20514)?[.sitting] == 3600.5)
    for (table, count) in zip(tables, counts) {
      #expect(try ask(folder.file, "SELECT count(*) FROM \(table)") == count, "\(table)")
    }
    #expect(try ask(folder.file, "SELECT outcome FROM reminders") == "withdrawn")

    let fresh = try Scratch()
    try History(directory: fresh.bytes).open()
    #expect(try shape(folder.file) == shape(fresh.file))
    #expect(try indices(folder.file) == indices(fresh.file))

    // The migrated file can be written.
    try history.record(.at(7200, .boutStarted))
    try history.record(.at(9000, .boutEnded(sitting: 1800)))
    try history.flush()
    #expect(try ask(folder.file, "SELECT utc_offset FROM bouts WHERE sitting = 1800") == "3600")
  }

  @Test func `a step that fails leaves the schema before it`() throws {
    let old = folder.path + "/old.sql"
    try Form.file(1).write(toFile: old, atomically: true, encoding: .utf8)
    try Child.run("sqlite3", [folder.file, ".read '\(old)'"])
    // A table of another program has the name of a table in the second step.
    try Child.run("sqlite3", [folder.file, "CREATE TABLE breaks (mine)"])
    let history = History(directory: folder.bytes)
    #expect(throws: HistoryError.self) { try history.open() }
    #expect(try ask(folder.file, "PRAGMA user_version") == "1")
    #expect(try ask(folder.file, "SELECT count(*) FROM sqlite_schema WHERE name = 'hours'") == "0")
    #expect(try ask(folder.file, "SELECT sitting FROM days") == "3600.5")
  }
}
