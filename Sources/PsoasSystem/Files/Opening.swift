import CLinux

/// How a file is opened, beyond reading or writing.
public struct OpenOptions: OptionSet, Sendable {
  public let rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Made where it is missing.
  public static let create = OpenOptions(rawValue: O_CREAT)
  /// With `create`: it must be missing.
  public static let exclusive = OpenOptions(rawValue: O_EXCL)
  /// Emptied.
  public static let truncate = OpenOptions(rawValue: O_TRUNC)
  /// Each write goes to the end.
  public static let append = OpenOptions(rawValue: O_APPEND)
  /// Not through a symbolic link in the last place of the path (ELOOP).
  public static let noFollow = OpenOptions(rawValue: O_NOFOLLOW)
  public static let nonBlocking = OpenOptions(rawValue: O_NONBLOCK)
  /// A folder and nothing else (ENOTDIR).
  public static let folder = OpenOptions(rawValue: O_DIRECTORY)
}

extension FileDescriptor {
  public enum Access: Sendable {
    case read, write, readWrite

    fileprivate var flags: Int32 {
      switch self {
      case .read: O_RDONLY
      case .write: O_WRONLY
      case .readWrite: O_RDWR
      }
    }
  }

  /// Opens a file, which is closed on exec.
  /// - Parameter mode: of a file that is made, less the process's umask.
  public static func open(
    _ path: Text, for access: Access, _ options: OpenOptions = [], mode: mode_t = 0o600
  ) throws(Errno) -> FileDescriptor {
    let number = try path.withPath("open") { name throws(Errno) in
      while true {
        let number = psoas_open(name, access.flags | options.rawValue | O_CLOEXEC, mode)
        if number >= 0 { return number }
        guard psoas_errno() == EINTR else { throw Errno.last("open") }
      }
    }
    return FileDescriptor(owning: number)
  }

  /// Opens a regular file for reading, and nothing else: opening a FIFO would wait for its writer, and a device may act.
  /// A link to /dev/null is an empty file, with which an administrator masks another one.
  public static func openRegular(_ path: Text, _ options: OpenOptions = []) throws(FileError) -> FileDescriptor {
    do throws(Errno) {
      let descriptor = try open(path, for: .read, options.union(.nonBlocking))
      let status = try descriptor.status()
      let type = status.st_mode & mode_t(S_IFMT)
      // Device 1, 3 (Documentation/admin-guide/devices.txt of the kernel).
      let isNull = type == mode_t(S_IFCHR) && status.st_rdev == 0x103
      guard type != mode_t(S_IFDIR) else { throw Errno(EISDIR, in: "open") }
      guard type == mode_t(S_IFREG) || isNull else { throw Errno(0, in: "fstat") }
      return descriptor
    } catch {
      throw error.number == 0 ? .notRegular : .failed(error)
    }
  }
}

/// Why a file cannot be read whole.
public enum FileError: DescribedError, Equatable, Sendable {
  case failed(Errno)
  /// A FIFO, a socket or a device.
  case notRegular
  /// It has more than this many bytes.
  case tooLarge(limit: Int)

  /// Nothing has this name.
  public var isMissing: Bool {
    guard case .failed(let errno) = self else { return false }
    return errno.number == ENOENT || errno.number == ENOTDIR
  }

  public var message: Text {
    switch self {
    case .failed(let errno): errno.reason
    case .notRegular: "a pipe or a device, expected a file"
    case .tooLarge(let limit): "larger than \(limit) bytes"
    }
  }
}

extension Text {
  /// Calls `body` with a path as a C string.
  /// - Throws: ENOENT where the path holds a zero, behind which the kernel would not look.
  public func withPath<Result>(
    _ call: StaticString, _ body: (UnsafePointer<CChar>) throws(Errno) -> Result
  ) throws(Errno) -> Result {
    guard !contains(0) else { throw Errno(ENOENT, in: call) }
    return try withCString(body)
  }
}
