import PsoasCore
import PsoasMonitor
import PsoasSystem

/// One tracking system of motion-BIDS: `_motion.tsv`, which has no header row, with the columns that `_channels.tsv`
/// names. A class, because the compiler needs minutes for three readers as parts of one value.
final class MotionTrack {
  let placement: Placement
  private var reader: SampleCSVReader
  private var record: TraceRecord?

  init(_ path: Text, _ placement: Placement) throws(TraceError) {
    let channels = try MotionChannels(MotionTrack.channels(of: path), placement)
    let source = try ByteSource.openFile(path)
    let header = try SampleCSVHeader(names: channels.names, CSVDialect(separator: 0x09), in: source)
    var reader = SampleCSVReader(source, header, channels.units)
    record = try reader.next()
    self.reader = reader
    self.placement = placement
  }

  func takeNotes() -> [Text] { reader.takeNotes() }

  func fractionRead() -> Double? { reader.fractionRead() }

  private static func channels(of path: Text) -> Text {
    Text(path.dropLast(MotionReader.suffix.utf8CodeUnitCount)) + "_channels.tsv"
  }

  /// The time of the next record; the largest value at the end.
  var next: Int64 {
    guard let record, record.input.input != .end else { return .max }
    return record.time.microseconds
  }

  /// Returns the next record with the text of its time, and reads the one after it.
  func take(_ text: inout Text) throws(TraceError) -> TraceRecord? {
    let taken = record
    reader.appendTimeText(to: &text)
    record = try reader.next()
    return taken
  }
}

/// The columns of a `_motion.tsv`, as those of a sample CSV.
struct MotionChannels {
  private(set) var names: [Text] = []
  private(set) var units = TraceUnits()

  init(_ path: Text, _ placement: Placement) throws(TraceError) {
    var source = try ByteSource.openFile(path)
    let tabs = CSVDialect(separator: 0x09)
    guard let first = try source.nextLine() else {
      throw source.malformed("it is empty, expected a row for each channel")
    }
    var heads: [Text] = []
    for cell in tabs.cells(first) { heads.append(Text(first[CSVDialect.content(first, cell)])) }
    guard let name = heads.firstIndex(of: "name"), let type = heads.firstIndex(of: "type"),
      let component = heads.firstIndex(of: "component"), let unit = heads.firstIndex(of: "units")
    else { throw source.malformed("a column is missing, expected name, component, type and units") }
    while let line = try source.nextLine() {
      if line.isEmpty { continue }
      let cells = tabs.cells(line)
      guard cells.count == heads.count else {
        throw source.malformed("\(count: cells.count, "cell", "cells"), expected \(heads.count) as in the header")
      }
      func text(_ column: Int) -> Text { Text(line[CSVDialect.content(line, cells[column])]) }
      try add(text(name), text(type), text(component), text(unit), placement, source)
    }
    guard names.contains("time"), names.count > 3 else {
      throw source.malformed("no ACCEL channels x, y, z and no LATENCY channel, expected all four")
    }
  }

  private mutating func add(
    _ name: Text, _ type: Text, _ component: Text, _ unit: Text, _ placement: Placement, _ source: borrowing ByteSource
  ) throws(TraceError) {
    if type == "LATENCY" {
      guard unit == "s" else { throw source.malformed("LATENCY in \(quoting: unit), expected s") }
      return names.append("time")
    }
    let isAcceleration = type == "ACCEL"
    guard isAcceleration || type == "GYRO" else { return names.append(name) }
    guard component == "x" || component == "y" || component == "z" else {
      throw source.malformed("component \(quoting: component) of channel \(quoting: name), expected x, y or z")
    }
    let kind: StaticString = isAcceleration ? "_acc_" : "_gyr_"
    names.append("\(placement.name)\(kind)\(component)")
    var fault = Text()
    let key: StaticString = isAcceleration ? "acc" : "gyr"
    guard let given = TraceUnits("\(key)=\(unit)", fault: &fault) else {
      throw source.malformed("units \(quoting: unit) of channel \(quoting: name), expected m/s^2 or g, rad/s or deg/s")
    }
    if isAcceleration {
      units.acceleration = given.acceleration
    } else {
      units.angularVelocity = given.angularVelocity
    }
  }
}
