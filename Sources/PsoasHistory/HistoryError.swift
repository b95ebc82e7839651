import PsoasMonitor
import PsoasSystem

/// Errors of the history. The daemon reports each error once and continues, because nothing depends on the history.
public enum HistoryError: DescribedError, Equatable, Sendable {
  /// The file was damaged; it was set aside under the name given, and a new one is in use. Not fatal.
  case damaged(setAside: Text)
  /// The damaged file could not be set aside either. `code`: errno.
  case stuck(path: Text, code: Int32)
  /// The folder or the file cannot be written. `code`: errno.
  case unwritable(path: Text, code: Int32)
  /// Another file was in the place of the history, or none; what the run knows was written there. Not fatal.
  case replaced(path: Text)
  /// The clock contradicts the history: nothing old is deleted until it agrees. Not fatal.
  case clockDoubted(path: Text)
  /// Rows with numbers that cannot be were set aside in the same file. Not fatal.
  case rowsSetAside(path: Text, count: Int)
  /// The disk is full.
  case diskFull(path: Text)
  /// Another program holds the file locked.
  case busy(path: Text)
  /// A daemon that could not be asked keeps this history.
  case inUse(path: Text)
  /// There is no history here.
  case missing(path: Text)
  /// The history cannot be read, by somebody who does not keep it. `failure`: SQLite's result code.
  case unreadable(path: Text, failure: Int32)
  /// The file was written by a newer version of Psoas; it is not touched.
  case newer(path: Text, version: Int)
  /// SQLite failed otherwise; its result code (sqlite.org/rescode.html).
  case failed(path: Text, code: Int32)

  /// Whether what happens from now on is kept in memory only, until the file can be written again.
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
      the history was damaged and begins anew; what can still be read of the old one is in \(name): sqlite3 FILE \
      .recover
      """
    case .replaced(let path):
      """
      \(path) was removed or replaced while psoasd kept it: what this run knows is in the file that is there now; stop \
      psoasd before you restore a copy
      """
    case .clockDoubted(let path):
      """
      the clock does not fit the days in \(path): nothing old is deleted until three days agree with it; check the \
      clock with timedatectl
      """
    case .rowsSetAside(let path, let count):
      """
      \(count: count, "row", "rows") of \(path) had numbers that cannot be and went into its table set_aside; was the \
      disk in order?
      """
    case .stuck(let path, let code):
      "the history is damaged and cannot be set aside; move \(path) away by hand (\(Errno.reason(code)))"
    case .unwritable(let path, let code):
      """
      no history is kept: \(path) cannot be written (\(Errno.reason(code))); give psoasd a folder of its own with \
      STATE_DIRECTORY
      """
    case .diskFull(let path):
      "the history waits in memory: no room for \(path); free some space on that disk"
    case .busy(let path):
      "the history waits in memory: another program holds \(path); close it"
    case .inUse(let path):
      "\(path) is kept by a psoasd that does not answer here; stop it first: systemctl --user stop psoasd"
    case .missing(let path):
      "no history here: \(path) does not exist; psoasd makes it, with STATE_DIRECTORY or XDG_STATE_HOME as here"
    case .unreadable(let path, let failure):
      "\(path)\(HistoryError.reason(SQLiteFailure(failure)))"
    case .newer(let path, let version):
      """
      no history is kept: \(path) has form \(version), which this psoasd does not know; update it, or move the file \
      away
      """
    case .failed(let path, let code):
      "the history waits in memory: SQLite's error \(code) with \(path); is the disk in order?"
    }
  }

  /// Why a file cannot be read, and what helps.
  private static func reason(_ failure: SQLiteFailure) -> StaticString {
    switch failure {
    case .damage, .noDatabase:
      " is damaged; `sqlite3 FILE .recover` saves what can be read, and psoasd sets it aside when it starts next"
    case .busy, .locked: " is held by another program; try again"
    case .readOnly, .cannotOpen, .noPermission:
      " cannot be opened; see who may read it, or on a read-only disk copy the folder and give it with --state"
    default: " cannot be read; is the disk in order?"
    }
  }
}
