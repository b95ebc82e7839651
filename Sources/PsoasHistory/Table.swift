import PsoasMonitor
import PsoasSystem

/// One table of the history. Every statement names its columns with the names defined here.
struct Table<Row: Sendable>: Sendable {
  let name: StaticString
  /// The initial value of a row before its cells are read.
  let blank: Row
  let columns: [Column<Row>]

  /// What to do with a row whose key already exists.
  enum Conflict {
    /// Keep the stored row.
    case ignore
    /// Replace the stored row.
    case replace
    /// Change only these columns of the stored row.
    case set([StaticString])
    /// Add the new row's values to the sums of the stored one.
    case add
    /// The same, but the new row's largest values replace the stored ones.
    case addKnowingAll
    /// The stored row may be an earlier state of the new one: each sum becomes the larger of the two.
    case merge

    var isMerge: Bool { if case .merge = self { true } else { false } }
    fileprivate var setsGreatest: Bool { if case .addKnowingAll = self { true } else { false } }
  }

  /// Writes a row.
  func insert(_ row: Row, _ conflict: Conflict, into database: Database) throws(SQLiteFailure) {
    var sql = Text("INSERT ")
    switch conflict {
    case .ignore: sql.append("OR IGNORE ")
    case .replace: sql.append("OR REPLACE ")
    case .set, .add, .addKnowingAll, .merge: break
    }
    sql += "INTO \(name) ("
    sql.list(columns) { $0.append($1.name) }
    sql.append(") VALUES (")
    sql.list(columns) { sql, _ in sql.append("?") }
    sql.append(")")
    switch conflict {
    case .ignore, .replace: break
    case .set(let names):
      sql.append(" ON CONFLICT (")
      sql.list(columns.filter { $0.role == .key }) { $0.append($1.name) }
      sql.append(") DO UPDATE SET ")
      sql.list(names) { sql, name in
        sql += "\(name) = excluded.\(name)"
      }
    case .add, .addKnowingAll, .merge:
      sql.append(" ON CONFLICT (")
      sql.list(columns.filter { $0.role == .key }) { $0.append($1.name) }
      sql.append(") DO UPDATE SET ")
      sql.list(columns.filter { $0.role == .sum || $0.role == .greatest }) { sql, column in
        let name = column.name
        if column.role == .sum, !conflict.isMerge {
          sql += "\(name) = \(name) + excluded.\(name)"
        } else if conflict.setsGreatest {
          sql += "\(name) = excluded.\(name)"
        } else {
          sql += "\(name) = max(\(name), excluded.\(name))"
        }
      }
    }
    try database.run(sql, columns.map { cell($0, of: row) })
  }

  /// Changes some columns of the stored row with the same key; does nothing if there is none.
  func update(_ row: Row, _ names: [StaticString], in database: Database) throws(SQLiteFailure) {
    let changed = columns.filter { column in names.contains { Text($0) == column.name } }
    let keys = columns.filter { $0.role == .key }
    var sql: Text = "UPDATE \(name) SET "
    sql.list(changed) { sql, column in
      sql += "\(column.name) = ?"
    }
    sql.append(" WHERE ")
    sql.list(keys, separator: " AND ") { sql, column in
      sql += "\(column.name) = ?"
    }
    try database.run(sql, (changed + keys).map { cell($0, of: row) })
  }

  /// Rows in the order of a column. A file with an older schema may lack columns or the table: rows then keep the
  /// values of `blank`, or the result is empty.
  /// - Parameter condition: SQL with a parameter for each of `values`.
  func rows(
    where condition: StaticString, _ values: [Database.Value], orderedBy order: StaticString,
    from database: Database
  ) throws(SQLiteFailure) -> [Row] {
    let names = try database.columns(of: Text(name))
    let present = columns.filter { column in names.contains { $0 == column.name } }
    guard !present.isEmpty else { return [] }
    var sql = Text("SELECT ")
    sql.list(present) { $0.append($1.name) }
    sql += " FROM \(name) WHERE \(condition) ORDER BY \(order)"
    var rows: [Row] = []
    try database.each(sql, values) { stored in
      var row = blank
      var isOutOfRange = false
      for (index, column) in present.enumerated() {
        var carrier = CellCarrier(reading: stored.value(Int32(index)), of: column.unit)
        column.carry(&carrier, &row)
        isOutOfRange = isOutOfRange || carrier.isOutOfRange
      }
      if !isOutOfRange { rows.append(row) }
    }
    return rows
  }

  private func cell(_ column: Column<Row>, of row: Row) -> Database.Value {
    var carrier = CellCarrier()
    var row = row
    column.carry(&carrier, &row)
    return carrier.cell
  }
}

extension Text {
  /// Appends elements with a separator between them.
  fileprivate mutating func list<Item>(
    _ elements: [Item], separator: StaticString = ", ", _ append: (inout Text, Item) -> Void
  ) {
    for (index, element) in elements.enumerated() {
      if index > 0 { self.append(separator) }
      append(&self, element)
    }
  }
}

extension Database {
  /// Names of a table's columns in the file, in order; empty if there is no such table.
  func columns(of table: Text) throws(SQLiteFailure) -> [Text] {
    var names: [Text] = []
    try each("SELECT name FROM pragma_table_info(?) ORDER BY cid", [.text(table)]) { names.append($0.text(0)) }
    return names
  }
}
