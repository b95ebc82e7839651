import Foundation

/// A program that a test starts. It is killed at the latest when the object is released.
///
/// Its output goes to files, so that no pipe fills up and any thread can read it. The program is started with
/// posix_spawn(3) because the event sources of Foundation's Process fail in parallel tests.
public final class Child {
  public struct Result {
    /// The exit status, or 128 plus the signal number, as in a shell.
    public let status: Int32
    public let output: String
    public let errors: String
    public var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  public enum Input {
    case nothing
    case bytes([UInt8])
    /// The text that the test sends with `send(_:)`.
    case pipe
  }

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// The environment of the test process.
  public static var inheritedEnvironment: [String: String] { ProcessInfo.processInfo.environment }

  public let processIdentifier: pid_t
  private let scratch: Scratch
  private let input: FileHandle?
  private var status: Int32?

  /// - Parameters:
  ///   - program: a path, or a name that is searched in PATH.
  ///   - environment: the complete environment of the program.
  ///   - scratch: the folder for the output; it has to exist as long as the program runs.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = Child.inheritedEnvironment,
    input: Input = .nothing, in scratch: Scratch? = nil
  ) throws {
    self.scratch = try scratch ?? Scratch()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var readingEnd: FileHandle?
    switch input {
    case .nothing:
      self.input = nil
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    case .bytes(let bytes):
      self.input = nil
      posix_spawn_file_actions_addopen(&actions, 0, try self.scratch.write("stdin", bytes), O_RDONLY, 0)
    case .pipe:
      let pipe = Pipe()
      self.input = pipe.fileHandleForWriting
      readingEnd = pipe.fileHandleForReading
      for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
        _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
      }
      posix_spawn_file_actions_adddup2(&actions, pipe.fileHandleForReading.fileDescriptor, 0)
    }
    for (descriptor, name) in [(Int32(1), "stdout"), (2, "stderr")] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, self.scratch.path(name), O_WRONLY | O_CREAT | O_APPEND, 0o600)
    }
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    // Signals are blocked in the test threads, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var child = pid_t()
    let result = posix_spawnp(&child, program, &actions, &attributes, &words, &variables)
    withExtendedLifetime(readingEnd) {}
    processIdentifier = child
    if result != 0 {
      status = 127
      throw Failure(description: "\(program): \(String(cString: strerror(result)))")
    }
  }

  deinit { kill() }

  /// The path of a program that was built with the tests.
  public static func built(_ name: String) -> String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent(name).path
  }

  /// Runs a program and waits for its end.
  @discardableResult
  public static func run(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = Child.inheritedEnvironment
  ) throws -> Result {
    try Child(program, arguments, environment: environment).wait()
  }

  /// Whether a program of this name is in PATH.
  public static func isInstalled(_ program: String) -> Bool {
    (inheritedEnvironment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  // MARK: Running

  public var outputSoFar: String { (try? scratch.read("stdout")) ?? "" }
  public var errorsSoFar: String { (try? scratch.read("stderr")) ?? "" }

  /// The output lines that end in a line feed.
  public var wholeLines: [Substring] {
    outputSoFar.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  }

  public var isRunning: Bool {
    if status != nil { return false }
    var raw: Int32 = 0
    guard waitpid(processIdentifier, &raw, WNOHANG) == processIdentifier else { return true }
    status = Self.exitStatus(raw)
    return false
  }

  /// Waits until the output contains `text`; false if the program ends or a minute passes before.
  public func prints(_ text: String) -> Bool { waits { $0.outputSoFar.contains(text) } }

  /// The first line; nil if the program ends or a minute passes before.
  public func firstLine() -> String? {
    waits { !$0.wholeLines.isEmpty } ? wholeLines.first.map(String.init) : nil
  }

  private func waits(until condition: (Child) -> Bool) -> Bool {
    for _ in 0..<3000 {
      if condition(self) { return true }
      if !isRunning { break }
      usleep(20_000)
    }
    return condition(self)
  }

  /// Writes to the program's standard input, which has to be a pipe.
  public func send(_ text: String) throws { try input?.write(contentsOf: Data(text.utf8)) }

  public func signal(_ signal: Int32) {
    if isRunning { _ = Foundation.kill(processIdentifier, signal) }
  }

  // MARK: Ending

  public func wait() -> Result {
    if status == nil {
      var raw: Int32 = 0
      while waitpid(processIdentifier, &raw, 0) < 0, errno == EINTR {}
      status = Self.exitStatus(raw)
    }
    return result
  }

  private var result: Result { Result(status: status ?? -1, output: outputSoFar, errors: errorsSoFar) }

  /// Waits without blocking the thread, so that other tests can run on it.
  public func wait() async throws -> Result {
    while isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return result
  }

  /// Sends a signal, by default SIGTERM as systemd does, and waits for the end.
  public func stop(_ signal: Int32 = SIGTERM) -> Result {
    self.signal(signal)
    return wait()
  }

  /// Ends the program with SIGKILL.
  public func kill() {
    if isRunning { _ = stop(SIGKILL) }
  }

  private static func exitStatus(_ raw: Int32) -> Int32 {
    let signal = raw & 0x7F
    return signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
  }
}
