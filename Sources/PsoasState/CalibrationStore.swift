import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// Stores calibrations between runs: one JSON file per sensor and placement, readable by its owner only.
///
/// Each file is written under a temporary name, flushed to disk and renamed. After a power failure, either the old or
/// the new file exists.
public struct CalibrationStore: Sendable {
  let folder: Text

  /// - Parameter state: the state directory. The store's folder in it is created when the first calibration is stored.
  public init(state: Text) { folder = state.inside("calibrations") }

  /// What a sensor at a placement may have a file of.
  public enum Content: Sendable {
    case calibration
    /// How it is mounted, as walking confirmed it.
    case mounting

    fileprivate var ending: StaticString {
      switch self {
      case .calibration: ".json"
      case .mounting: ".mounting.json"
      }
    }
  }

  /// Reads the stored calibration of a sensor; nil if there is none.
  /// - Parameter identifier: the identifier of the sensor.
  /// - Throws: if the file is damaged; `setAside` then renames it.
  public func calibration(of placement: Placement, _ identifier: Text) throws(TraceError) -> CalibrationRecord? {
    let path = path(of: .calibration, placement, identifier)
    return Files.exists(path) ? try StateText.calibration(from: path) : nil
  }

  /// Reads the mounting of a sensor that an earlier run learned: up in standing, unit vector, sensor axes; nil if
  /// nothing is stored.
  /// - Throws: if the file is damaged; `setAside` then renames it.
  public func mounting(of placement: Placement, _ identifier: Text) throws(TraceError) -> Vector3? {
    let path = path(of: .mounting, placement, identifier)
    return Files.exists(path) ? try StateText.mounting(from: path) : nil
  }

  /// Stores what the wearer calibrated. A file that a newer program wrote is not overwritten: it is renamed first.
  /// - Returns: the new name of such a file; nil if there was none.
  @discardableResult
  public func write(
    _ record: CalibrationRecord, _ placement: Placement, _ identifier: Text
  ) throws(TraceError) -> Text? {
    let path = path(of: .calibration, placement, identifier)
    var kept: Text?
    if isNewer({ () throws(TraceError) in _ = try calibration(of: placement, identifier) }) {
      let name = CalibrationStore.freeName(after: "\(path).newer")
      try TraceError.system(.unwritable, file: path, cannot: "rename") { () throws(Errno) in
        try Files.rename(path, to: name)
      }
      kept = name
    }
    try write(StateText.calibration(record, of: placement, identifier), to: path)
    return kept
  }

  /// Stores what walking showed. A file that a newer program wrote stays as it is, because walking will show it again.
  public func write(mounting upright: Vector3, _ placement: Placement, _ identifier: Text) throws(TraceError) {
    guard !isNewer({ () throws(TraceError) in _ = try mounting(of: placement, identifier) }) else { return }
    try write(StateText.mounting(upright, of: placement, identifier), to: path(of: .mounting, placement, identifier))
  }

  private func isNewer(_ read: () throws(TraceError) -> Void) -> Bool {
    do throws(TraceError) { try read() } catch { return error.kind == .newer }
    return false
  }

  /// `NAME`, or the first of `NAME.2`, `NAME.3`, ... that does not exist.
  private static func freeName(after name: Text) -> Text {
    var free = name
    var number = 1
    while Files.exists(free), number < 100 {
      number += 1
      free = "\(name).\(number)"
    }
    return free
  }

  private func write(_ text: Text, to path: Text) throws(TraceError) {
    try TraceError.system(.unwritable, file: folder, cannot: "create the folder") { () throws(Errno) in
      try Folder.make(folder)
    }
    try TraceError.system(.unwritable, file: path, cannot: "write") { () throws(Errno) in
      try AtomicFile.replace(path, with: text)
    }
  }

  /// Forgets a sensor at a placement, with how it is mounted; one that is not kept is forgotten already.
  public func remove(_ placement: Placement, _ identifier: Text) throws(TraceError) {
    for content in [Content.calibration, .mounting] {
      let path = path(of: content, placement, identifier)
      try TraceError.system(.unwritable, file: path, cannot: "remove") { () throws(Errno) in try Files.remove(path) }
    }
  }

  /// Renames a damaged file, so that it is no longer read. Returns the new name.
  public func setAside(_ content: Content, _ placement: Placement, _ identifier: Text) -> Text {
    let path = path(of: content, placement, identifier)
    let aside: Text = "\(path).damaged"
    try? Files.rename(path, to: aside)
    return aside
  }

  /// An identifier may contain characters that a file name must not contain.
  private func path(of content: Content, _ placement: Placement, _ identifier: Text) -> Text {
    var name: Text = "\(placement.name)_"
    for byte in identifier {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
        name.append(byte)
      default: name.append(UInt8(ascii: "-"))
      }
    }
    return folder.inside("\(name)\(content.ending)")
  }
}
