import CLinux
import PsoasMonitor
import PsoasSystem

extension Database {
  /// Names of the tables, in the order in which they were made; also those of other programs.
  func tables() throws(SQLiteFailure) -> [Text] {
    var names: [Text] = []
    try each("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY rowid") {
      names.append($0.text(0))
    }
    return names
  }

  /// Deletes what belongs to days before `day`; the sums of days too, or not.
  func delete(before day: Int64, daysToo: Bool) throws(SQLiteFailure) {
    // A table of another program stays as it is, whatever its name and its columns.
    for table in try tables() where Database.isOwn(table) && (daysToo || !Database.isOfDays(table)) {
      try run("DELETE FROM \(table) WHERE day < ?", [.integer(day)])
    }
  }

  /// Whether the history agrees that it is this day: where days lie ahead of it (but for a journey), or all others are
  /// more than a month old, at least three days of the last month confirm the clock, and more than lie ahead. So a clock
  /// that was once years ahead does not stop retention for ever.
  func confirms(today: Int64) throws(SQLiteFailure) -> Bool {
    let old = try days("day < ?", today - 30)
    let recent = try days("day BETWEEN ? AND ?", today - 30, today + 1)
    let ahead = try days("day > ?", today + 1)
    return old == 0 && ahead == 0 || recent >= 3 && recent > ahead
  }

  private func days(_ condition: StaticString, _ bounds: Int64...) throws(SQLiteFailure) -> Int64 {
    try first("SELECT count(*) FROM days WHERE \(condition)", bounds.map { .integer($0) }) { $0.integer(0) } ?? 0
  }

  /// Whether a table is the history's.
  private static func isOwn(_ table: Text) -> Bool {
    table == "set_aside" || TableForm.all.contains { table == $0.name }
  }

  /// Whether a table holds sums of days and nothing finer.
  private static func isOfDays(_ table: Text) -> Bool {
    table == "days" || table == "tilt_bands" || table == "tilt_degrees"
  }

  /// Leaves nothing of what was deleted: neither in free pages nor in the log. What is deleted is overwritten already
  /// (`secure_delete`), but a page that moved keeps its old place in the log until that is cut off.
  /// - Throws: `.busy` where somebody else reads the file meanwhile.
  func scrub() throws(SQLiteFailure) {
    // Not in a temporary file, which would be a copy.
    try run("PRAGMA temp_store = MEMORY")
    try run("VACUUM")
    let isBusy = try first("PRAGMA wal_checkpoint(TRUNCATE)") { $0.integer(0) != 0 }
    if isBusy != false { throw .busy }
  }
}

extension History {
  /// Forgets all of the days before `day` (since 1970-01-01, local calendar), in the file and in memory. The bout that
  /// is going on is not past.
  /// - Parameter day: nil to forget every day, and the damaged files that were set aside as well.
  /// - Throws: where the file could not be changed; then it still has all.
  public func forget(before day: Int64?) throws(HistoryError) {
    let cut = day ?? Int64.max
    // A file that was put in the place of the open one is the one to change.
    _ = leaveReplacedFile()
    do throws(HistoryError) { try open() } catch {
      if error.losesHistory { throw error }
    }
    guard let database else { return }
    do throws(SQLiteFailure) {
      try database.transaction { () throws(SQLiteFailure) in try database.delete(before: cut, daysToo: true) }
      try database.scrub()
    } catch {
      throw file.cause(error)
    }
    dropFromMemory(before: cut)
    if day == nil { try file.removeSetAside() }
  }
}

extension HistoryFile {
  /// Removes damaged files that were set aside.
  func removeSetAside() throws(HistoryError) {
    let prefix: Text = "\(path.fileName).damaged-"
    do throws(Errno) {
      for name in try Folder.names(path.folder) where name.starts(with: prefix) {
        try Files.remove(path.folder.inside(name))
      }
    } catch {
      throw .unwritable(path: path, code: error.number)
    }
  }

  /// Marks the folder as some program's, as long as the result lives. SQLite's own locks are held for moments only.
  /// - Parameter alone: as this program's alone.
  /// - Returns: nil where another program holds the folder.
  func claim(alone: Bool) -> FileDescriptor? {
    guard let lock = try? FileDescriptor.open(path + ".lock", for: .readWrite, [.create, .noFollow]) else { return nil }
    guard flock(lock.number, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else { return nil }
    return lock
  }
}

extension History {
  /// Forgets in the place of a daemon that does not run.
  /// - Throws: `HistoryError.inUse` where one runs that could not be asked.
  public static func forget(before day: Int64?, in directory: Text) throws(HistoryError) {
    let file = HistoryFile(directory: directory)
    guard Files.exists(file.path) else {
      // Files that were set aside outlive the history.
      if day == nil { try file.removeSetAside() }
      return
    }
    guard let claim = file.claim(alone: true) else { throw .inUse(path: file.path) }
    defer { _ = claim.number }
    try History(directory: directory, claims: false).forget(before: day)
  }
}
