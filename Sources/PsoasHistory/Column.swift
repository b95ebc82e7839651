import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The unit of a column of the history.
public enum ColumnUnit: Equatable, Sendable {
  /// Microseconds since 1970-01-01 UTC.
  case moment
  /// Days since 1970-01-01 in the local calendar.
  case date
  case seconds
  case degrees
  case degreesPerSecond
  case percent
  /// A count, a name, a share from 0 to 1, a ratio, or 1 for yes.
  case plain

  /// The largest valid magnitude: a damaged disk, or another program, may write any number.
  var limit: Int64 {
    switch self {
    // The year 10000.
    case .moment: 253_402_300_800_000_000
    case .date: 2_932_897
    // Thirty years, which is also enough for sums.
    case .seconds: 1_000_000_000
    case .degrees, .degreesPerSecond, .percent: 100_000
    case .plain: 1_000_000_000_000
    }
  }

  /// The suffix of a column's name in exports.
  public var suffix: StaticString {
    switch self {
    case .moment: "_utc"
    case .seconds: "_s"
    case .degrees: "_deg"
    case .degreesPerSecond: "_deg_per_s"
    case .percent: "_percent"
    case .date, .plain: ""
    }
  }
}

/// One column of a table: its declaration for INSERT, SELECT, the exports and their units.
struct Column<Row: Sendable>: Sendable {
  let name: StaticString
  let unit: ColumnUnit
  let role: Role
  /// Copies the value from a row to a cell, or from a cell to a row.
  let carry: Carry

  typealias Carry = @Sendable (inout CellCarrier, inout Row) -> Void

  enum Role: Sendable {
    case plain
    /// Part of the table's primary key.
    case key
    /// `Conflict.add` adds to the stored value.
    case sum
    /// `Conflict.add` keeps the larger of the stored and the new value.
    case greatest
  }

  init(_ name: StaticString, _ unit: ColumnUnit = .plain, as role: Role = .plain, _ carry: @escaping Carry) {
    self.name = name
    self.unit = unit
    self.role = role
    self.carry = carry
  }

  static func key(_ name: StaticString, _ unit: ColumnUnit = .plain, _ carry: @escaping Carry) -> Column {
    Column(name, unit, as: .key, carry)
  }

  static func sum(_ name: StaticString, _ unit: ColumnUnit = .plain, _ carry: @escaping Carry) -> Column {
    Column(name, unit, as: .sum, carry)
  }

  static func greatest(_ name: StaticString, _ unit: ColumnUnit = .plain, _ carry: @escaping Carry) -> Column {
    Column(name, unit, as: .greatest, carry)
  }
}

/// Copies one cell between a row and the file, so that a column names its field once for both directions.
struct CellCarrier {
  /// SQLite's types of a STRICT table.
  enum Kind { case integer, real, text }

  private(set) var cell: HistoryArchive.Cell
  private let isReading: Bool
  /// The largest valid magnitude.
  private var limit = Int64.max
  /// The file contained an invalid number.
  private(set) var isOutOfRange = false
  /// The type of the column.
  private(set) var kind = Kind.integer

  /// Reads a value from a row.
  init() {
    cell = .nothing
    isReading = false
  }

  /// Writes a cell of the file to a row.
  init(reading cell: HistoryArchive.Cell, of unit: ColumnUnit) {
    self.cell = cell
    isReading = true
    limit = unit.limit
  }

  // MARK: Whole numbers

  mutating func integer(_ field: inout Int64?) {
    kind = .integer
    guard isReading else {
      cell = field.map { .integer($0) } ?? .nothing
      return
    }
    if case .integer(let number) = cell { field = checked(number) } else { field = nil }
  }

  private mutating func checked(_ number: Int64) -> Int64? {
    guard (-limit...limit).contains(number) else {
      isOutOfRange = true
      return nil
    }
    return number
  }

  private mutating func checked(_ number: Double) -> Double? {
    guard number.magnitude <= Double(limit) else {
      isOutOfRange = true
      return nil
    }
    return number
  }

  mutating func integer(_ field: inout Int64) {
    var number: Int64? = field
    integer(&number)
    field = number ?? 0
  }

  mutating func integer(_ field: inout Int) {
    var number = Int64(field)
    integer(&number)
    field = Int(number)
  }

  mutating func integer(_ field: inout Int32?) {
    var number = field.map { Int64($0) }
    integer(&number)
    field = number.map { Int32(truncatingIfNeeded: $0) }
  }

  mutating func integer(_ field: inout Int32) {
    var number: Int32? = field
    integer(&number)
    field = number ?? 0
  }

  mutating func integer(_ field: inout Bool) {
    var number: Int64 = field ? 1 : 0
    integer(&number)
    field = number != 0
  }

  /// The same for a value that is present only on a condition.
  mutating func integer(if hasValue: Bool, _ field: inout Int) {
    integer(&field)
    if !isReading, !hasValue { cell = .nothing }
  }

  // MARK: Decimals

  mutating func real(_ field: inout Double?) {
    kind = .real
    guard isReading else {
      cell = field.map { .real($0) } ?? .nothing
      return
    }
    switch cell {
    case .real(let number): field = checked(number)
    case .integer(let number): field = checked(Double(number))
    case .nothing, .text: field = nil
    }
  }

  mutating func real(_ field: inout Double) {
    var number: Double? = field
    real(&number)
    field = number ?? 0
  }

  mutating func real(if hasValue: Bool, _ field: inout Double) {
    real(&field)
    if !isReading, !hasValue { cell = .nothing }
  }

  // MARK: Texts

  mutating func text(_ field: inout Text) {
    kind = .text
    guard isReading else {
      cell = .text(field)
      return
    }
    if case .text(let text) = cell { field = text } else { field = [] }
  }

  /// An empty text is stored as NULL.
  mutating func text(orNothing field: inout Text) {
    text(&field)
    if !isReading, field.isEmpty { cell = .nothing }
  }

  /// The name of a value; a name that this version does not know leaves the value unchanged.
  mutating func word<Value: Named>(_ field: inout Value) {
    var word = Text(field.name)
    text(&word)
    if isReading { field = Value(name: word) ?? field }
  }

  // MARK: Derived values, which are not read

  mutating func derived(_ value: Int64) { derived(.integer(value), .integer) }
  mutating func derived(_ value: Bool?) { derived(value.map { .integer($0 ? 1 : 0) } ?? .nothing, .integer) }
  mutating func derived(_ value: Int?) { derived(value.map { .integer(Int64($0)) } ?? .nothing, .integer) }
  mutating func derived(_ value: Double?) { derived(value.map { .real($0) } ?? .nothing, .real) }
  mutating func derived(_ value: StaticString?) { derived(value.map { .text(Text($0)) } ?? .nothing, .text) }

  private mutating func derived(_ value: HistoryArchive.Cell, _ kind: Kind) {
    self.kind = kind
    if !isReading { cell = value }
  }
}
