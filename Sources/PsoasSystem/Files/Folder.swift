import CLinux

/// Operations on directories, by path.
public enum Folder {
  /// Whether the directory exists and is readable.
  public static func exists(_ path: Text) -> Bool {
    do throws(Errno) {
      _ = try FileDescriptor.open(path, for: .read, .folder)
      return true
    } catch {
      return false
    }
  }

  /// Creates a directory and its missing parents for their owner only.
  public static func make(_ path: Text) throws(Errno) {
    for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
      try makeOne(Text(path[..<index]))
    }
    try makeOne(path)
  }

  /// Creates a directory, which must not exist, for its owner only.
  public static func makeNew(_ path: Text) throws(Errno) {
    try path.withPath("mkdir") { name throws(Errno) in
      guard mkdir(name, 0o700) == 0 else { throw Errno.last("mkdir") }
    }
  }

  /// Removes a directory; does nothing if it contains files.
  public static func removeIfEmpty(_ path: Text) throws(Errno) {
    try path.withPath("rmdir") { name throws(Errno) in
      guard rmdir(name) == 0 || psoas_errno() == ENOTEMPTY || psoas_errno() == EEXIST else { throw Errno.last("rmdir") }
    }
  }

  private static func makeOne(_ path: Text) throws(Errno) {
    do throws(Errno) { try makeNew(path) } catch {
      // An automounter or a read-only file system may refuse before it checks for existence.
      guard error.number != EEXIST, !Files.exists(path) else { return }
      throw error
    }
  }

  /// The names in a directory that end with `suffix`, without hidden ones, in byte order; empty if the directory does
  /// not exist.
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
      // Inserted in order: a generic sort would add four kilobytes to the program.
      names.insert(name, at: names.firstIndex { name < $0 } ?? names.endIndex)
    }
    return names
  }

  /// Syncs the entries of a directory to disk.
  public static func synchronize(_ path: Text) throws(Errno) {
    try FileDescriptor.open(path, for: .read, .folder).synchronize()
  }
}
