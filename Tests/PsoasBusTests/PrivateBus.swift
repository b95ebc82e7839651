import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus
@testable import PsoasMonitor

/// A message bus for one test, which ends with it.
final class PrivateBus {
  let address: String
  private let daemon: Child
  private let scratch: Scratch

  /// - Parameters:
  ///   - configuration: the configuration of dbus-daemon; nil for a session bus.
  ///   - environment: for the services that the bus starts.
  init(configuration: String? = nil, environment: [String: String] = [:]) throws {
    scratch = try Scratch()
    var kind = "--session"
    if let configuration {
      kind = "--config-file=" + (try scratch.write("bus.conf", configuration))
    }
    daemon = try Child(
      "dbus-daemon", [kind, "--nofork", "--nopidfile", "--nosyslog", "--print-address=1"],
      environment: Child.inheritedEnvironment.merging(environment) { $1 })
    address = try #require(daemon.firstLine(), "dbus-daemon gave no address: is the package dbus installed?")
  }

  deinit { daemon.kill() }

  /// The bus for a connection of psoasd or psoasctl.
  var kind: BusKind { .address(Text(address.utf8)) }

  /// A program that is connected to this bus.
  func child(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Child {
    let own = ["DBUS_SESSION_BUS_ADDRESS": address, "LC_ALL": "C.UTF-8"]
    return try Child(
      program, arguments,
      environment: Child.inheritedEnvironment.merging(own) { $1 }.merging(environment) { $1 })
  }

  func busctl(_ arguments: String...) throws -> Child {
    try child("busctl", ["--address=" + address, "--no-pager"] + arguments)
  }
}

extension Child {
  /// Runs `loop` until the program has ended.
  func finish(turning loop: EventLoop) throws -> Result {
    try turn(loop, waiting: 2_000) { !isRunning }
    return wait()
  }
}

/// Runs `loop` until `condition` is true; throws after a minute.
func turn(
  _ loop: EventLoop, waiting microseconds: UInt64 = 20_000, sourceLocation: SourceLocation = #_sourceLocation,
  until condition: () -> Bool
) throws {
  let end = Date(timeIntervalSinceNow: 60)
  while !condition() {
    try loop.runOnce(waiting: microseconds)
    try #require(Date() < end, "timed out", sourceLocation: sourceLocation)
  }
}

/// Records the requests that it receives.
final class Recorder: ServiceHandler {
  var commands: [Command] = []
  var quiet: [Bool] = []
  var tilt: [Bool] = []
  var assignments: [String] = []
  var refusal: ServiceRefusal?
  /// The errors that a reload returns.
  var complaints: [Text] = []
  var forgotten: [Int64?] = []

  /// Called when a session is started.
  var onStart: (() -> Void)?

  /// Handles the commands; without it all commands succeed.
  private(set) var monitor: PsoasMonitor.Monitor?
  private var now = Instant(microseconds: 0)

  /// From now on a real `Monitor` handles the commands.
  func decide(_ catalog: ExerciseCatalog = ExerciseCatalog(), _ inputs: [Input] = []) {
    monitor = PsoasMonitor.Monitor(catalog: catalog)
    for input in inputs { handle(input) }
  }

  func handle(_ input: Input) {
    now.microseconds += 1
    var events: [TimedEvent] = []
    monitor?.handle(TimedInput(now, input), into: &events)
  }

  /// Advances the time by one second.
  func pass() {
    now.microseconds += 1_000_000
    handle(.tick)
  }

  func perform(_ command: Command) throws(CommandRefusal) -> Reply {
    now.microseconds += 1
    var events: [TimedEvent] = []
    let reply = try monitor?.perform(command, at: now, into: &events)
    commands.append(command)
    guard case .startSession = command else { return reply ?? .done }
    onStart?()
    return reply ?? .sessionStarted(number: 1)
  }

  func quiet(_ reason: QuietReason, _ isOn: Bool) { quiet.append(isOn) }
  func wantsTilt(_ isWanted: Bool) { tilt.append(isWanted) }
  func assign(_ placement: Placement, _ identifier: Text) throws(ServiceRefusal) {
    if let refusal { throw refusal }
    assignments.append("\(placement) \(identifier.text)")
  }
  func reload() throws(ServiceRefusal) -> [Text] {
    if let refusal { throw refusal }
    return complaints
  }
  func forget(before day: Int64?) throws(ServiceRefusal) {
    if let refusal { throw refusal }
    forgotten.append(day)
  }
}

extension Reminder {
  static func example(number: Int, sitting: Double = 1860, cue: String = "Tuck the pelvis") -> Reminder {
    var exercise = Exercise(
      identifier: Text("kneeling-hip-flexor".utf8), title: Text("Kneeling hip-flexor stretch".utf8), sides: 2)
    exercise.cue = Text(cue.utf8)
    return Reminder(number: number, exercise: exercise, sittingSeconds: sitting)
  }
}

extension Text {
  var text: String { String(decoding: self, as: UTF8.self) }
}

extension Recorder {
  /// Corrects the posture to sitting and snoozes the reminder twice; the third reminder stays open.
  func snoozeTwice() throws {
    _ = try perform(.correct(.sitting))
    for snoozes in 0...2 {
      while monitor?.status.openReminder == nil { pass() }
      if snoozes < 2 { _ = try perform(.snooze(minutes: 1)) }
    }
  }
}
