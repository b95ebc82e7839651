import CLinux

/// Other programs.
public enum ChildProcess {
  /// Runs a program to its end, with the environment and the standard streams of this process.
  /// - Parameters:
  ///   - program: a path, or a name to find in PATH.
  /// - Returns: the exit status, or 128 and the number of the signal that ended it.
  /// - Throws: if it cannot be started.
  public static func run(_ program: Text, _ arguments: [Text]) throws(Errno) -> Int32 {
    let process = try start(program, arguments, isSilent: false)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard psoas_errno() == EINTR else { throw Errno.last("waitpid") }
    }
    return exitStatus(status)
  }

  /// Runs a program without input and output, and kills it if it has not ended after `seconds`.
  /// - Returns: as `run`; nil if it was killed.
  /// - Throws: if it cannot be started.
  public static func runSilently(_ program: Text, _ arguments: [Text], seconds: Double) throws(Errno) -> Int32? {
    let process = try start(program, arguments, isSilent: true)
    let end = SystemClock.monotonic + Int64(seconds * 1e6)
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { return exitStatus(status) }
      guard ended == 0 || psoas_errno() == EINTR else { throw Errno.last("waitpid") }
      if SystemClock.monotonic >= end { break }
      poll(nil, 0, 10)
    }
    kill(process, SIGKILL)
    while waitpid(process, &status, 0) < 0, psoas_errno() == EINTR {}
    return nil
  }

  private static func start(_ program: Text, _ arguments: [Text], isSilent: Bool) throws(Errno) -> pid_t {
    var words: [UnsafeMutablePointer<CChar>?] = []
    defer { for word in words { free(word) } }
    for word in [program] + arguments { words.append(word.withCString { strdup($0) }) }
    words.append(nil)
    var process = pid_t()
    let code = program.withCString { psoas_spawn(&process, $0, words, isSilent ? 1 : 0) }
    guard code == 0 else { throw Errno(code, in: "posix_spawn") }
    return process
  }

  private static func exitStatus(_ status: Int32) -> Int32 {
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }
}
