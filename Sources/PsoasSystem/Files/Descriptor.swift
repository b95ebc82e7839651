import CLinux

/// An open file, socket or device.
public protocol Descriptor: ~Copyable {
  var number: Int32 { get }
}

/// A descriptor with another owner: a standard stream, or one that a C library owns.
public struct BorrowedDescriptor: Descriptor, Equatable, Sendable {
  public let number: Int32

  public init(_ number: Int32) { self.number = number }

  public static let standardInput = BorrowedDescriptor(STDIN_FILENO)
  public static let standardOutput = BorrowedDescriptor(STDOUT_FILENO)
  public static let standardError = BorrowedDescriptor(STDERR_FILENO)
}

extension BorrowedDescriptor {
  /// Occupies the closed ones of descriptors 0 to 2, so that no file is opened in their place and then written as
  /// standard output or error. Reading and writing them still fails. Call it before anything is opened.
  public static func reserveStandardStreams() {
    var status = stat()
    for number in STDIN_FILENO...STDERR_FILENO where fstat(number, &status) != 0 {
      // The lowest free number, which is this one (open(2)); not closed again.
      _ = psoas_open("/dev/null", number == STDOUT_FILENO ? O_RDONLY : O_WRONLY, 0)
    }
  }
}

/// A descriptor that is closed with its owner.
@frozen
public struct FileDescriptor: Descriptor, ~Copyable {
  public let number: Int32

  /// Takes ownership of an open descriptor.
  public init(owning number: Int32) { self.number = number }

  deinit { _ = CLinux.close(number) }

  /// Passes ownership to a caller that closes it, such as a C library.
  public consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }

  /// Closes now, to get the errors that only close(2) reports, as on NFS.
  public consuming func close() throws(Errno) {
    guard CLinux.close(release()) == 0 else { throw .last("close") }
  }
}

extension Descriptor where Self: ~Copyable {
  /// Another descriptor of the same open file, closed on exec.
  public func duplicate() throws(Errno) -> FileDescriptor {
    let copy = psoas_duplicate(number)
    guard copy >= 0 else { throw .last("fcntl") }
    return FileDescriptor(owning: copy)
  }

  /// Reads once.
  /// - Returns: the number of bytes; 0 at the end.
  public func read(into room: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    while true {
      let count = CLinux.read(number, room.baseAddress, room.count)
      if count >= 0 { return count }
      guard psoas_errno() == EINTR else { throw .last("read") }
    }
  }

  /// Writes all bytes.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    if let failure = write(asFarAsPossible: bytes).failure { throw failure }
  }

  public func write(_ text: Text) throws(Errno) {
    if let failure = text.withUnsafeBytes({ write(asFarAsPossible: $0).failure }) { throw failure }
  }

  /// Writes all bytes, or until an error: the only loop over write(2).
  public func write(asFarAsPossible bytes: UnsafeRawBufferPointer) -> (written: Int, failure: Errno?) {
    var written = 0
    while written < bytes.count {
      let count = CLinux.write(number, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      if count > 0 {
        written += count
      } else if count == 0 {
        return (written, Errno(EIO, in: "write"))
      } else if psoas_errno() != EINTR {
        return (written, .last("write"))
      }
    }
    return (written, nil)
  }

  public func status() throws(Errno) -> stat {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .last("fstat") }
    return status
  }

  /// Truncates or extends the file to a length in bytes.
  public func truncate(to length: Int) throws(Errno) {
    guard ftruncate(number, length) == 0 else { throw .last("ftruncate") }
  }

  /// Waits until the data is on disk.
  public func synchronize() throws(Errno) {
    guard fsync(number) == 0 else { throw .last("fsync") }
  }
}
