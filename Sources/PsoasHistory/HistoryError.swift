import PsoasMonitor
import PsoasSystem

/// Errors of the history. The daemon reports each error once and continues, because nothing depends on the history.
public enum HistoryError: DescribedError, Equatable, Sendable {
  /// The file was damaged; it was renamed, and a new one is in use. Not fatal.
  case damaged(setAside: Text)
  /// The damaged file could not be renamed either. `code`: errno.
  case stuck(path: Text, code: Int32)
  /// The directory or the file cannot be written. `code`: errno.
  case unwritable(path: Text, code: Int32)
  /// The file was replaced or removed; the run's data was written again. Not fatal.
  case replaced(path: Text)
  /// The clock contradicts the history: nothing is deleted until they agree. Not fatal.
  case clockDoubted(path: Text)
  /// Rows with invalid values were moved to another table of the file. Not fatal.
  case rowsSetAside(path: Text, count: Int)
  /// The disk is full.
  case diskFull(path: Text)
  /// The process may not have more memory.
  case noMemory(path: Text)
  /// Another program holds a lock on the file.
  case busy(path: Text)
  /// A running daemon that could not be asked uses this history.
  case inUse(path: Text)
  /// There is no history in this directory.
  case missing(path: Text)
  /// Read-only access to the history failed. `failure`: SQLite's result code.
  case unreadable(path: Text, failure: Int32)
  /// The file was written by a newer version of Psoas and is not changed.
  case newer(path: Text, version: Int)
  /// Another failure of SQLite; its result code (sqlite.org/rescode.html).
  case failed(path: Text, code: Int32)

  /// Whether later events are kept in memory only, until the file can be written again.
  public var losesHistory: Bool {
    switch self {
    case .damaged, .replaced, .clockDoubted, .rowsSetAside: false
    default: true
    }
  }

  public var message: Text {
    switch self {
    case .damaged(let name):
      """
      the history was damaged and a new one is used; the old one was renamed to \(name): recover it with sqlite3 FILE \
      .recover
      """
    case .replaced(let path):
      """
      \(path) was removed or replaced while psoasd was running: the data of this run was written to the new file; stop \
      psoasd before you restore a copy
      """
    case .clockDoubted(let path):
      """
      the clock contradicts the days in \(path): no old data is deleted until three days agree with it; check the \
      clock with timedatectl
      """
    case .rowsSetAside(let path, let count):
      """
      \(count: count, "row", "rows") of \(path) had invalid numbers and went into its table set_aside; is the \
      disk working?
      """
    case .stuck(let path, let code):
      "the history is damaged and cannot be renamed; move \(path) by hand (\(Errno.reason(code)))"
    case .unwritable(let path, let code):
      """
      no history is stored: \(path) cannot be written (\(Errno.reason(code))); give psoasd a directory of its own with \
      STATE_DIRECTORY
      """
    case .diskFull(let path):
      "the history is kept in memory: there is no space for \(path); free some space on that disk"
    case .noMemory(let path):
      "no history is written: there is too little memory for \(path); raise MemoryMax= of the service, or ulimit -d"
    case .busy(let path):
      "the history is kept in memory: another program has locked \(path); close it"
    case .inUse(let path):
      "\(path) is in use by a psoasd that does not answer; stop it first: systemctl --user stop psoasd"
    case .missing(let path):
      "no history: \(path) does not exist; psoasd creates it, with the same STATE_DIRECTORY or XDG_STATE_HOME"
    case .unreadable(let path, let failure):
      "\(path) \(SQLiteFailure(failure).message)"
    case .newer(let path, let version):
      """
      no history is stored: \(path) has schema \(version), which this psoasd does not know; update it, or move the file \
      away
      """
    case .failed(let path, let code):
      """
      the history is kept in memory: SQLite error \(code) with \(path); is the disk working? If this does not end, move \
      the file away, and psoasd begins a new one
      """
    }
  }
}
