import CLinux
import PsoasMonitor

extension CalibrationStore {
  /// Removes the calibrations that were last made, or confirmed, before `day`; what was set aside, or cannot be read, is
  /// as old as its file.
  /// - Parameter day: since 1970-01-01, local calendar; nil to remove all.
  public func forget(before day: Int64?) throws(TraceError) {
    for name in try names() {
      let path = folder.path(name)
      if let day {
        guard let known = CalibrationStore.day(of: path), known < day else { continue }
      }
      guard let file = path.zeroTerminated, unlink(file) != 0, psoas_errno() != ENOENT else { continue }
      throw TraceError.system(.unwritable, file: path, cannot: "remove", psoas_errno())
    }
  }

  /// The store's own files in its folder, half-written and damaged ones too; none where there is no folder yet.
  private func names() throws(TraceError) -> [Bytes] {
    guard let path = folder.zeroTerminated else { return [] }
    guard let listing = opendir(path) else {
      guard psoas_errno() != ENOENT else { return [] }
      throw TraceError.system(.unreadable, file: folder, cannot: "read the folder", psoas_errno())
    }
    defer { closedir(listing) }
    var names: [Bytes] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        var name = Bytes()
        name.append(text: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
        return name
      }
      if CalibrationStore.isOwn(name) { names.append(name) }
    }
    return names
  }

  /// Whether `PLACEMENT_SENSOR.json` is in a name, with what this store may have put after it.
  private static func isOwn(_ name: Bytes) -> Bool {
    let endings: [StaticString] = [".json", ".json.new", ".json.damaged"]
    return endings.contains { name.ends(with: $0) } && name.contains(UInt8(ascii: "_"))
  }

  /// The local day that a file belongs to; nil for one that is gone.
  private static func day(of path: Bytes) -> Int64? {
    if let record = try? read(file: path), let day = record.day { return day }
    var status = stat()
    guard let name = path.zeroTerminated, lstat(name, &status) == 0 else { return nil }
    var seconds = status.st_mtim.tv_sec
    var local = tm()
    localtime_r(&seconds, &local)
    return WallClock(unixMicroseconds: Int64(seconds) * 1_000_000, utcOffset: Int32(local.tm_gmtoff)).localDay
  }
}
