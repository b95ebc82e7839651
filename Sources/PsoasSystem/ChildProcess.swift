import CLinux

/// Other programs.
public enum ChildProcess {
  /// How a program ended.
  public enum End: Equatable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)

    /// - Parameter status: of waitpid(2).
    init(_ status: Int32) {
      let signal = status & 0x7F
      self = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
    }

    /// As a shell gives it: the exit status, or 128 and the number of the signal.
    var status: Int32 {
      switch self {
      case .exited(let status): status
      case .killed(let signal): 128 + signal
      }
    }
  }

  /// Runs a program to its end, with the environment and the standard streams of this process.
  /// - Parameters:
  ///   - program: a path, or a name to find in PATH.
  /// - Returns: the exit status, or 128 and the number of the signal that ended it.
  /// - Throws: if it cannot be started.
  public static func run(_ program: Text, _ arguments: [Text]) throws(Errno) -> Int32 {
    wait(for: try start(program, [program] + arguments)).status
  }

  /// Runs a program without input and output, and kills it if it has not ended after `seconds`.
  /// - Returns: as `run`; nil if it was killed.
  /// - Throws: if it cannot be started.
  public static func runSilently(_ program: Text, _ arguments: [Text], seconds: Double) throws(Errno) -> Int32? {
    let null = try FileDescriptor.open("/dev/null", for: .readWrite)
    let process = try start(
      program, [program] + arguments, input: null.number, output: null.number, errors: null.number)
    let end = SystemClock.monotonic + Int64(seconds * 1e6)
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { return End(status).status }
      guard ended == 0 || psoas_errno() == EINTR else { throw Errno.last("waitpid") }
      if SystemClock.monotonic >= end { break }
      poll(nil, 0, 10)
    }
    kill(process, SIGKILL)
    _ = wait(for: process)
    return nil
  }

  /// Waits for the end of a program that `start` has started.
  static func wait(for process: pid_t) -> End {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, psoas_errno() == EINTR {}
    return End(status)
  }

  /// Starts a program with the environment of this process.
  /// - Parameters:
  ///   - words: its name and its arguments.
  ///   - input, output, errors: its standard streams; -1 for that of this process.
  static func start(
    _ program: Text, _ words: [Text], input: Int32 = -1, output: Int32 = -1, errors: Int32 = -1
  ) throws(Errno) -> pid_t {
    var copies: [UnsafeMutablePointer<CChar>?] = []
    defer { for copy in copies { free(copy) } }
    for word in words { copies.append(word.withCString { strdup($0) }) }
    copies.append(nil)
    var process = pid_t()
    let code = program.withCString { psoas_spawn(&process, $0, copies, [input, output, errors]) }
    guard code == 0 else { throw Errno(code, in: "posix_spawn") }
    return process
  }
}
