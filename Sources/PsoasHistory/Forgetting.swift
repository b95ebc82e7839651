import CLinux
import PsoasMonitor
import PsoasSystem

extension Database {
  /// Names of the tables, in the order in which they were made. Each has a column `day`.
  func tables() throws(SQLiteFailure) -> [Text] {
    var names: [Text] = []
    try each("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY rowid") {
      names.append($0.text(0))
    }
    return names
  }

  /// Deletes what belongs to days before `day`; the sums of days too, or not.
  func delete(before day: Int64, daysToo: Bool) throws(SQLiteFailure) {
    for table in try tables() where daysToo || !Database.isOfDays(table) {
      // A table of another program stays as it is.
      guard try columns(of: table).contains(where: { $0 == "day" }) else { continue }
      var statement = Text()
      statement.append("DELETE FROM \"")
      statement.append(table)
      statement.append("\" WHERE day < ?")
      try run(statement, [.integer(day)])
    }
  }

  /// Whether the history agrees that it is this day: no day lies ahead of it, but for a journey, and where all others are
  /// more than a month old, three days since confirm the clock.
  func confirms(today: Int64) throws(SQLiteFailure) -> Bool {
    let ahead = try first("SELECT count(*) FROM days WHERE day > ?", [.integer(today + 1)]) { $0.integer(0) } ?? 0
    guard ahead == 0 else { return false }
    let old = try first("SELECT count(*) FROM days WHERE day < ?", [.integer(today - 30)]) { $0.integer(0) } ?? 0
    let recent = try first("SELECT count(*) FROM days WHERE day >= ?", [.integer(today - 30)]) { $0.integer(0) } ?? 0
    return old == 0 || recent >= 3
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
    guard Files.exists(file.path) else { return }
    guard let claim = file.claim(alone: true) else { throw .inUse(path: file.path) }
    defer { _ = claim.number }
    try History(directory: directory, claims: false).forget(before: day)
  }
}
