import CLinux
import CSQLite
import PsoasMonitor
import PsoasSystem

/// SQLite's primary result code (sqlite.org/rescode.html).
struct SQLiteFailure: DescribedError, Equatable {
  let code: Int32
  /// The errno of the failed system call, if there was one.
  var errno: Int32 = 0

  init(_ code: Int32) { self.code = code & 0xFF }

  /// The failure of a call on an open file.
  init(_ code: Int32, _ handle: OpaquePointer?) {
    // SQLite calls a file damaged if the disk fails to read it (SQLITE_IOERR_CORRUPTFS). It may be readable again.
    let isUnread = code & 0xFF == SQLITE_CORRUPT && psoas_errno() == EIO
    self.code = isUnread ? SQLITE_IOERR : code & 0xFF
    guard self.code == SQLITE_IOERR || self.code == SQLITE_CANTOPEN else { return }
    // SQLite 3.40 stores no errno for a failed write; the C library still has it.
    let last = psoas_errno()
    let kept = sqlite3_system_errno(handle)
    errno = kept == 0 ? last : kept
  }

  /// The fault that `PRAGMA quick_check` has found. A page that cannot be read now is no damage: SQLite does not fail then,
  /// but ends its verdict with "error code=" and the result code.
  init(verdict: Text) {
    self = .damage
    guard verdict.contains("error code=") else { return }
    let digits = verdict.reversed().prefix { (0x30...0x39).contains($0) }.reversed()
    let code = digits.suffix(5).reduce(0) { $0 * 10 + Int32($1 - 0x30) }
    if code & 0xFF == SQLITE_IOERR || code & 0xFF == SQLITE_NOMEM { self.init(code) }
  }

  static func == (a: SQLiteFailure, b: SQLiteFailure) -> Bool { a.code == b.code }

  static let full = SQLiteFailure(SQLITE_FULL)
  static let noMemory = SQLiteFailure(SQLITE_NOMEM)
  static let busy = SQLiteFailure(SQLITE_BUSY)
  static let locked = SQLiteFailure(SQLITE_LOCKED)
  static let readOnly = SQLiteFailure(SQLITE_READONLY)
  static let cannotOpen = SQLiteFailure(SQLITE_CANTOPEN)
  static let noPermission = SQLiteFailure(SQLITE_PERM)
  /// The pages of the file are inconsistent.
  static let damage = SQLiteFailure(SQLITE_CORRUPT)
  static let noDatabase = SQLiteFailure(SQLITE_NOTADB)
  /// Our own use of this code: the schema of the file is newer than this program.
  static let unknownForm = SQLiteFailure(SQLITE_MISMATCH)

  var isDamage: Bool { self == .damage || self == .noDatabase }

  /// Why a file cannot be read, and the remedy.
  var message: Text {
    switch self {
    case .damage, .noDatabase:
      "is damaged; `sqlite3 FILE .recover` recovers what can be read, and psoasd renames it at its next start"
    case .busy, .locked: "is locked by another program; try again"
    case .readOnly, .cannotOpen, .noPermission:
      "cannot be opened; check its permissions, or on a read-only disk copy the folder and use --state"
    case .noMemory: "cannot be read: there is too little memory; raise the limit (ulimit -d)"
    default: "cannot be read; is the disk working?"
    }
  }
}

/// An open SQLite file; the only class that calls SQLite.
final class Database {
  typealias Value = HistoryArchive.Cell

  let handle: OpaquePointer

  /// Opens an existing file for reading and writing.
  convenience init(path: Text, readOnly: Bool = false) throws(SQLiteFailure) {
    let access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
    var handle: OpaquePointer?
    // There is only one thread, so no mutex is needed.
    let code = path.withCString { sqlite3_open_v2($0, &handle, access | SQLITE_OPEN_NOMUTEX, nil) }
    guard code == SQLITE_OK, let handle else {
      sqlite3_close_v2(handle)
      throw SQLiteFailure(code)
    }
    self.init(handle)
  }

  private init(_ handle: OpaquePointer) { self.handle = handle }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements without parameters and results.
  func run(_ sql: StaticString) throws(SQLiteFailure) {
    let code = sqlite3_exec(handle, sql.cString, nil, nil, nil)
    guard code == SQLITE_OK else { throw SQLiteFailure(code, handle) }
  }

  /// Runs one statement with values for its parameters.
  func run(_ sql: Text, _ values: [Value]) throws(SQLiteFailure) { try each(sql, values) { _ in } }

