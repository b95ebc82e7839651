import Glibc
import PsoasSystem

/// A file, or standard output, that is written in large pieces.
struct Output: ~Copyable {
  private let descriptor: FileDescriptor
  private let name: String
  private let isStandard: Bool
  private let isTerminal: Bool
  private var buffer = Text()

  /// - Parameter path: `-` is standard output. An existing file is replaced; a new one is readable by its owner only.
  init(_ path: String) throws(Failure) {
    isStandard = path == "-"
    name = isStandard ? "standard output" : path
    do throws(Errno) {
      descriptor =
        isStandard
        ? try BorrowedDescriptor.standardOutput.duplicate()
        : try FileDescriptor.open(Text(path.utf8), for: .write, [.create, .truncate], mode: 0o600)
    } catch {
      throw .output("\(path): \(error.reason)")
    }
    isTerminal = isatty(descriptor.number) == 1
    buffer.reserveCapacity(1 << 16)
  }

  mutating func write(_ fill: (inout Text) -> Void) throws(Failure) {
    fill(&buffer)
    if buffer.count > 60_000 { try flush() }
  }

  mutating func flush() throws(Failure) {
    // A file gets the data as it is; on a terminal it must not contain escape codes.
    if isTerminal { buffer = "\(escapedLines: buffer)" }
    do throws(Errno) { try StandardStreams.write(buffer, to: BorrowedDescriptor(descriptor.number)) } catch {
      if isStandard { StandardOutput.fail(error) }
      // The reader has closed the pipe, which is not an error.
      if error.number == EPIPE { exit(0) }
      throw .output("\(name): \(error.reason)")
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
