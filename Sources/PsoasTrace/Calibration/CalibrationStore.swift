import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Stores calibrations between runs: one JSON file per sensor and placement, readable by its owner only.
///
/// Each file is written under a temporary name, flushed to disk and renamed. After a power failure, either the old or
/// the new file exists.
public struct CalibrationStore: Sendable {
  let folder: Text

  /// - Parameter folder: created when the first calibration is stored.
  public init(folder: Text) { self.folder = folder }

  /// Reads the stored calibration of a sensor; nil if there is none.
  /// - Parameter identifier: the identifier of the sensor.
  /// - Throws: if the file is damaged; `setAside` then renames it.
  public func read(_ placement: Placement, _ identifier: Text) throws(TraceError) -> CalibrationRecord? {
    let path = path(placement, identifier)
    guard Files.exists(path) else { return nil }
    return try CalibrationStore.read(file: path)
  }

  public func write(_ record: CalibrationRecord, _ placement: Placement, _ identifier: Text) throws(TraceError) {
    var text: Text = "{\"placement\":\"\(placement.name)\""
    text.member("sensor", identifier)
    CalibrationRecordText.append(record, to: &text)
    text.append("}\n")
    try write(text, to: path(placement, identifier))
  }

  /// Reads the mounting of a sensor that an earlier run learned: up in standing, unit vector, sensor axes; nil if
  /// nothing is stored.
  /// - Throws: if the file is damaged; `setAsideMounting` then renames it.
  public func mounting(of placement: Placement, _ identifier: Text) throws(TraceError) -> Vector3? {
    let path = mountingPath(placement, identifier)
    guard Files.exists(path) else { return nil }
    return try ByteSource.whole(path, expecting: "a mounting") { text throws(TraceError) in
      let document = try JSONDocument(text, file: path, line: 1)
      do throws(JSONFault) { return try InputLine.upright(document.root) } catch {
        throw error.error(file: path, line: 1)
      }
    }
  }

  public func write(mounting upright: Vector3, _ placement: Placement, _ identifier: Text) throws(TraceError) {
    var text: Text = "{\"placement\":\"\(placement.name)\""
    text.member("sensor", identifier)
    text.member("upright", upright)
    text.append("}\n")
    try write(text, to: mountingPath(placement, identifier))
  }

  public func removeMounting(_ placement: Placement, _ identifier: Text) throws(TraceError) {
    try remove(mountingPath(placement, identifier))
  }

  /// Renames a damaged mounting file, so that it is no longer read. Returns the new name.
  public func setAsideMounting(_ placement: Placement, _ identifier: Text) -> Text {
    setAside(mountingPath(placement, identifier))
  }

  private func mountingPath(_ placement: Placement, _ identifier: Text) -> Text {
    "\(Text(path(placement, identifier).dropLast(5))).mounting.json"
  }

  private func write(_ text: Text, to path: Text) throws(TraceError) {
    try TraceError.system(.unwritable, file: folder, cannot: "create the folder") { () throws(Errno) in
      try Folder.make(folder)
    }
    try TraceError.system(.unwritable, file: path, cannot: "write") { () throws(Errno) in
      try AtomicFile.replace(path, with: text)
    }
  }

  private func remove(_ path: Text) throws(TraceError) {
    try TraceError.system(.unwritable, file: path, cannot: "remove") { () throws(Errno) in try Files.remove(path) }
  }

  private func setAside(_ path: Text) -> Text {
    let aside: Text = "\(path).damaged"
    try? Files.rename(path, to: aside)
    return aside
  }

  /// Deletes the calibration of a sensor; does nothing if there is none.
  public func remove(_ placement: Placement, _ identifier: Text) throws(TraceError) {
    try remove(path(placement, identifier))
  }

  /// Renames a damaged file, so that it is no longer read. Returns the new name.
  public func setAside(_ placement: Placement, _ identifier: Text) -> Text {
    setAside(path(placement, identifier))
  }

  /// Reads a file in this format, or the calibration in a `recording.json`.
  public static func read(file path: Text) throws(TraceError) -> CalibrationRecord {
    try ByteSource.whole(path, expecting: "a calibration") { text throws(TraceError) in try parse(text, path) }
  }

  private static func parse(_ text: UnsafeBufferPointer<UInt8>, _ path: Text) throws(TraceError) -> CalibrationRecord {
    let document = try JSONDocument(text, file: path, line: 1)
    do throws(JSONFault) {
      let object = document.root
      return try CalibrationRecordText.read(try object.object("calibration") ?? object)
    } catch {
      throw error.error(file: path, line: 1)
    }
  }

  /// An identifier may contain characters that a file name must not contain.
  private func path(_ placement: Placement, _ identifier: Text) -> Text {
    var name = Text()
    name.append(placement.name)
    name.append("_")
    for byte in identifier {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
        name.append(byte)
      default: name.append(UInt8(ascii: "-"))
      }
    }
    name.append(".json")
    return folder.inside(name)
  }
}
