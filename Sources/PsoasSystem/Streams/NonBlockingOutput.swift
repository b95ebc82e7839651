import CLinux

/// Writes to a descriptor of somebody else without blocking, and without changing it.
///
/// O_NONBLOCK on the descriptor itself is not an option: the flag belongs to the open file description (fcntl(2)), which
/// a terminal shares with the shell and all programs on it, and it would stay set after the end. dup(2) does not help,
/// because it shares the description as well. Instead:
/// - a pipe or a terminal is opened again through /proc/self/fd, which makes a description of its own (proc(5));
/// - a socket, such as the journal's, is sent to with MSG_DONTWAIT;
/// - a regular file, or a device that cannot be polled, does not block;
/// - a pipe or a terminal that cannot be opened again (it belongs to another user, or there is no /proc) is written only
///   when poll(2) reports it as writable, and in pieces that it then takes: PIPE_BUF bytes for a pipe (pipe(7)). Only
///   another writer that fills it between the two calls can still block this process.
struct NonBlockingOutput: ~Copyable {
  private enum Kind {
    case plain, socket
    /// - Parameter limit: the largest number of bytes of one write.
    case polled(limit: Int)
  }

  private let descriptor: BorrowedDescriptor
  private let own: Int32?
  private let kind: Kind

  init(_ descriptor: BorrowedDescriptor) {
    let type = (try? descriptor.status()).map { $0.st_mode & mode_t(S_IFMT) }
    let isTerminal = isatty(descriptor.number) != 0
    var own: Int32?
    if type == mode_t(S_IFSOCK) {
      kind = .socket
    } else if type == mode_t(S_IFIFO) || isTerminal {
      own = NonBlockingOutput.reopen(descriptor)
      // A terminal is reported as writable while it has room for one byte or more; a short piece is likely to fit.
      kind = own == nil ? .polled(limit: isTerminal ? 64 : Int(PIPE_BUF)) : .plain
    } else {
      kind = .plain
    }
    self.own = own
    self.descriptor = own.map { BorrowedDescriptor($0) } ?? descriptor
  }

  deinit { if let own { close(own) } }

  private static func reopen(_ descriptor: BorrowedDescriptor) -> Int32? {
    // O_NOCTTY: a terminal must not become the controlling terminal of a service.
    try? FileDescriptor.open(
      "/proc/self/fd/\(descriptor.number)", for: .write, [.nonBlocking, OpenOptions(rawValue: O_NOCTTY)]
    ).release()
  }

  /// nil if it never blocks.
  var pollable: Int32? {
    if case .plain = kind, own == nil { return nil }
    return descriptor.number
  }

  /// Writes once.
  /// - Returns: as write(2): the number of bytes, or -1 and errno, which is EAGAIN if nothing fits now.
  func write(_ bytes: UnsafeRawBufferPointer) -> Int {
    switch kind {
    case .plain: return CLinux.write(descriptor.number, bytes.baseAddress, bytes.count)
    case .socket:
      return send(descriptor.number, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    case .polled(let limit):
      guard waits(milliseconds: 0) else {
        psoas_set_errno(EAGAIN)
        return -1
      }
      return CLinux.write(descriptor.number, bytes.baseAddress, min(bytes.count, limit))
    }
  }

  /// Waits until something can be written, or an error be reported; false after the time.
  func waits(milliseconds: Int32) -> Bool {
    var waiting = pollfd(fd: descriptor.number, events: Int16(POLLOUT), revents: 0)
    return poll(&waiting, 1, milliseconds) > 0
  }
}
