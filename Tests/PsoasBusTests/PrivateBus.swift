import Foundation
import PsoasCore
import Testing

@testable import PsoasBus
@testable import PsoasMonitor

/// The repository's root.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// A message bus of the test's own, ended with it.
final class PrivateBus {
  let address: String
  private let daemon: Child
  private var configuration: URL?

  /// - Parameters:
  ///   - configuration: a dbus-daemon's configuration; that of a session bus where there is none.
  ///   - environment: of the services that the bus starts.
  init(configuration: String? = nil, environment: [String: String] = [:]) throws {
    var kind = "--session"
    if let configuration {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("psoas-bus-\(UUID().uuidString).conf")
      try configuration.write(to: file, atomically: true, encoding: .utf8)
      self.configuration = file
      kind = "--config-file=" + file.path
    }
    daemon = try Child(
      "dbus-daemon", [kind, "--nofork", "--nopidfile", "--nosyslog", "--print-address=1"], environment: environment)
    address = try #require(daemon.firstLine(), "dbus-daemon gave no address: is the package dbus installed?")
  }

  deinit {
    daemon.end()
    if let configuration { try? FileManager.default.removeItem(at: configuration) }
  }

  /// As psoasd and psoasctl connect to it.
  var kind: BusKind { .address(Array(address.utf8)) }

  /// A program that talks on this bus.
  func child(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Child {
    let own = ["DBUS_SESSION_BUS_ADDRESS": address, "LC_ALL": "C.UTF-8"]
    return try Child(program, arguments, environment: own.merging(environment) { $1 })
  }

  func busctl(_ arguments: String...) throws -> Child {
    try child("busctl", ["--address=" + address, "--no-pager"] + arguments)
  }
}

/// A program started by a test, and ended by it: by its own process and nobody else's.
final class Child {
  let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  init(_ program: String, _ arguments: [String], environment: [String: String] = [:], input: Pipe? = nil) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = input ?? FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  /// The first line it prints, without the line feed; nil where it ends before.
  func firstLine() -> String? {
    var line = Data()
    while true {
      let byte = output.fileHandleForReading.readData(ofLength: 1)
      if byte.isEmpty { return nil }
      if byte == Data([0x0A]) { return String(decoding: line, as: UTF8.self) }
      line += byte
    }
  }

  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Lets `loop` turn until the program has ended; what it printed has to fit into a pipe.
  func finish(turning loop: EventLoop) throws -> Result {
    try turn(loop) { !process.isRunning }
    return result()
  }

  func result() -> Result {
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      output: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
      errors: String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
  }

  /// By SIGKILL: the threads that tests run on block SIGTERM, and what they start inherits that.
  func end() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// What is in the pipe now.
  var outputHandle: FileHandle { output.fileHandleForReading }
}

/// Lets `loop` turn until `condition` holds. What has not come after a minute never comes.
func turn(_ loop: EventLoop, until condition: () -> Bool) throws {
  let end = Date(timeIntervalSinceNow: 60)
  while !condition() {
    try loop.runOnce(waiting: 20_000)
    try #require(Date() < end, "waited in vain")
  }
}

/// Keeps what it is told.
final class Recorder: ServiceHandler {
  var commands: [Command] = []
  var quiet: [Bool] = []
  var tilt: [Bool] = []
  var assignments: [String] = []
  var refusal: ServiceRefusal?

  /// Happens while a session is being started.
  var onStart: (() -> Void)?

  func command(_ command: Command) {
    commands.append(command)
    if case .startSession = command { onStart?() }
  }
  func quiet(_ reason: QuietReason, _ isOn: Bool) { quiet.append(isOn) }
  func wantsTilt(_ isWanted: Bool) { tilt.append(isWanted) }
  func assign(_ placement: Placement, _ identifier: [UInt8]) throws(ServiceRefusal) {
    if let refusal { throw refusal }
    assignments.append("\(placement) \(identifier.text)")
  }
}

extension Reminder {
  static func example(number: Int, sitting: Double = 1860, cue: String = "Tuck the pelvis") -> Reminder {
    var exercise = Exercise(
      identifier: Array("kneeling-hip-flexor".utf8), title: Array("Kneeling hip-flexor stretch".utf8), sides: 2)
    exercise.cue = Array(cue.utf8)
    return Reminder(number: number, exercise: exercise, sittingSeconds: sitting)
  }
}

extension [UInt8] {
  var text: String { String(decoding: self, as: UTF8.self) }
}

extension BusError {
  var message: String {
    var text = Bytes()
    append(message: &text)
    return text.text
  }
}
