import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What the columns of a sample CSV hold.
struct SampleCSVHeader {
  enum Column: Equatable {
    case time
    /// Carried along, not read.
    case other
    /// Place among a row's readings: six a placement, acceleration x, y, z before angular velocity x, y, z.
    case reading(UInt8)
  }

  static let readingsPerPlacement = 6
  static let readings = 18

  private(set) var columns: [Column] = []
  private(set) var names: [Text] = []
  /// One bit a reading that has a column.
  private(set) var present: UInt32 = 0

  /// Reads the header row, which `source` returned last.
  init(_ line: UnsafeBufferPointer<UInt8>, in source: borrowing ByteSource) throws(TraceError) {
    var start = 0
    while start <= line.count {
      let end = SampleCSVHeader.cellEnd(line, from: start)
      let name = SampleCSVHeader.unquoted(line, start..<end)
      try add(name, in: source)
      start = end + 1
    }
    guard columns.contains(.time) else {
      throw source.malformed("no column 'time', expected a header row like time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z")
    }
    guard present != 0 else {
      throw source.malformed(
        "no column of a sensor, expected pelvis_acc_x|y|z, thigh_acc_x|y|z or trunk_acc_x|y|z beside time")
    }
    for placement in Placement.allCases { try requireWhole(placement, in: source) }
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
    present >> UInt32(Int(placement.rawValue) * SampleCSVHeader.readingsPerPlacement) & 63
  }

  private mutating func add(_ name: Text, in source: borrowing ByteSource) throws(TraceError) {
    let column = SampleCSVHeader.column(name)
    if column != .other, columns.contains(column) {
      var message = Text()
      message.append("column ")
      name.withUnsafeBufferPointer { message.append(quoting: $0) }
      message.append(" stands twice, expected each once")
      throw source.malformed(message)
    }
    if case .reading(let index) = column { present |= 1 << UInt32(index) }
    columns.append(column)
    names.append(name)
  }

  /// Requires all three components, and acceleration with angular velocity, which alone does not determine up.
  private func requireWhole(_ placement: Placement, in source: borrowing ByteSource) throws(TraceError) {
    let bits = bits(of: placement)
    guard bits != 0 else { return }
    for component in 0..<SampleCSVHeader.readingsPerPlacement where bits & 1 << UInt32(component) == 0 {
      if component >= 3, bits < 8 { return }
      var message = Text()
      message.append("column '")
      message.append(SampleCSVHeader.name(placement, component))
      message.append("' is missing, expected x, y and z")
      throw source.malformed(message)
    }
  }

  /// `pelvis_acc_x` and its like; `component` counts from 0 as in `Column.reading`.
  static func name(_ placement: Placement, _ component: Int) -> Text {
    var name = Text()
    name.append(placement.name)
    name.append(component < 3 ? "_acc_" : "_gyr_")
    name.append(UInt8(ascii: "x") + UInt8(component % 3))
    return name
  }

  private static func column(_ name: Text) -> Column {
    if StaticString("time").equals(name) { return .time }
    for placement in Placement.allCases {
      for component in 0..<readingsPerPlacement where name == SampleCSVHeader.name(placement, component) {
        return .reading(UInt8(Int(placement.rawValue) * readingsPerPlacement + component))
      }
    }
    return .other
  }

  /// The index of the comma that ends the cell, or the line's end. A comma within quotation marks ends nothing.
  @inline(__always)
  static func cellEnd(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    var isQuoted = false
    while index < line.count {
      let byte = line[index]
      if byte == UInt8(ascii: "\""), index == start || isQuoted { isQuoted.toggle() }
      if byte == UInt8(ascii: ","), !isQuoted { break }
      index += 1
    }
    return index
  }

  /// A cell of the header without blanks around it and, where they are, its quotation marks.
  private static func unquoted(_ line: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Text {
    var range = range
    while let first = range.first, line[first] == UInt8(ascii: " ") || line[first] == 0x09 {
      range = first + 1..<range.upperBound
    }
    while let last = range.last, line[last] == UInt8(ascii: " ") || line[last] == 0x09 {
      range = range.lowerBound..<last
    }
    if range.count >= 2, line[range.lowerBound] == UInt8(ascii: "\""), line[range.upperBound - 1] == UInt8(ascii: "\"")
    {
      range = range.lowerBound + 1..<range.upperBound - 1
    }
    return Text(line[range])
  }
}
