import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Reads research data: `#` lines, a header row, then numbers (SI units, seconds).
///
/// Common variations are accepted if their meaning is clear, and are reported as notes: semicolons and decimal commas,
/// quotation marks, words for a missing value, dates and counts since 1970. Values that are impossible for a worn
/// sensor are refused.
///
/// A row is one point in time. It gives one sample for each placement with values, in the order pelvis, thigh, trunk;
/// the first row also adds the sensors, and `.end` follows the last row.
public struct SampleCSVReader: ~Copyable {
  private var source: ByteSource
  private let header: SampleCSVHeader
  private var row: Row
  private var time = Instant(microseconds: .min)
  /// Bit masks of the placements to be added, and of those whose sample of this row is still to be returned.
  private var toAdd: UInt8
  private var toGive: UInt8 = 0
  private var previous = PerPlacement<Instant?>(repeating: nil)
  private var isAtEnd = false
  private var hasEnded = false
  private var checks: SignalCheck
  private var rate: RateCheck?
  private var notes: SampleCSVNotes
  private var hasRows = false

  /// Opens a file, plain, gzip or zstd; `-` is standard input.
  /// - Parameter label: the name of the column with labels, which has to exist; nil for none.
  public static func open(
    _ path: Text, units: TraceUnits = TraceUnits(), label: Text? = nil
  ) throws(TraceError) -> SampleCSVReader {
    try SampleCSVReader(try ByteSource.open(path), units: units, label: label)
  }

  func fractionRead() -> Double? { source.fractionRead }

  init(
    _ source: consuming ByteSource, units: TraceUnits = TraceUnits(), label: Text? = nil
  ) throws(TraceError) {
    let header = try SampleCSVReader.readHeader(&source, label)
    var notes = SampleCSVNotes()
    notes.take(header, source)
    self.init(source, header, units, notes)
  }

  /// - Parameter header: that of `source`, which has been read or which it does not have.
  init(
    _ source: consuming ByteSource, _ header: SampleCSVHeader, _ units: TraceUnits,
    _ notes: SampleCSVNotes = SampleCSVNotes()
  ) {
    self.header = header
    self.notes = notes
    self.source = source
    row = Row(header.dialect, units)
    checks = SignalCheck(
      .sampleCSV(acceleration: units.acceleration ?? 1, angularVelocity: units.angularVelocity ?? 1),
      doubtsSteadyTurns: units.angularVelocity == nil)
    rate = units.time == nil ? RateCheck() : nil
    toAdd = header.placements
  }

  private static func readHeader(_ source: inout ByteSource, _ label: Text?) throws(TraceError) -> SampleCSVHeader {
    var announced: CSVDialect?
    while let line = try source.nextLine() {
      if line.isEmpty || line[0] == UInt8(ascii: "#") || line.starts(with: "\"#".utf8) { continue }
      try requireText(line, in: source)
      if announced == nil, let dialect = CSVDialect(announcement: line) {
        announced = dialect
        continue
      }
      return try SampleCSVHeader(line, announced ?? CSVDialect(header: line), label: label, in: source)
    }
    throw source.malformed(
      "the file ends before its header row, expected one like time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z")
  }

  static func requireText(_ line: UnsafeBufferPointer<UInt8>, in source: borrowing ByteSource) throws(TraceError) {
    if line.contains(0) { throw source.malformed("binary data, expected text") }
  }

  /// The columns that are not read.
  var otherColumns: [Text] { header.others }

  /// The label of the last record's row; empty without a column for labels.
  var label: Text { row.label }

  /// Appends the time of the last record without quotation marks and with a decimal point.
  public mutating func appendTimeText(to text: inout Text) { row.appendTimeText(to: &text) }

  /// Notes on how the file was interpreted, each once, as `FILE:LINE: ...`.
  public mutating func takeNotes() -> [Text] {
    if hasEnded { notes.finish(source) }
    return source.takeNotes() + notes.take()
  }

  /// The next input; nil after `.end`.
  public mutating func next() throws(TraceError) -> TraceRecord? {
    var next = TraceSample()
    if try nextSample(&next) { return TraceRecord(next.time, .sample(next.placement, next.sample)) }
    if !isAtEnd { return addSensor() }
    guard !hasEnded else { return nil }
    hasEnded = true
    try requireReadings()
    return TraceRecord(time, .end)
  }

  /// Changes `next` to the next sample; false if the next input is none, which the function `next` returns.
  mutating func nextSample(_ next: inout TraceSample) throws(TraceError) -> Bool {
    if toGive == 0, toAdd == 0 || !hasRows {
      guard !isAtEnd else { return false }
      isAtEnd = try !readRow()
    }
    guard toAdd == 0, !isAtEnd else { return false }
    next.placement = SampleCSVReader.first(&toGive)
    next.time = time
    fill(&next.sample, of: next.placement)
    if let finding = checks.take(next.sample, next.placement) { throw source.implausible(finding) }
    return true
  }

  /// At the end of the file: requires at least one sample.
  private mutating func requireReadings() throws(TraceError) {
    guard hasRows else { throw source.malformed("no row follows the header, expected samples") }
    if let finding = rate?.finish() { throw source.implausible(RateCheck.describe(finding)) }
    let (values, time, given) = (row.values, time, previous)
    guard Placement.allCases.contains(where: { given[$0] != nil }) else {
      throw source.malformed("no row has a reading, expected numbers in the columns of a sensor")
    }
    let finding = checks.finish { placement in
      let first = placement.index * SampleCSVHeader.readingsPerPlacement
      guard given[placement] != nil else { return nil }
      return Sample(
        time: time, interval: 0, acceleration: Vector3(values[first], values[first + 1], values[first + 2]),
        angularVelocity: .zero)
    }
    if let finding { throw source.implausible(finding) }
  }

