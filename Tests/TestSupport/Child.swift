import Foundation

/// A program that a test starts, and ends at the latest when the test lets go of it.
///
/// Its output goes to files, so that no pipe fills up and any thread may look. posix_spawn(3) starts it and not
/// Foundation's Process, whose event sources fail where tests run side by side.
public final class Child {
  public struct Result {
    /// As a shell reports it: the exit status, or 128 and the signal.
    public let status: Int32
    public let output: String
    public let errors: String
    public var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  public enum Input {
    case nothing
    case bytes([UInt8])
    /// What the test sends by `send(_:)`.
    case pipe
  }

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// The environment of the tests themselves.
  public static var inheritedEnvironment: [String: String] { ProcessInfo.processInfo.environment }

  public let processIdentifier: pid_t
  private let scratch: Scratch
  private let input: FileHandle?
  private var status: Int32?

  /// - Parameters:
  ///   - program: a path, or a name to look for in PATH.
  ///   - environment: all of its environment.
  ///   - scratch: a folder that has to last as long as the program, for its output.
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
    // The threads that tests run on have signals blocked, and a child would inherit that.
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

  /// Runs a program to its end.
  @discardableResult
  public static func run(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = Child.inheritedEnvironment
  ) throws -> Result {
    try Child(program, arguments, environment: environment).wait()
  }

  /// Whether a program of this name can be run.
  public static func isInstalled(_ program: String) -> Bool {
    (inheritedEnvironment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  // MARK: While it runs

  public var outputSoFar: String { (try? scratch.read("stdout")) ?? "" }
  public var errorsSoFar: String { (try? scratch.read("stderr")) ?? "" }

  /// The lines that it has printed as far as their line feed.
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

  /// Waits until the output holds `text`; false when the program ended or a minute passed without it.
  public func prints(_ text: String) -> Bool { waits { $0.outputSoFar.contains(text) } }

  /// Its first line; nil when the program ended or a minute passed without one.
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

  /// Writes to its input, which has to be a pipe.
  public func send(_ text: String) throws { try input?.write(contentsOf: Data(text.utf8)) }

  public func signal(_ signal: Int32) {
    if isRunning { _ = Foundation.kill(processIdentifier, signal) }
  }

  // MARK: Its end

  public func wait() -> Result {
    if status == nil {
      var raw: Int32 = 0
      while waitpid(processIdentifier, &raw, 0) < 0, errno == EINTR {}
      status = Self.exitStatus(raw)
    }
    return result
  }

  private var result: Result { Result(status: status ?? -1, output: outputSoFar, errors: errorsSoFar) }

  /// The same for a test that only waits: others run on its thread meanwhile.
  public func wait() async throws -> Result {
    while isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return result
  }

  /// Sends SIGTERM, as systemd does, or another signal, and waits.
  public func stop(_ signal: Int32 = SIGTERM) -> Result {
    self.signal(signal)
    return wait()
  }

  /// Ends it where it stands.
  public func kill() {
    if isRunning { _ = stop(SIGKILL) }
  }

  private static func exitStatus(_ raw: Int32) -> Int32 {
    let signal = raw & 0x7F
    return signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
  }
}
