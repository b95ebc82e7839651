import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The columns of a sample CSV.
struct SampleCSVHeader {
  enum Column: Equatable {
    case time
    /// The column of the reader's `label`.
    case label
    /// Kept, but not interpreted.
    case other
    /// Index among a row's readings: six per placement, acceleration x, y, z before angular velocity x, y, z.
    case reading(UInt8)
  }

  static let readingsPerPlacement = 6
  static let readings = 18

  static func isAcceleration(_ reading: Int) -> Bool { reading % readingsPerPlacement < 3 }

  let dialect: CSVDialect
  private(set) var columns: [Column] = []
  private(set) var names: [Text] = []
  /// For each column the number of readings with consecutive indices from it on; 0 if it is none.
  private(set) var runs: [Int] = []
  /// Index of the last column that is interpreted.
  private(set) var lastRead = 0
  /// One bit per reading that has a column.
  private(set) var present: UInt32 = 0

  /// Parses the header row, which `source` returned last.
  ///
  /// - Parameter label: the name of the column with labels, which has to exist; nil for none.
  init(
    _ line: UnsafeBufferPointer<UInt8>, _ dialect: CSVDialect, label: Text? = nil, in source: borrowing ByteSource
  ) throws(TraceError) {
    self.dialect = dialect
    for cell in dialect.cells(line) { try add(Text(line[CSVDialect.content(line, cell)]), label, in: source) }
    guard columns.contains(.time) else { throw source.malformed(HeaderFault.noTime(line, names, dialect)) }
    guard present != 0 else { throw source.malformed(HeaderFault.noSensor(names)) }
    for placement in Placement.allCases { try requireWhole(placement, in: source) }
    if let label, !columns.contains(.label) {
      throw source.malformed("no column \(quoting: label) for labels, expected one of \(names, joined: ", ")")
    }
  }

  /// The columns of a file without a header row.
  init(names: [Text], _ dialect: CSVDialect, in source: borrowing ByteSource) throws(TraceError) {
    self.dialect = dialect
    for name in names { try add(name, nil, in: source) }
    for placement in Placement.allCases { try requireWhole(placement, in: source) }
  }

  /// The names of the columns that are not interpreted.
  var others: [Text] {
    var others: [Text] = []
    for (index, name) in names.enumerated() where columns[index] == .other { others.append(name) }
    return others
  }

  func has(_ placement: Placement) -> Bool { bits(of: placement) != 0 }

  func hasGyroscope(_ placement: Placement) -> Bool { bits(of: placement) > 7 }

  /// Placements with at least one column.
  var placements: UInt8 {
    var mask: UInt8 = 0
    for placement in Placement.allCases where has(placement) { mask |= 1 << placement.rawValue }
    return mask
  }

  private func bits(of placement: Placement) -> UInt32 {
    present >> UInt32(placement.index * SampleCSVHeader.readingsPerPlacement) & 63
  }

  private mutating func add(_ name: Text, _ label: Text?, in source: borrowing ByteSource) throws(TraceError) {
    var column = SampleCSVHeader.column(name)
    if column == .other, name == label { column = .label }
    if column != .other, columns.contains(column) {
      throw source.malformed("column \(quoting: name) appears twice, expected each once")
    }
    if case .reading(let index) = column { present |= 1 << UInt32(index) }
    if column != .other { lastRead = columns.count }
    columns.append(column)
    names.append(name)
    extendRuns(column)
  }

  /// Adds the last column to `runs`.
  private mutating func extendRuns(_ column: Column) {
    guard case .reading(var index) = column else { return runs.append(0) }
    runs.append(1)
    for earlier in (0..<runs.count - 1).reversed() {
      guard index > 0, columns[earlier] == .reading(index - 1) else { return }
      runs[earlier] += 1
      index -= 1
    }
  }

  /// Requires all three components, and acceleration with angular velocity, which alone does not determine up.
  private func requireWhole(_ placement: Placement, in source: borrowing ByteSource) throws(TraceError) {
    let bits = bits(of: placement)
    guard bits != 0 else { return }
    for component in 0..<SampleCSVHeader.readingsPerPlacement where bits & 1 << UInt32(component) == 0 {
      if component >= 3, bits < 8 { return }
      var message: Text = "column '\(SampleCSVHeader.name(placement, component))' is missing, expected x, y and z"
      if let meant = nearest(to: SampleCSVHeader.name(placement, component)) {
        message += ": is '\(meant)' meant?"
      }
      throw source.malformed(message)
    }
  }

  /// A column name such as `pelvis_acc_x`; `component` is the index of `Column.reading`.
  static func name(_ placement: Placement, _ component: Int) -> Text {
    var name: Text = "\(placement.name)\(component < 3 ? "_acc_" : "_gyr_")"
    name.append(UInt8(ascii: "x") + UInt8(component % 3))
    return name
  }

  private static func column(_ name: Text) -> Column {
    if StaticString("time").equals(name) { return .time }
    for placement in Placement.allCases {
      for component in 0..<readingsPerPlacement where name == SampleCSVHeader.name(placement, component) {
        return .reading(UInt8(placement.index * readingsPerPlacement + component))
      }
    }
    return .other
  }

  /// The uninterpreted column that is most similar to `name`.
  private func nearest(to name: Text) -> Text? {
    var best: (name: Text, distance: Int)?
    for (index, candidate) in names.enumerated() where columns[index] == .other {
      let distance = HeaderFault.distance(candidate, name)
      if distance < best?.distance ?? HeaderFault.farthest + 1 { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Uninterpreted columns that resemble known ones, each with the intended name.
  var misspelt: [(name: Text, meant: Text)] {
    var found: [(name: Text, meant: Text)] = []
    for (index, name) in names.enumerated() where columns[index] == .other {
      if let meant = HeaderFault.reading(like: name) { found.append((name, meant)) }
    }
    return found
  }
}
