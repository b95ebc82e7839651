import CLinux

/// Options of open(2), besides reading and writing.
public struct OpenOptions: OptionSet, Sendable {
  public let rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Creates the file if it does not exist.
  public static let create = OpenOptions(rawValue: O_CREAT)
  /// With `create`: fails if the file exists.
  public static let exclusive = OpenOptions(rawValue: O_EXCL)
  /// Truncates the file.
  public static let truncate = OpenOptions(rawValue: O_TRUNC)
  /// Each write appends to the file.
  public static let append = OpenOptions(rawValue: O_APPEND)
  /// Fails if the last component of the path is a symbolic link (ELOOP).
  public static let noFollow = OpenOptions(rawValue: O_NOFOLLOW)
  public static let nonBlocking = OpenOptions(rawValue: O_NONBLOCK)
  /// Fails if the path is not a directory (ENOTDIR).
  public static let folder = OpenOptions(rawValue: O_DIRECTORY)
  /// A file without a name in the folder at the path, which ends with its descriptor (O_TMPFILE).
  public static let unnamed = OpenOptions(rawValue: __O_TMPFILE | O_DIRECTORY)
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

  /// Opens a file with close-on-exec.
  /// - Parameter mode: the mode of a new file, before the umask.
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

  /// Opens an epoll descriptor, which is readable while one of the two is (epoll(7)).
  public static func watching(_ first: Int32, _ second: Int32) throws(Errno) -> FileDescriptor {
    let number = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard number >= 0 else { throw Errno.last("epoll_create1") }
    let descriptor = FileDescriptor(owning: number)
    guard psoas_epoll_add(number, first) == 0, psoas_epoll_add(number, second) == 0 else {
      throw Errno.last("epoll_ctl")
    }
    return descriptor
  }

  /// Opens only a regular file for reading: opening a FIFO would wait for its writer, and opening a device may have
  /// effects. A link to /dev/null counts as an empty file, with which an administrator masks another one.
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

/// Why a file cannot be read as a whole.
public enum FileError: DescribedError, Equatable, Sendable {
  case failed(Errno)
  /// A FIFO, a socket or a device.
  case notRegular
  /// It is larger than this many bytes.
  case tooLarge(limit: Int)

  /// The file does not exist.
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
  /// - Throws: ENOENT if the path contains a zero, because the kernel would ignore the rest.
  public func withPath<Result>(
    _ call: StaticString, _ body: (UnsafePointer<CChar>) throws(Errno) -> Result
  ) throws(Errno) -> Result {
    guard !contains(0) else { throw Errno(ENOENT, in: call) }
    return try withCString(body)
  }
}
