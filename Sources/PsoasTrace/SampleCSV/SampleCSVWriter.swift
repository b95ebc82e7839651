import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Writes sample CSV for `SampleCSVReader` and spreadsheets: one row per sample, with empty cells for the other
/// placements.
public struct SampleCSVWriter: ~Copyable {
  private var output: OutputFile
  private let columns: [(placement: Placement, hasGyroscope: Bool)]

  /// Creates the file, which must not exist; `-` is standard output.
  ///
  /// - Parameters:
  ///   - packing: how the file is compressed.
  ///   - source: one line about the origin of the samples.
  ///   - others: names of the columns after the sensors', separated by commas; empty for none.
  public static func create(
    _ path: Text, _ packing: Packing = .plain, source: Text, columns: [(placement: Placement, hasGyroscope: Bool)],
    others: StaticString
  ) throws(TraceError) -> SampleCSVWriter {
    let isStandardOutput = path == [UInt8(ascii: "-")]
    var output = isStandardOutput ? try OutputFile.standardOutput() : try OutputFile.create(path, packing)
    output.text.append("# psoas-trace: 1\n# source: ")
    output.text.append(source)
    output.text.append("\ntime")
    for (placement, hasGyroscope) in columns {
      for component in 0..<(hasGyroscope ? 6 : 3) {
        output.text.append(",")
        output.text.append(SampleCSVHeader.name(placement, component))
      }
    }
    if others.utf8CodeUnitCount > 0 {
      output.text.append(",")
      output.text.append(others)
    }
    output.text.append("\n")
    return SampleCSVWriter(output: output, columns: columns)
  }

  private init(output: consuming OutputFile, columns: [(placement: Placement, hasGyroscope: Bool)]) {
    self.output = output
    self.columns = columns
  }

  /// Appends a row. Acceleration is written to 0.1 mm/s2 and angular velocity to a microradian/s.
  ///
  /// - Parameter others: the cells after the sensors', separated by commas.
  public mutating func row(_ placement: Placement, _ sample: Sample, others: Text) throws(TraceError) {
    output.text.append(time: sample.time)
    for column in columns {
      let isThis = column.placement == placement
      output.append(sample.acceleration, places: 4, isThis)
      if column.hasGyroscope { output.append(sample.angularVelocity, places: 6, isThis && sample.hasGyroscope) }
    }
    if !others.isEmpty {
      output.text.append(",")
      output.text.append(others)
    }
    output.text.append("\n")
    try output.flushIfFull()
  }

  /// Appends a row with all samples of one time, whose numbers are exact: reading them gives the same samples.
  public mutating func row(_ time: Instant, _ samples: PerPlacement<Sample?>) throws(TraceError) {
    output.text.append(time: time)
    for column in columns {
      let sample = samples[column.placement]
      output.append(exact: sample?.acceleration)
      if column.hasGyroscope { output.append(exact: sample?.hasGyroscope == true ? sample?.angularVelocity : nil) }
    }
    output.text.append("\n")
    try output.flushIfFull()
  }

  /// Writes the rest of the file, and waits until it is on disk; call this at the end.
  public mutating func finish() throws(TraceError) {
    try output.complete()
    output.synchronizeIfPossible()
  }
}

extension OutputFile {
  fileprivate mutating func append(_ vector: Vector3, places: Int, _ isGiven: Bool) {
    for component in [vector.x, vector.y, vector.z] {
      text.append(",")
      if isGiven { text.append(component, places: places) }
    }
  }

  fileprivate mutating func append(exact vector: Vector3?) {
    for component in [vector?.x, vector?.y, vector?.z] {
      text.append(",")
      if let component { text.append(exact: component) }
    }
  }
}
