import CLinux
import PsoasMonitor
import PsoasSystem

extension Database {
  /// Names of the tables in order of creation, including those of other programs.
  func tables() throws(SQLiteFailure) -> [Text] {
    var names: [Text] = []
    try each("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY rowid") {
      names.append($0.text(0))
    }
    return names
  }

  /// Deletes the rows of days before `day`, with or without the totals of days.
  func delete(before day: Int64, daysToo: Bool) throws(SQLiteFailure) {
    // A table of another program is not changed, whatever its name and columns.
    for table in try tables() where Database.isOwn(table) && (daysToo || !Database.isOfDays(table)) {
      try run("DELETE FROM \(table) WHERE day < ?", [.integer(day)])
    }
  }

  /// Whether the history is consistent with this day: if there are days in the future (more than a journey explains),
  /// or all others are more than a month old, at least three days of the last month must confirm the clock, and more
  /// than are in the future. A clock that was once years ahead therefore does not stop retention for ever.
  func confirms(today: Int64) throws(SQLiteFailure) -> Bool {
    let old = try days("day < ?", today - 30)
    let recent = try days("day BETWEEN ? AND ?", today - 30, today + 1)
    let ahead = try days("day > ?", today + 1)
    return old == 0 && ahead == 0 || recent >= 3 && recent > ahead
  }

  private func days(_ condition: StaticString, _ bounds: Int64...) throws(SQLiteFailure) -> Int64 {
    try first("SELECT count(*) FROM days WHERE \(condition)", bounds.map { .integer($0) }) { $0.integer(0) } ?? 0
  }

  /// Whether a table belongs to the history.
  private static func isOwn(_ table: Text) -> Bool {
    table == "set_aside" || TableForm.all.contains { table == $0.name }
  }

  /// Whether a table contains only totals of days.
  private static func isOfDays(_ table: Text) -> Bool {
    table == "days" || table == "tilt_bands" || table == "tilt_degrees"
  }

  /// Removes the remains of deleted data from free pages and from the WAL. Deleted data is already overwritten
  /// (`secure_delete`), but a moved page keeps its old copy in the WAL until that is truncated.
  /// - Throws: `.busy` if another program reads the file.
  func scrub() throws(SQLiteFailure) {
    // Not in a temporary file, which would be a copy.
    try run("PRAGMA temp_store = MEMORY")
    try run("VACUUM")
    let isBusy = try first("PRAGMA wal_checkpoint(TRUNCATE)") { $0.integer(0) != 0 }
    if isBusy != false { throw .busy }
  }
}

extension History {
  /// Deletes all data of the days before `day` (since 1970-01-01, local calendar), in the file and in memory. The
  /// current bout stays.
  /// - Parameter day: nil to delete all days, including the damaged files that were renamed.
  /// - Throws: if the file could not be changed; then nothing was deleted.
  public func forget(before day: Int64?) throws(HistoryError) {
    let cut = day ?? Int64.max
    // If the open file was replaced, the new one has to be changed.
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
  /// Removes the damaged files that were renamed.
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

  /// Locks the directory for a program, as long as the result exists. SQLite's own locks are held only briefly.
  /// - Parameter alone: exclusively.
  /// - Returns: nil if another program holds the lock.
  func claim(alone: Bool) -> FileDescriptor? {
    guard let lock = try? FileDescriptor.open(path + ".lock", for: .readWrite, [.create, .noFollow]) else { return nil }
    guard flock(lock.number, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else { return nil }
    return lock
  }
}

extension History {
  /// Deletes data while no daemon is running.
  /// - Throws: `HistoryError.inUse` if a daemon is running that could not be asked.
  public static func forget(before day: Int64?, in directory: Text) throws(HistoryError) {
    let file = HistoryFile(directory: directory)
    guard Files.exists(file.path) else {
      // Renamed files are not part of the history.
      if day == nil { try file.removeSetAside() }
      return
    }
    guard let claim = file.claim(alone: true) else { throw .inUse(path: file.path) }
    defer { _ = claim.number }
    try History(directory: directory, claims: false).forget(before: day)
  }
}
