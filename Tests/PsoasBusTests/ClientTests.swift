import Foundation
import PsoasCore
import PsoasMonitor
import Testing

@testable import PsoasBus

/// psoasctl's side of the bus.
@Suite struct ClientTests {
  let bus: PrivateBus
  let loop: EventLoop
  let wearer = Recorder()

  init() throws {
    bus = try PrivateBus()
    loop = try EventLoop()
  }

  /// What a client in a thread of its own has found out so far.
  private final class Findings: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []
    private var ended = false
    func add(_ line: String) { lock.withLock { lines.append(line) } }
    func end() { lock.withLock { ended = true } }
    var all: [String] { lock.withLock { lines } }
    var isDone: Bool { lock.withLock { ended } }
  }

  /// Runs a client, which waits for its answers, beside the loop that gives them.
  private func client(
    while turning: (Findings) throws -> Void = { _ in },
    _ body: @escaping @Sendable (BusClient, Findings) throws -> Void
  ) throws -> [String] {
    let findings = Findings()
    let kind = bus.kind
    Thread.detachNewThread {
      do { try body(BusClient(kind), findings) } catch { findings.add("\(error)") }
      findings.end()
    }
    try turning(findings)
    try turn(loop) { findings.isDone }
    return findings.all
  }

  @Test func `the status arrives as it was sent`() throws {
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer)
    var reported = BusStatus()
    reported.posture = PostureEstimate(.lying, confidence: 0.25)
    reported.sittingSince = 1
    reported.sittingToday = 2
    reported.longestBoutToday = 3
    reported.nextReminder = .max
    reported.isPaused = true
    service.update(reported)
    let found = try client { client, findings in
      let answer = try client.status()
      findings.add(answer.version.text)
      findings.add("\(answer.status)")
    }
    #expect(found == [Version.text.description, "\(reported)"])
  }

  @Test func `each command reaches the daemon`() throws {
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer)
    let found = try client { client, findings in
      try client.snooze(minutes: 600)
      try client.skip()
      try client.done()
      try client.pause()
      try client.resume()
      try client.correct(.notWorn)
      try client.correctEpisode(.walking)
      try client.snooze(until: 900)
      findings.add("\(try client.programme())")
    }
    #expect(found == ["ProgrammeReport(entries: [], streak: 0, adherence: nil, leftOut: [])"])
    #expect(
      wearer.commands == [
        .snooze(minutes: 600), .skip, .done, .pause, .resume, .correct(.notWorn), .correctEpisode(.walking),
        .snoozeUntil(minute: 900),
      ])
    service.update(BusStatus())
  }

  @Test func `a refusal carries the daemon's message`() throws {
    wearer.decide()
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer)
    let found = try client { client, findings in
      do { try client.snooze(minutes: 1000) } catch let error as BusError { findings.add(error.message.text) }
    }
    #expect(found == ["A snooze takes 1 to 600 minutes: `psoasctl pause` has no end."])
    service.update(BusStatus())
  }

  @Test func `without a daemon the error says how to start one`() throws {
    let kind = bus.kind
    let found = try client { client, findings in
      do { try client.pause() } catch let error as BusError {
        #expect(error == .notRunning(kind))
        findings.add(error.message.text)
      }
    }
    #expect(found == ["psoasd is not running: systemctl --user start psoasd"])
  }

  @Test func `following reports every signal, and the daemon's start and exit`() throws {
    var service: BusService?
    let found = try client(
      while: { findings in
        // It does not say when it listens: a daemon comes and goes until it has heard of one.
        while findings.all.isEmpty {
          service = nil
          service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer)
          for _ in 0..<5 { try loop.runOnce(waiting: 1000) }
        }
        service?.announce(.posture(PostureEstimate(.sitting, confidence: 0.5)))
        service?.announce(.reminder(.example(number: 4)))
        service?.announce(.reminderClosed(number: 4, .ignored))
        for _ in 0..<5 { try loop.runOnce(waiting: 1000) }
        service = nil
      },
      { client, findings in
        try client.follow { signal in
          switch signal {
          case .running(let isRunning):
            findings.add("running \(isRunning)")
            return isRunning || !findings.all.contains("closed 4 ignored")
          case .posture(let estimate): findings.add("\(estimate.posture) \(estimate.confidence)")
          case .reminder(let number, let exercise, let title, let cue, let sitting):
            findings.add("reminder \(number) \(exercise.text) \(title.text) \(cue.text) \(sitting)")
          case .reminderClosed(let number, let outcome): findings.add("closed \(number) \(outcome.text)")
          case .calibration, .calibrationEnded: findings.add("calibration")
          case .rhythmProgress, .rhythmMeasured, .rhythmRefused: findings.add("a rhythm")
          case .session(let number, let event): findings.add("session \(number) \(event.name)")
          }
          return true
        }
      })
    #expect(found.contains("running true"))
    #expect(
      found.suffix(4) == [
        "sitting 0.5", "reminder 4 kneeling-hip-flexor Kneeling hip-flexor stretch Tuck the pelvis 1860000000",
        "closed 4 ignored", "running false",
      ])
  }
}
