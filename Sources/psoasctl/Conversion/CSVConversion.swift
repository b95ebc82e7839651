import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// Writes the samples of a recording as sample CSV, exactly: the same samples are read from it.
struct CSVConversion: ~Copyable {
  private var source: ConversionSource
  private let columns: [(placement: Placement, hasGyroscope: Bool)]
  /// The inputs that were read to find the sensors.
  private var waiting: [TraceRecord] = []
  /// The samples of the next row.
  private var samples = PerPlacement<Sample?>(repeating: nil)
  private var time: Instant?

  init(_ path: Text, _ units: TraceUnits) throws(Failure) {
    var source = try ConversionSource(path, units)
    var waiting: [TraceRecord] = []
    var found = PerPlacement<Bool?>(repeating: nil)
    if source.reader.isOneFile {
      // The first row names all sensors, and an evemu file has one.
      while let record = try source.next() {
        waiting.append(record)
        Self.note(record, &found)
        if case .sample = record.input.input { break }
      }
    } else {
      // A sensor may be added at any time, so the recording is read twice.
      var first = try ConversionSource(path, units)
      while let record = try first.next() { Self.note(record, &found) }
    }
    columns = Placement.allCases.compactMap { placement in found[placement].map { (placement, $0) } }
    self.waiting = waiting.reversed()
    self.source = source
  }

  private static func note(_ record: TraceRecord, _ found: inout PerPlacement<Bool?>) {
    guard case .sensorAdded(let placement, let traits) = record.input.input else { return }
    found[placement] = found[placement] == true || traits.hasGyroscope
  }

  mutating func write(to target: Text) throws(Failure) {
    if target == "-" {
      try write(draft: target, .plain)
    } else {
      let draft = try Draft(target)
      do throws(Failure) {
        try write(draft: draft.path, Packing(named: target))
        try draft.finish()
      } catch {
        draft.remove()
        throw error
      }
    }
    source.tell("sample CSV")
  }

  private mutating func write(draft: Text, _ packing: Packing) throws(Failure) {
    let origin: Text = "\(escaped: source.name.fileName), converted by \(Version.program)"
    var writer: SampleCSVWriter
    do throws(TraceError) {
      writer = try SampleCSVWriter.create(draft, packing, source: origin, columns: columns, others: "")
    } catch {
      throw Failure(error)
    }
    while let record = try next() {
      guard case .sample(let placement, let sample) = record.input.input else { continue }
      if let time, time != record.time || samples[placement] != nil { try finishRow(&writer) }
      time = record.time
      samples[placement] = sample
    }
    try finishRow(&writer)
    do throws(TraceError) { try writer.finish() } catch { throw Failure(error) }
  }

  private mutating func finishRow(_ writer: inout SampleCSVWriter) throws(Failure) {
    guard let time else { return }
    do throws(TraceError) { try writer.row(time, samples) } catch { throw Failure(error) }
    samples = PerPlacement(repeating: nil)
    self.time = nil
  }

  private mutating func next() throws(Failure) -> TraceRecord? {
    if let record = waiting.popLast() { return record }
    return try source.next()
  }
}
