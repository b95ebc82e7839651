import Foundation
import Testing

/// The built programs, run as their users run them.
struct Program {
  let path: String
  var environment: [String: String] = [:]

  struct Result {
    let status: Int32
    let output: String
    let errors: String
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let psoasctl = Program(path: built("psoasctl"))
  static let psoasd = Program(path: built("psoasd"))

  /// The release build of the daemon, where the toolchain has Embedded Swift for this machine.
  static let embeddedDaemon: Program? = ProcessInfo.processInfo.environment["PSOAS_EMBEDDED_DAEMON"].flatMap {
    $0.isEmpty ? nil : Program(path: $0)
  }

  /// Every build of the daemon: what one prints the other has to print.
  static let daemons = [psoasd] + (embeddedDaemon.map { [$0] } ?? [])

  private static func built(_ name: String) -> String {
    // The test bundle stands beside the programs that were built with it.
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(name)
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside.path }
    return root.appendingPathComponent(".build/debug/\(name)").path
  }

  func with(_ variables: [String: String]) -> Program {
    var copy = self
    copy.environment.merge(variables) { $1 }
    return copy
  }

  /// Runs to the end.
  func run(_ arguments: [String], input: Data? = nil) throws -> Result {
    try start(arguments, input: input).wait()
  }

  /// Starts and leaves running; the caller stops it.
  func start(_ arguments: [String], input: Data? = nil) throws -> Running {
    // Nothing of the machine's own: no bus, no home, no configuration.
    let home = try Scratch()
    var variables = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": home.url.path,
      "XDG_CONFIG_HOME": home.path("config"), "XDG_STATE_HOME": home.path("state"),
      "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere",
      "PSOAS_DATA_DIR": Self.root.appendingPathComponent("data").path,
    ]
    variables.merge(environment) { $1 }
    try (input ?? Data()).write(to: URL(fileURLWithPath: home.path("stdin")))
    return try Running([path] + arguments, variables, home)
  }
}

/// A program that runs. Its output goes to files, so that no pipe fills up and any thread may look.
final class Running {
  private let child: pid_t
  private let home: Scratch
  private var status: Int32?

  /// posix_spawn(3) and not Foundation's Process, whose event sources do not bear tests that run side by side.
  init(_ words: [String], _ environment: [String: String], _ home: Scratch) throws {
    self.home = home
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, home.path("stdin"), O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, home.path("stdout"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, home.path("stderr"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var arguments = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    // The threads that tests run on have signals blocked, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var child = pid_t()
    let result = posix_spawn(&child, words[0], &actions, &attributes, &arguments, &variables)
    try #require(result == 0, "\(words[0]): \(String(cString: strerror(result)))")
    self.child = child
  }

  deinit {
    if status == nil {
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
    }
  }

  var processIdentifier: pid_t { child }
  var outputSoFar: String { (try? home.read("stdout")) ?? "" }
  var errorsSoFar: String { (try? home.read("stderr")) ?? "" }

  /// Waits until the output holds `text`; false when the program ended or a minute passed without it.
  func prints(_ text: String) -> Bool {
    for _ in 0..<1200 {
      if outputSoFar.contains(text) { return true }
      if hasEnded { break }
      usleep(50_000)
    }
    return outputSoFar.contains(text)
  }

  private var hasEnded: Bool {
    if status != nil { return true }
    var raw: Int32 = 0
    guard waitpid(child, &raw, WNOHANG) == child else { return false }
    status = Self.exitStatus(raw)
    return true
  }

  func wait() -> Program.Result {
    if status == nil {
      var raw: Int32 = 0
      while waitpid(child, &raw, 0) < 0, errno == EINTR {}
      status = Self.exitStatus(raw)
    }
    return Program.Result(status: status ?? -1, output: outputSoFar, errors: errorsSoFar)
  }

  /// As a shell gives it: the exit status, or 128 and the signal.
  private static func exitStatus(_ raw: Int32) -> Int32 {
    let signal = raw & 0x7F
    return signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
  }

  /// SIGTERM, as systemd sends it.
  func stop(_ signal: Int32 = SIGTERM) -> Program.Result {
    kill(child, signal)
    return wait()
  }
}

/// A folder of the test's own, gone with it.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("psoas-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func file(_ name: String, _ content: String) throws -> String {
    try content.write(toFile: path(name), atomically: true, encoding: .utf8)
    return path(name)
  }

  func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}
