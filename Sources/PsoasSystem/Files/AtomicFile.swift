import CLinux

/// Replaces a file atomically: readers, and the disk after a power failure, have the old content or the new content.
public enum AtomicFile {
  /// Writes a new file in the same directory, syncs it to disk and renames it over the old one.
  ///
  /// A symbolic link is kept, and its target is replaced. The mode is kept, and the owner if the process may change it.
  /// - Parameter mode: the mode of a new file.
  public static func replace(_ path: Text, with content: Text, mode: mode_t = 0o600) throws(Errno) {
    let target = try target(of: path)
    let draft: Text = "\(target).\(getpid()).new"
    // Only a process with the same number can have left it.
    try Files.remove(draft)
    do throws(Errno) {
      try write(content, to: draft, like: target, mode: mode)
      try Files.rename(draft, to: target)
    } catch {
      try? Files.remove(draft)
      throw error
    }
    try Folder.synchronize(target.folder)
  }

  private static func write(_ content: Text, to draft: Text, like target: Text, mode: mode_t) throws(Errno) {
    let file = try FileDescriptor.open(draft, for: .write, [.create, .exclusive, .noFollow], mode: mode)
    if let old = try status(target) {
      // The owner first, because fchown(2) clears the set-id bits. Only root may change it, and a failure does no harm.
      _ = fchown(file.number, old.st_uid, old.st_gid)
      guard fchmod(file.number, old.st_mode & 0o7777) == 0 else { throw Errno.last("fchmod") }
    }
    try file.write(content)
    try file.synchronize()
    try file.close()
  }

  private static func status(_ path: Text) throws(Errno) -> stat? {
    var status = stat()
    return try path.withPath("stat") { name throws(Errno) in
      if stat(name, &status) == 0 { return status }
      guard psoas_errno() == ENOENT else { throw Errno.last("stat") }
      return nil
    }
  }

  /// The final target of a path whose last component is a symbolic link; the target may be another link or not exist.
  private static func target(of path: Text) throws(Errno) -> Text {
    var path = path
    // The kernel's own limit (path_resolution(7)).
    for _ in 0..<40 {
      do throws(Errno) {
        let next = try Files.target(of: path)
        path = next.first == UInt8(ascii: "/") ? next : path.folder.inside(next)
      } catch {
        // EINVAL: not a symbolic link.
        guard error.number == EINVAL || error.number == ENOENT else { throw error }
        return path
      }
    }
    throw Errno(ELOOP, in: "readlink")
  }
}
