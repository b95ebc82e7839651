import Foundation
import PsoasSystem

/// A file, or standard output, that is written in large pieces.
struct Output: ~Copyable {
  private let descriptor: FileDescriptor
  private let name: String
  private var buffer = Text()

  /// - Parameter path: `-` is standard output. A file that is there is replaced.
  init(_ path: String) throws(Failure) {
    let isStandard = path == "-"
    name = isStandard ? "standard output" : path
    do throws(Errno) {
      descriptor =
        isStandard
        ? try BorrowedDescriptor.standardOutput.duplicate()
        : try FileDescriptor.open(Text(path.utf8), for: .write, [.create, .truncate], mode: 0o644)
    } catch {
      throw .output("\(path): \(error.reason.text)")
    }
    buffer.reserveCapacity(1 << 16)
  }

  mutating func write(_ fill: (inout Text) -> Void) throws(Failure) {
    fill(&buffer)
    if buffer.count > 60_000 { try flush() }
  }

  mutating func flush() throws(Failure) {
    do throws(Errno) { try descriptor.write(buffer) } catch {
      // The reader has closed the pipe (`psoasctl replay … | head`). This is not an error.
      if error.number == EPIPE { exit(0) }
      throw .output("\(name): \(error.reason.text)")
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
