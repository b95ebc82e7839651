import CLinux

/// Operations on whole files, by path.
public enum Files {
  public static func exists(_ path: Text) -> Bool {
    (try? path.withPath("access") { access($0, F_OK) == 0 }) ?? false
  }

  /// The content of a file.
  /// - Parameters:
  ///   - limit: the largest allowed size in bytes.
  ///   - onlyRegular: refuse a FIFO or a device without blocking. If false, `/dev/stdin` and the FIFO of a shell's
  ///     `<(...)` are read too.
  public static func read(_ path: Text, limit: Int, onlyRegular: Bool = true) throws(FileError) -> Text {
    let descriptor =
      onlyRegular
      ? try FileDescriptor.openRegular(path)
      : try FileError.wrapping { () throws(Errno) in try FileDescriptor.open(path, for: .read) }
    return try read(descriptor, limit: limit)
  }

  /// The remaining content of a descriptor.
  public static func read(
    _ descriptor: borrowing some Descriptor & ~Copyable, limit: Int
  ) throws(FileError) -> Text {
    var content: [UInt8] = []
    do throws(Errno) {
      // The size is only an estimate: files in /proc have none.
      let size = try descriptor.status().st_size
      content.reserveCapacity(min(max(size, 0), limit) + 1)
      var chunk = [UInt8](repeating: 0, count: 16_384)
      while true {
        var failure: Errno?
        let count = chunk.withUnsafeMutableBytes { room -> Int in
          do throws(Errno) { return try descriptor.read(into: room) } catch {
            failure = error
            return 0
          }
        }
        if let failure { throw failure }
        if count == 0 { return Text(bytes: content) }
        content.append(contentsOf: chunk[..<count])
        guard content.count <= limit else { break }
      }
    } catch {
      throw .failed(error)
    }
    throw .tooLarge(limit: limit)
  }

  /// Removes a file; does nothing if it does not exist.
  public static func remove(_ path: Text) throws(Errno) {
    try path.withPath("unlink") { name throws(Errno) in
      guard unlink(name) == 0 || psoas_errno() == ENOENT else { throw Errno.last("unlink") }
    }
  }

  /// Renames a file and replaces an existing one.
  public static func rename(_ path: Text, to other: Text) throws(Errno) {
    try path.withPath("rename") { from throws(Errno) in
      try other.withPath("rename") { to throws(Errno) in
        guard CLinux.rename(from, to) == 0 else { throw Errno.last("rename") }
      }
    }
  }

  /// Renames a file or a folder; fails with EEXIST if the other name exists.
  public static func renameNew(_ path: Text, to other: Text) throws(Errno) {
    try path.withPath("rename") { from throws(Errno) in
      try other.withPath("rename") { to throws(Errno) in
        if psoas_rename_new(from, to) == 0 { return }
        // Some file systems cannot check it themselves.
        guard psoas_errno() == EINVAL else { throw Errno.last("rename") }
        guard access(to, F_OK) != 0 else { throw Errno(EEXIST, in: "rename") }
        guard CLinux.rename(from, to) == 0 else { throw Errno.last("rename") }
      }
    }
  }

  /// The modification time of a file or link itself, seconds since 1970-01-01 UTC.
  public static func modified(_ path: Text) throws(Errno) -> Int64 {
    var status = stat()
    try path.withPath("lstat") { name throws(Errno) in
      guard lstat(name, &status) == 0 else { throw Errno.last("lstat") }
    }
    return Int64(status.st_mtim.tv_sec)
  }

  /// Whether a path exists and is something else than a regular file, such as a device, a FIFO or a directory; symbolic
  /// links are followed.
  public static func isSpecial(_ path: Text) throws(Errno) -> Bool {
    var status = stat()
    let exists = try path.withPath("stat") { stat($0, &status) == 0 }
    return exists && status.st_mode & mode_t(S_IFMT) != mode_t(S_IFREG)
  }

  /// The path of the running program.
  public static var executable: Text? { try? target(of: "/proc/self/exe") }

  /// The target of a symbolic link.
  public static func target(of link: Text) throws(Errno) -> Text {
    var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = try link.withPath("readlink") { name throws(Errno) -> Int in
      let count = target.withUnsafeMutableBytes { room -> Int in
        guard let start = room.baseAddress else { return -1 }
        return readlink(name, start.assumingMemoryBound(to: CChar.self), room.count)
      }
      guard count >= 0 else { throw Errno.last("readlink") }
      return count
    }
    return Text(target[..<count])
  }
}

extension FileError {
  static func wrapping(
    _ body: () throws(Errno) -> FileDescriptor
  ) throws(FileError) -> FileDescriptor {
    do throws(Errno) { return try body() } catch { throw .failed(error) }
  }
}

/// What stat(2) says about a path.
public struct FileFacts: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    case regular, folder
    /// A FIFO, a socket or a device.
    case special
  }

  public let kind: Kind
  /// The path itself is a symbolic link; the other facts are those of its target.
  public let isLink: Bool
  /// Bytes.
  public let size: Int64
  /// The time of modification, nanoseconds since 1970-01-01 UTC.
  public let modified: Int64

  /// nil if there is no file, or its folder cannot be searched.
  public init?(_ path: Text) {
    var (own, target) = (stat(), stat())
    let isThere = try? path.withPath("stat") { lstat($0, &own) == 0 && stat($0, &target) == 0 }
    guard isThere == true else { return nil }
    isLink = own.st_mode & mode_t(S_IFMT) == mode_t(S_IFLNK)
    switch target.st_mode & mode_t(S_IFMT) {
    case mode_t(S_IFREG): kind = .regular
    case mode_t(S_IFDIR): kind = .folder
    default: kind = .special
    }
    size = Int64(target.st_size)
    modified = Int64(target.st_mtim.tv_sec) * 1_000_000_000 + Int64(target.st_mtim.tv_nsec)
  }
}