  private mutating func addSensor() -> TraceRecord {
    let placement = SampleCSVReader.first(&toAdd)
    return TraceRecord(time, .sensorAdded(placement, SensorTraits(hasGyroscope: header.hasGyroscope(placement))))
  }

  /// Removes the lowest bit from `placements`, which is not 0.
  private static func first(_ placements: inout UInt8) -> Placement {
    let index = placements.trailingZeroBitCount
    placements &= placements - 1
    return Placement(rawValue: UInt8(index)) ?? .trunk
  }

  private mutating func fill(_ sample: inout Sample, of placement: Placement) {
    let first = placement.index * SampleCSVHeader.readingsPerPlacement
    sample.time = time
    sample.interval = previous[placement].map { time.seconds(since: $0) } ?? 0
    previous[placement] = time
    sample.acceleration = Vector3(row.values[first], row.values[first + 1], row.values[first + 2])
    sample.hasGyroscope = row.filled >> UInt32(first + 3) & 7 == 7
    sample.angularVelocity =
      sample.hasGyroscope ? Vector3(row.values[first + 3], row.values[first + 4], row.values[first + 5]) : .zero
  }

  /// Reads to the next row with a sample; false at the end.
  private mutating func readRow() throws(TraceError) -> Bool {
    while let line = try source.nextLine() {
      if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
      if let fault = row.read(line, header) { throw fault.error(line, header, source) }
      guard row.time > time.microseconds else { throw notIncreasing() }
      if hasRows {
        try noteSpacing()
      } else {
        hasRows = true
        notes.take(row, source)
      }
      time = Instant(microseconds: row.time)
      if row.missingWord != nil {
        // Half of a number is not a number.
        if source.isCutOff, let last = line.last, last == UInt8(ascii: "-") || last == UInt8(ascii: ".") {
          throw source.malformed("the file ends within this line, expected a whole one")
        }
        notes.takeMissing(row, line, source)
      }
      try giveReadings(line)
      if toGive != 0 || toAdd != 0 { return true }
    }
    return false
  }

  @inline(__always)
  private mutating func noteSpacing() throws(TraceError) {
    let spacing = row.time - time.microseconds
    if rate?.isDecided == false, let finding = rate?.take(spacing) {
      throw source.implausible(RateCheck.describe(finding))
    }
    if spacing > SampleCSVNotes.gap { notes.takeGap(spacing, row, source) }
  }

  /// Checks the row's samples, and notes which placements are complete.
  private mutating func giveReadings(_ line: UnsafeBufferPointer<UInt8>) throws(TraceError) {
    for index in 0..<3 {
      let first = index * SampleCSVHeader.readingsPerPlacement
      let filled = row.filled >> UInt32(first) & 63
      if filled == 0 { continue }
      // A vector with a missing part is not a reading, and does not count as filled.
      let missing = row.missing >> UInt32(first) & 63
      let hasAcceleration = filled & 7 == 7
      let turns = filled >> 3
      // Angular velocity alone does not determine up. A sensor may send it more often than acceleration.
      if hasAcceleration, turns == 0 || turns == 7 || (filled | missing) >> 3 == 7 {
        toGive |= 1 << UInt8(index)
      } else if filled & 7 != 0, hasAcceleration || (filled | missing) & 7 != 7 {
        let known = filled | missing
        let absent = hasAcceleration ? (known >> 3).trailingOnes + 3 : (known & 7).trailingOnes
        throw RowFault(.incomplete, column: column(of: first + absent)).error(line, header, source)
      }
    }
    if let column = row.firstBeyondLimits { throw beyondLimits(column) }
  }

  private func column(of reading: Int) -> Int {
    header.columns.firstIndex(of: .reading(UInt8(reading))) ?? 0
  }

  private func beyondLimits(_ reading: Int) -> TraceError {
    let expected: StaticString =
      SampleCSVHeader.isAcceleration(reading)
      ? "beyond 1000 m/s2, expected m/s2: is it in mg, or in counts? Say --units acc=mg or acc=COUNTS/g"
      : "beyond 100 rad/s, expected rad/s: is it in degrees/s, or in counts? Say --units gyr=deg/s or gyr=COUNTS/dps"
    return source.malformed(
      "\(header.names[column(of: reading)]) is \(row.values[reading], places: 3), \(expected)")
  }

  private func notIncreasing() -> TraceError {
    let back = Double(time.microseconds - row.time) * 1e-6
    if back == 0 {
      return source.malformed(
        """
        time \(quoting: row.timeCell.text) is repeated, expected more than \(quoting: row.timeCellBefore.text): rows need fractions \
        of a second to distinguish them
        """)
    }
    return source.malformed(
      """
      time \(quoting: row.timeCell.text) goes backwards by \(back, places: back < 10 ? 3 : 0) s, expected more than \
      \(quoting: row.timeCellBefore.text): was the clock set while logging? Split the file here
      """)
  }
}

extension UInt32 {
  /// Number of set bits below the lowest zero bit.
  fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
