import CLinux
import PsoasMonitor
import PsoasSystem

/// Opens `history.sqlite` in a directory, renames it if it is damaged, and migrates it to the current schema.
struct HistoryFile {
  let path: Text
  let directory: Text

  init(directory: Text) {
    self.directory = directory
    path = HistoryArchive.path(in: directory)
  }

  struct Opened {
    let database: Database
    /// The new name of a damaged file.
    let setAside: Text?
  }

  func open() throws(HistoryError) -> Opened {
    try prepare()
    do throws(SQLiteFailure) {
      return Opened(database: try connect(), setAside: nil)
    } catch {
      guard error.isDamage else { throw cause(error) }
    }
    let name = try setAside()
    try prepare()
    do throws(SQLiteFailure) {
      return Opened(database: try connect(), setAside: name)
    } catch {
      throw cause(error)
    }
  }

  /// Converts a failure of SQLite to an error of the history.
  func cause(_ failure: SQLiteFailure) -> HistoryError {
    switch failure.errno {
    // A quota and a file size limit are also full disks; SQLite reports them as I/O errors.
    case ENOSPC, EDQUOT, EFBIG: return .diskFull(path: path)
    case EROFS, EACCES, EPERM: return .unwritable(path: path, code: failure.errno)
    default: break
    }
    return switch failure {
    case .full: .diskFull(path: path)
    case .noMemory: .noMemory(path: path)
    case .busy, .locked: .busy(path: path)
    case .readOnly, .cannotOpen, .noPermission: .unwritable(path: path, code: EROFS)
    default: .failed(path: path, code: failure.code)
    }
  }

  /// The same error for read-only access.
  func unreadable(_ failure: SQLiteFailure) -> HistoryError { .unreadable(path: path, failure: failure.code) }

  /// Creates the directory and the file with permissions for the owner only, before SQLite opens it.
  private func prepare() throws(HistoryError) {
    do throws(Errno) { try Folder.make(directory) } catch { throw .unwritable(path: directory, code: error.number) }
    do throws(Errno) {
      let file = try FileDescriptor.open(path, for: .readWrite, [.create, .noFollow])
      // SQLite gives the -wal and -shm files the mode of the database.
      guard fchmod(file.number, 0o600) == 0 else { throw Errno.last("fchmod") }
    } catch {
      throw error.number == ENOSPC ? .diskFull(path: path) : .unwritable(path: path, code: error.number)
    }
  }

  private func connect() throws(SQLiteFailure) -> Database {
    let database = try Database(path: path)
    // Short, because the event loop waits as well; a failed write is retried a minute later. The cache is small already
    // while the whole file is checked: what that allocates stays with the process.
    try database.run("PRAGMA busy_timeout = 250; PRAGMA cache_size = -256")
    // The errno of an earlier call is none of SQLite's.
    psoas_set_errno(0)
    let verdict = try database.first("PRAGMA quick_check(1)") { $0.text(0) }
    guard let verdict, verdict == "ok" else { throw SQLiteFailure(verdict: verdict ?? []) }
    // A reader never blocks the daemon. A commit waits for the disk, so that a power cut loses no more than a kill
    // does; there is about one per minute. Deleted data is overwritten.
    try database.run(
      """
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON
      """)
    return database
  }

  /// Migrates the file to the current schema.
  func migrate(_ database: Database) throws(HistoryError) {
    do throws(SQLiteFailure) {
      let version = Int(try database.first("PRAGMA user_version") { $0.integer(0) } ?? 0)
      guard (0...Schema.version).contains(version) else { throw SQLiteFailure.unknownForm }
      guard version < Schema.version else { return }
      // One transaction, because each waits for the disk.
      try database.transaction { () throws(SQLiteFailure) in
        for step in Schema.steps[version...] { try database.run(step) }
      }
    } catch {
      guard error == .unknownForm else { throw cause(error) }
      let version = (try? database.first("PRAGMA user_version") { $0.integer(0) }) ?? nil
      throw .newer(path: path, version: Int(version ?? 0))
    }
  }

  /// Moves rows with invalid values to another table. Returns their number.
  func setAsideBadRows(_ database: Database) throws(HistoryError) -> Int {
    do throws(SQLiteFailure) {
      var count = 0
      if try database.rowsOutOfRange() > 0 {
        try database.transaction { () throws(SQLiteFailure) in count = try database.setAsideRowsOutOfRange() }
      }
      return count
    } catch {
      throw cause(error)
    }
  }

  /// Renames the database file, its WAL file and its shared memory file to the first free `history.sqlite.damaged-N`.
  private func setAside() throws(HistoryError) -> Text {
    var number = 1
    var name = Text()
    repeat {
      name = "\(path).damaged-\(number)"
      number += 1
    } while Files.exists(name)
    // The WAL file first: a new database must never find the old one's.
    for suffix: StaticString in ["-wal", "-shm", ""] {
      do throws(Errno) { try Files.rename("\(path)\(suffix)", to: "\(name)\(suffix)") } catch {
        guard error.number == ENOENT else { throw .stuck(path: path, code: error.number) }
      }
    }
    return name
  }
}
