import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

extension CalibrationStore {
  /// Deletes the calibrations that were last made, or confirmed, before `day`; damaged files have the date of the file.
  /// - Parameter day: since 1970-01-01, local calendar; nil to delete all.
  public func forget(before day: Int64?) throws(TraceError) {
    for name in try names() {
      let path = folder.inside(name)
      if let day {
        guard let known = CalibrationStore.day(of: path), known < day else { continue }
      }
      try TraceError.system(.unwritable, file: path, cannot: "remove") { () throws(Errno) in try Files.remove(path) }
    }
  }

  /// When a sensor at a placement was last calibrated, or its calibration last confirmed; nil if nothing is stored.
  public func latest(_ placement: Placement) throws(TraceError) -> WallClock? {
    var latest: WallClock?
    for name in try names() where name.hasSuffix(".json") && !name.hasSuffix(".mounting.json") {
      guard Text(name.prefix { $0 != UInt8(ascii: "_") }) == placement.name,
        let record = try? StateText.calibration(from: folder.inside(name))
      else { continue }
      for moment in [record.made, record.rezeroed] {
        if let moment, moment.unixMicroseconds > latest?.unixMicroseconds ?? Int64.min { latest = moment }
      }
    }
    return latest
  }

  /// The names of the store's own files in its folder, including temporary, damaged and newer ones; empty if there is no
  /// folder.
  private func names() throws(TraceError) -> [Text] {
    try TraceError.system(.unreadable, file: folder, cannot: "read the folder") { () throws(Errno) in
      try Folder.names(folder).filter { CalibrationStore.isOwn($0) }
    }
  }

  /// Whether a name is `PLACEMENT_SENSOR.json`, with the suffixes that this store adds.
  private static func isOwn(_ name: Text) -> Bool {
    let isOwn =
      name.hasSuffix(".json") || name.hasSuffix(".json.damaged") || name.contains(".json.newer")
      || name.contains(".json.") && name.hasSuffix(".new")
    return isOwn && name.contains("_")
  }

  /// The local day of a file; nil if the file no longer exists.
  private static func day(of path: Text) -> Int64? {
    if let record = try? StateText.calibration(from: path), let day = record.day { return day }
    guard let modified = try? Files.modified(path) else { return nil }
    return WallClock(local: modified * 1_000_000).localDay
  }
}