  /// The first row of a statement's result; nil if there is none.
  func first<Result>(
    _ sql: Text, _ values: [Value] = [], _ read: (Row) -> Result
  ) throws(SQLiteFailure) -> Result? {
    let statement = try prepare(sql, values)
    defer { sqlite3_finalize(statement) }
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return read(Row(statement: statement))
    case SQLITE_DONE: return nil
    case let code: throw SQLiteFailure(code, handle)
    }
  }

  /// Calls `read` with each row of a statement's result.
  func each(_ sql: Text, _ values: [Value] = [], _ read: (Row) -> Void) throws(SQLiteFailure) {
    let statement = try prepare(sql, values)
    defer { sqlite3_finalize(statement) }
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: read(Row(statement: statement))
      case SQLITE_DONE: return
      case let code: throw SQLiteFailure(code, handle)
      }
    }
  }

  /// Frees the pages of the file that SQLite keeps for the next statement, up to its cache_size.
  func releasePages() { sqlite3_db_release_memory(handle) }

  /// A prepared statement with its values; the caller finalizes it.
  private func prepare(_ sql: Text, _ values: [Value]) throws(SQLiteFailure) -> OpaquePointer {
    var statement: OpaquePointer?
    var code = sql.withCString { sqlite3_prepare_v2(handle, $0, Int32(sql.count), &statement, nil) }
    guard code == SQLITE_OK, let statement else { throw SQLiteFailure(code, handle) }
    for (index, value) in values.enumerated() {
      code = bind(value, to: statement, at: Int32(index + 1))
      guard code == SQLITE_OK else {
        sqlite3_finalize(statement)
        throw SQLiteFailure(code)
      }
    }
    return statement
  }

  private func bind(_ value: Value, to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch value {
    case .nothing: return sqlite3_bind_null(statement, index)
    case .integer(let number): return sqlite3_bind_int64(statement, index, number)
    case .real(let number): return sqlite3_bind_double(statement, index, number)
    case .text(let text):
      return text.withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          // SQLITE_TRANSIENT, a cast that Swift does not import: SQLite copies the text.
          sqlite3_bind_text(
            statement, index, characters.baseAddress, Int32(characters.count),
            unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
      }
    }
  }

  /// The current row of a statement; valid only during the callback.
  struct Row {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
    func value(_ column: Int32) -> Value {
      switch sqlite3_column_type(statement, column) {
      case SQLITE_INTEGER: .integer(integer(column))
      case SQLITE_FLOAT: .real(real(column))
      case SQLITE_TEXT: .text(text(column))
      default: .nothing
      }
    }

    func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
    func text(_ column: Int32) -> Text {
      guard let text = sqlite3_column_text(statement, column) else { return Text() }
      return Text(UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(statement, column))))
    }
  }
}

extension Database {
  /// The number of rows with a value beyond its column's limit.
  /// - Parameter days: the requested days, since 1970-01-01; nil: all.
  func rowsOutOfRange(_ days: ClosedRange<Int64>? = nil) throws(SQLiteFailure) -> Int {
    let period: [Value] = days.map { [.integer($0.lowerBound), .integer($0.upperBound)] } ?? []
    let isInPeriod: StaticString = days == nil ? "" : "day BETWEEN ? AND ? AND "
    var count = 0
    try eachTable { table, condition throws(SQLiteFailure) in
      let sql: Text = "SELECT count(*) FROM \(table.name) WHERE \(isInPeriod)(\(condition))"
      count += Int(try first(sql, period) { $0.integer(0) } ?? 0)
    }
    return count
  }

  /// Moves the rows with a value beyond its column's limit into a separate table, as text.
  /// - Returns: the number of rows.
  func setAsideRowsOutOfRange() throws(SQLiteFailure) -> Int {
    let count = try rowsOutOfRange()
    guard count > 0 else { return 0 }
    // Its day is the day of detection, so that deletion and retention apply to it.
    try run(
      "CREATE TABLE IF NOT EXISTS set_aside (day INTEGER NOT NULL, origin TEXT NOT NULL, content TEXT NOT NULL) STRICT")
    try eachTable { table, condition throws(SQLiteFailure) in
      var content = Text()
      for (index, column) in table.columns.enumerated() {
        if index > 0 { content += " || ' ' || " }
        content += "'\(column.name)=' || quote(\(column.name))"
      }
      try run(
        "INSERT INTO set_aside SELECT unixepoch() / 86400, '\(table.name)', \(content) FROM \(table.name) WHERE \(condition)",
        [])
      try run("DELETE FROM \(table.name) WHERE \(condition)", [])
    }
    return count
  }

  /// Calls `body` with each table of the history in the file, and the SQL that finds its invalid rows.
  private func eachTable(_ body: (TableForm, Text) throws(SQLiteFailure) -> Void) throws(SQLiteFailure) {
    for form in TableForm.all {
      let present = try columns(of: Text(form.name))
      var table = form
      table.columns.removeAll { column in !present.contains { $0 == column.name } }
      var condition = Text()
      for column in table.columns where column.kind != .text {
        if !condition.isEmpty { condition += " OR " }
        let limit = Int(column.unit.limit)
        condition += "\(column.name) > \(limit) OR \(column.name) < -\(limit)"
      }
      if !condition.isEmpty { try body(table, condition) }
    }
  }

  /// Whether the file has a table: a file with an older schema that the daemon has not migrated yet may not.
  func has(table: Text) throws(SQLiteFailure) -> Bool {
    try first("SELECT name FROM sqlite_schema WHERE name = ?", [.text(table)]) { _ in true } != nil
  }

  /// Runs `body` as a transaction.
  func transaction(_ body: () throws(SQLiteFailure) -> Void) throws(SQLiteFailure) {
    try run("BEGIN IMMEDIATE")
    do throws(SQLiteFailure) {
      try body()
      try run("COMMIT")
    } catch {
      // Some failures have already rolled back (sqlite.org/lang_transaction.html); then this fails.
      try? run("ROLLBACK")
      throw error
    }
  }
}
