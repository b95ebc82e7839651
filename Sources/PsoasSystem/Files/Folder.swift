import CLinux

/// Folders, by path.
public enum Folder {
  /// Whether there is a folder that this process may read.
  public static func exists(_ path: Text) -> Bool {
    do throws(Errno) {
      _ = try FileDescriptor.open(path, for: .read, .folder)
      return true
    } catch {
      return false
    }
  }

  /// Makes a folder and those above it, as far as they are missing, for their owner alone.
  public static func make(_ path: Text) throws(Errno) {
    for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
      try makeOne(Text(path[..<index]))
    }
    try makeOne(path)
  }

  /// Makes a folder, which must not exist, for its owner alone.
  public static func makeNew(_ path: Text) throws(Errno) {
    try path.withPath("mkdir") { name throws(Errno) in
      guard mkdir(name, 0o700) == 0 else { throw Errno.last("mkdir") }
    }
  }

  private static func makeOne(_ path: Text) throws(Errno) {
    do throws(Errno) { try makeNew(path) } catch {
      // An automounter or a read-only disk refuses before it looks.
      guard error.number != EEXIST, !Files.exists(path) else { return }
      throw error
    }
  }

  /// The names in a folder that end with `suffix`, without hidden ones, in the order of their bytes; none where there is
  /// no folder.
  public static func names(_ path: Text, endingWith suffix: StaticString = "") throws(Errno) -> [Text] {
    let listing = try path.withPath("opendir") { name throws(Errno) -> OpaquePointer? in
      if let listing = opendir(name) { return listing }
      guard psoas_errno() == ENOENT || psoas_errno() == ENOTDIR else { throw Errno.last("opendir") }
      return nil
    }
    guard let listing else { return [] }
    defer { closedir(listing) }
    var names: [Text] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        Text(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
      }
      guard name.first != UInt8(ascii: "."), name.hasSuffix(suffix) else { continue }
      // In its place at once: a generic sort is four kilobytes of program.
      names.insert(name, at: names.firstIndex { name < $0 } ?? names.endIndex)
    }
    return names
  }

  /// Has the disk keep the names in a folder.
  public static func synchronize(_ path: Text) throws(Errno) {
    try FileDescriptor.open(path, for: .read, .folder).synchronize()
  }
}
