import Foundation
import PsoasMonitor

/// A file, or standard output, that is written in large pieces.
struct Output: ~Copyable {
  private let descriptor: Int32
  private let name: String
  private let isOwned: Bool
  private var buffer = Bytes()

  /// - Parameter path: `-` is standard output. A file that is there is replaced.
  init(_ path: String) throws(Failure) {
    name = path == "-" ? "standard output" : path
    isOwned = path != "-"
    if isOwned {
      descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw .output("\(path): \(String(cString: strerror(errno)))") }
    } else {
      descriptor = STDOUT_FILENO
    }
    buffer.reserveCapacity(1 << 16)
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  mutating func write(_ fill: (inout Bytes) -> Void) throws(Failure) {
    fill(&buffer)
    if buffer.count > 60_000 { try flush() }
  }

  mutating func flush() throws(Failure) {
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        Foundation.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        // Whoever reads has seen enough (`psoasctl replay … | head`): no failure of ours.
        if errno == EPIPE { exit(0) }
        throw .output("\(name): \(String(cString: strerror(errno)))")
      }
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
