import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Reads research data: `#` lines, a header row, then numbers (SI units, seconds).
///
/// A row is one moment. It gives a sample for each placement whose cells are filled in, in the order pelvis, thigh,
/// trunk; the first row also adds the sensors, and behind the last one comes `.end`.
public struct SampleCSVReader: ~Copyable {
  private var source: ByteSource
  private let header: SampleCSVHeader
  private var row: Row
  private var time = Instant(microseconds: .min)
  /// Placements, as bits, that are still to be added and whose sample of this row is still to be given.
  private var toAdd: UInt8
  private var toGive: UInt8 = 0
  private var previous = PerPlacement<Instant?>(repeating: nil)
  private var hasEnded = false

  /// The cell of `time` in the row given last, byte for byte.
  private var timeText = Text()

  /// Opens a file, plain or gzip; `-` is standard input.
  public static func open(_ path: Text) throws(TraceError) -> SampleCSVReader {
    try SampleCSVReader(try ByteSource.open(path))
  }

  func fractionRead() -> Double? { source.fractionRead }

  init(_ source: consuming ByteSource) throws(TraceError) {
    header = try SampleCSVReader.readHeader(&source)
    self.source = source
    row = Row()
    toAdd = header.placements
    timeText.reserveCapacity(32)
  }

  private static func readHeader(_ source: inout ByteSource) throws(TraceError) -> SampleCSVHeader {
    while let line = try source.nextLine() {
      if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
      try requireText(line, in: source)
      return try SampleCSVHeader(line, in: source)
    }
    throw source.malformed(
      "the file ends before its header row, expected one like time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z")
  }

  static func requireText(_ line: UnsafeBufferPointer<UInt8>, in source: borrowing ByteSource) throws(TraceError) {
    if line.contains(0) { throw source.malformed("binary data, expected text") }
  }

  /// Appends the time of the record given last exactly as the trace has it.
  public func appendTimeText(to text: inout Text) { text.append(contentsOf: timeText) }

  /// The next input; nil behind `.end`.
  public mutating func next() throws(TraceError) -> TraceRecord? {
    if toGive == 0 {
      guard !hasEnded else { return nil }
      guard try readRow() else {
        hasEnded = true
        guard toAdd == 0 else { throw source.malformed("no row follows the header, expected samples") }
        return TraceRecord(time, .end)
      }
    }
    if toAdd != 0 { return addSensor() }
    let placement = SampleCSVReader.first(&toGive)
    return TraceRecord(time, .sample(placement, sample(of: placement)))
  }

  private mutating func addSensor() -> TraceRecord {
    let placement = SampleCSVReader.first(&toAdd)
    return TraceRecord(time, .sensorAdded(placement, SensorTraits(hasGyroscope: header.hasGyroscope(placement))))
  }

  /// Takes the lowest bit out of `placements`, which is not 0.
  private static func first(_ placements: inout UInt8) -> Placement {
    let index = placements.trailingZeroBitCount
    placements &= placements - 1
    return Placement(rawValue: UInt8(index)) ?? .trunk
  }

  private mutating func sample(of placement: Placement) -> Sample {
    let first = Int(placement.rawValue) * SampleCSVHeader.readingsPerPlacement
    let interval = previous[placement].map { time.seconds(since: $0) } ?? 0
    previous[placement] = time
    let hasGyroscope = row.filled >> UInt32(first + 3) & 7 == 7
    return Sample(
      time: time, interval: interval,
      acceleration: Vector3(row.values[first], row.values[first + 1], row.values[first + 2]),
      angularVelocity: hasGyroscope
        ? Vector3(row.values[first + 3], row.values[first + 4], row.values[first + 5]) : .zero,
      hasGyroscope: hasGyroscope)
  }

  /// Reads on to the next row that holds a reading; false at the end.
  private mutating func readRow() throws(TraceError) -> Bool {
    while let line = try source.nextLine() {
      if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
      if let fault = row.read(line, header) { throw fault.error(line, header, source) }
      guard row.time > time.microseconds else { throw notIncreasing(line) }
      time = Instant(microseconds: row.time)
      timeText.removeAll(keepingCapacity: true)
      timeText.append(contentsOf: UnsafeBufferPointer(rebasing: line[row.timeCell]))
      try giveReadings(line)
      if toGive != 0 || toAdd != 0 { return true }
    }
    return false
  }

  /// Holds the row's readings against what can be, and notes whose sample is whole.
  private mutating func giveReadings(_ line: UnsafeBufferPointer<UInt8>) throws(TraceError) {
    for index in 0..<3 {
      let first = index * SampleCSVHeader.readingsPerPlacement
      let filled = row.filled >> UInt32(first) & 63
      if filled == 0 { continue }
      // Angular velocity alone does not determine up. A sensor may send it more often than acceleration.
      if filled & 7 == 7, filled >> 3 == 0 || filled >> 3 == 7 {
        toGive |= 1 << UInt8(index)
      } else if filled & 7 != 0 {
        let missing = filled & 7 == 7 ? (filled >> 3).trailingOnes + 3 : (filled & 7).trailingOnes
        throw RowFault(.incomplete, column: column(of: first + missing)).error(line, header, source)
      }
    }
    if let column = row.firstBeyondLimits { throw beyondLimits(column) }
  }

  private func column(of reading: Int) -> Int {
    header.columns.firstIndex(of: .reading(UInt8(reading))) ?? 0
  }

  private func beyondLimits(_ reading: Int) -> TraceError {
    var message = Text()
    let isAcceleration = reading % SampleCSVHeader.readingsPerPlacement < 3
    message.append(header.names[column(of: reading)])
    message.append(" is ")
    message.append(row.values[reading], places: 3)
    message.append(
      isAcceleration
        ? ", beyond 1000 m/s2, expected m/s2: is it in mg?" : ", beyond 100 rad/s, expected rad/s: is it in degrees/s?")
    return source.malformed(message)
  }

  private func notIncreasing(_ line: UnsafeBufferPointer<UInt8>) -> TraceError {
    var message = Text()
    message.append("time ")
    message.append(quoting: UnsafeBufferPointer(rebasing: line[row.timeCell]))
    message.append(row.time == time.microseconds ? " stands twice" : " goes backwards")
    message.append(", expected more than ")
    timeText.withUnsafeBufferPointer { message.append(quoting: $0) }
    return source.malformed(message)
  }
}

extension UInt32 {
  /// Bits set below the lowest one that is not.
  fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
