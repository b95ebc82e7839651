import CLinux

/// Other programs.
public enum ChildProcess {
  /// Runs a program to its end, with the environment and the standard streams of this process.
  /// - Parameters:
  ///   - program: a path, or a name to find in PATH.
  /// - Returns: the exit status, or 128 and the number of the signal that ended it.
  /// - Throws: if it cannot be started.
  public static func run(_ program: Text, _ arguments: [Text]) throws(Errno) -> Int32 {
    var words: [UnsafeMutablePointer<CChar>?] = []
    defer { for word in words { free(word) } }
    for word in [program] + arguments { words.append(word.withCString { strdup($0) }) }
    words.append(nil)
    var process = pid_t()
    let code = program.withCString { psoas_spawn(&process, $0, words) }
    guard code == 0 else { throw Errno(code, in: "posix_spawn") }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard psoas_errno() == EINTR else { throw Errno.last("waitpid") }
    }
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }
}
