import CLinux
import PsoasMonitor

/// Messages for whoever started the daemon; under systemd they reach the journal.
enum StandardError {
  /// Prints one line on standard error, with the program's name before it.
  static func print(_ text: Bytes) {
    var line = Bytes()
    line.append("psoasd: ")
    line.append(text)
    line.append("\n")
    _ = Descriptor.write(line, to: STDERR_FILENO)
  }

  static func print(_ text: StaticString) {
    var bytes = Bytes()
    bytes.append(text)
    print(bytes)
  }
}

/// write(2), to the last byte.
enum Descriptor {
  /// False where the bytes could not all be written; errno says why.
  static func write(_ bytes: Bytes, to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        CLinux.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count < 0 {
        if psoas_errno() == EINTR { continue }
        return false
      }
      written += count
    }
    return true
  }
}
