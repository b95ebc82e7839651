import CLinux
import PsoasMonitor

/// The few calls on files that settings need. Paths are bytes, because that is what they are to the kernel.
enum FileSystem {
  /// Settings are written by hand: what is larger than this is something else.
  static let largest = 1 << 20

  /// The whole file.
  /// - Throws: the errno, EFBIG past a megabyte.
  static func read(_ path: Bytes) throws(Errno) -> Bytes {
    let descriptor = path.withCString { psoas_open($0, O_RDONLY | O_CLOEXEC, 0) }
    guard descriptor >= 0 else { throw Errno.last }
    defer { close(descriptor) }
    var content = Bytes()
    var chunk = Bytes(repeating: 0, count: 8192)
    while true {
      let size = chunk.count
      let got = chunk.withUnsafeMutableBytes { CLinux.read(descriptor, $0.baseAddress, size) }
      if got < 0 {
        if psoas_errno() == EINTR { continue }
        throw Errno.last
      }
      if got == 0 { return content }
      content.append(contentsOf: chunk[..<got])
      guard content.count <= largest else { throw Errno(code: EFBIG) }
    }
  }

  /// Names in `folder` that end with `suffix`, hidden ones left out, in byte order; none where there is no folder.
  static func names(in folder: Bytes, endingWith suffix: StaticString) -> [Bytes] {
    (try? list(folder, endingWith: suffix)) ?? []
  }

  /// The same.
  /// - Throws: the errno, where there is a folder that cannot be read.
  static func list(_ folder: Bytes, endingWith suffix: StaticString) throws(Errno) -> [Bytes] {
    guard let listing = folder.withCString({ opendir($0) }) else {
      let reason = Errno.last
      guard reason.code == ENOENT || reason.code == ENOTDIR else { throw reason }
      return []
    }
    defer { closedir(listing) }
    var names: [Bytes] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        Bytes(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
      }
      if name.first != UInt8(ascii: "."), name.ends(with: suffix) { names.append(name) }
    }
    names.sort { $0.precedes($1) }
    return names
  }

  static func exists(_ path: Bytes) -> Bool { path.withCString { access($0, F_OK) } == 0 }

  /// Puts `content` where `path` is, whole or not at all: written beside it, flushed, then renamed over it.
  static func replace(_ path: Bytes, with content: Bytes) throws(Errno) {
    var draft = path
    draft.append(".new")
    let descriptor = draft.withCString { psoas_open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) }
    guard descriptor >= 0 else { throw Errno.last }
    var failure: Errno?
    var written = 0
    while written < content.count, failure == nil {
      let start = written
      let got = content.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start) }
      if got > 0 {
        written += got
      } else if psoas_errno() != EINTR {
        failure = .last
      }
    }
    if failure == nil, fsync(descriptor) != 0 { failure = .last }
    if close(descriptor) != 0, failure == nil { failure = .last }
    let renamed = failure == nil && draft.withCString { from in path.withCString { rename(from, $0) } } == 0
    if renamed { return }
    let reason = failure ?? .last
    _ = draft.withCString { unlink($0) }
    throw reason
  }

  /// Makes `folder` and what is missing above it, for its owner alone (XDG Base Directory Specification).
  static func makeFolder(_ folder: Bytes) throws(Errno) {
    if exists(folder) { return }
    if let slash = folder.lastIndex(of: UInt8(ascii: "/")), slash > 0 { try makeFolder(Bytes(folder[..<slash])) }
    guard folder.withCString({ mkdir($0, 0o700) }) == 0 || psoas_errno() == EEXIST else { throw Errno.last }
  }

  /// A variable of the environment; nil where it is not set or empty.
  static func environment(_ name: StaticString) -> Bytes? {
    let value = Bytes(cString: getenv(Bytes(name).map { CChar(bitPattern: $0) } + [0]))
    return value.isEmpty ? nil : value
  }

  /// Where this program's file lies.
  static var executable: Bytes? {
    var buffer = Bytes(repeating: 0, count: Int(PATH_MAX))
    let size = buffer.count
    let got = buffer.withUnsafeMutableBytes { room in
      guard let start = room.baseAddress else { return -1 }
      return readlink("/proc/self/exe", start.assumingMemoryBound(to: CChar.self), size)
    }
    return got > 0 ? Bytes(buffer[..<got]) : nil
  }
}

/// A failed call's reason.
struct Errno: Error, Equatable {
  var code: Int32
  static var last: Errno { Errno(code: psoas_errno()) }
}

extension [UInt8] {
  /// Lends these bytes as a C string.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    var closed = self
    // Not append(0), which on text means the digit.
    closed.append(UInt8(0))
    return closed.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { text in
        guard let start = text.baseAddress else { return body("") }
        return body(start)
      }
    }
  }

  /// This path with `name` inside it.
  func inside(_ name: StaticString) -> [UInt8] { inside(Bytes(name)) }

  func inside(_ name: [UInt8]) -> [UInt8] {
    var path = self
    if path.last != UInt8(ascii: "/") { path.append("/") }
    path.append(name)
    return path
  }
}
