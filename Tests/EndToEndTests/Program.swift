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
    let running = try start(arguments, input: input)
    return running.wait()
  }

  /// Starts and leaves running; the caller stops it.
  func start(_ arguments: [String], input: Data? = nil) throws -> Running {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    // Nothing of the machine's own: no bus, no home, no configuration.
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("psoas-home-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    var variables = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": home.path,
      "XDG_CONFIG_HOME": home.appendingPathComponent("config").path,
      "XDG_STATE_HOME": home.appendingPathComponent("state").path,
      "PSOAS_DATA_DIR": Self.root.appendingPathComponent("data").path,
    ]
    variables.merge(environment) { $1 }
    process.environment = variables
    return try Running(process, home: home, input: input)
  }
}

/// A program that runs; its output is collected in the background, so that no pipe fills up.
final class Running {
  let process: Process
  private let home: URL
  private let output = Pipe()
  private let errors = Pipe()
  private let collected = Collected()

  /// What has come so far, kept by the one queue that reads both pipes.
  private final class Collected: @unchecked Sendable {
    let queue = DispatchQueue(label: "collected")
    var output = Data()
    var errors = Data()
  }

  init(_ process: Process, home: URL, input: Data?) throws {
    self.process = process
    self.home = home
    process.standardOutput = output
    process.standardError = errors
    let collected = collected
    output.fileHandleForReading.readabilityHandler = { handle in
      let data = handle.availableData
      collected.queue.sync { collected.output += data }
    }
    errors.fileHandleForReading.readabilityHandler = { handle in
      let data = handle.availableData
      collected.queue.sync { collected.errors += data }
    }
    if let input {
      let pipe = Pipe()
      process.standardInput = pipe
      try process.run()
      DispatchQueue.global().async {
        try? pipe.fileHandleForWriting.write(contentsOf: input)
        try? pipe.fileHandleForWriting.close()
      }
    } else {
      process.standardInput = FileHandle.nullDevice
      try process.run()
    }
  }

  var outputSoFar: String { collected.queue.sync { String(decoding: collected.output, as: UTF8.self) } }
  var errorsSoFar: String { collected.queue.sync { String(decoding: collected.errors, as: UTF8.self) } }

  /// Waits until the output holds `text`; false when the program ended or a minute passed without it.
  func prints(_ text: String) -> Bool {
    for _ in 0..<1200 {
      if outputSoFar.contains(text) { return true }
      if !process.isRunning { break }
      usleep(50_000)
    }
    return outputSoFar.contains(text)
  }

  func wait() -> Program.Result {
    process.waitUntilExit()
    output.fileHandleForReading.readabilityHandler = nil
    errors.fileHandleForReading.readabilityHandler = nil
    let rest = (try? output.fileHandleForReading.readToEnd()) ?? nil
    let restErrors = (try? errors.fileHandleForReading.readToEnd()) ?? nil
    collected.queue.sync {
      collected.output += rest ?? Data()
      collected.errors += restErrors ?? Data()
    }
    try? FileManager.default.removeItem(at: home)
    return Program.Result(status: process.terminationStatus, output: outputSoFar, errors: errorsSoFar)
  }

  /// SIGTERM, as systemd sends it.
  func stop() -> Program.Result {
    process.terminate()
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
