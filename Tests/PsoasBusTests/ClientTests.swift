import Foundation
import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasBus
@testable import PsoasMonitor

/// The client of psoasctl.
@Suite struct ClientTests {
  let bus: PrivateBus
  let loop: EventLoop
  let wearer = Recorder()

  init() throws {
    bus = try PrivateBus()
    loop = try EventLoop()
  }

  /// The output so far of a client in its own thread.
  private final class ClientOutput: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []
    private var ended = false
    func add(_ line: String) { lock.withLock { lines.append(line) } }
    func end() { lock.withLock { ended = true } }
    var all: [String] { lock.withLock { lines } }
    var isDone: Bool { lock.withLock { ended } }
  }

  /// Runs a client, which blocks until it has replies, in its own thread, and the loop that sends them in this one.
  private func client(
    while turning: (ClientOutput) throws -> Void = { _ in },
    _ body: @escaping @Sendable (BusClient, ClientOutput) throws -> Void
  ) throws -> [String] {
    let output = ClientOutput()
    let kind = bus.kind
    Thread.detachNewThread {
      do { try body(BusClient(kind), output) } catch { output.add("\(error)") }
      output.end()
    }
    try turning(output)
    try turn(loop) { output.isDone }
    return output.all
  }

  @Test func `the status arrives as it was sent`() throws {
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer)
    var reported = BusStatus()
    reported.posture = PostureEstimate(.lying, confidence: 0.25)
    reported.sittingSince = 1
    reported.sittingToday = 2
    reported.longestBoutToday = 3
    reported.nextReminder = 8_999_999_999_999_999
    reported.isPaused = true
    service.update(reported)
    let found = try client { client, output in
      let answer = try client.status()
      output.add(answer.version.text)
      output.add("\(answer.status)")
    }
    #expect(found == [Version.text.description, "\(reported)"])
  }

  @Test func `a value that no service can mean is unknown`() throws {
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer)
    var reported = BusStatus()
    reported.posture = PostureEstimate(.sitting, confidence: 1e300)
    reported.tilt.fromNeutral = -1e300
    reported.tilt.trend = .infinity
    service.update(reported)
    let found = try client { client, output in
      let status = try client.status().status
      output.add("\(status.posture.confidence) \(status.tilt.fromNeutral) \(status.tilt.trend)")
    }
    #expect(found == ["0.0 nan nan"])
  }

  @Test func `each sensor arrives as it was told`() throws {
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer)
    var worn = BusSensor(identifier: "057e:2006:dc-68", name: "Joy-Con", placement: .thigh)
    worn.isReading = true
    worn.isSilent = true
    worn.hasGyroscope = true
    worn.rate = 200
    worn.battery = Battery(percent: 15, level: .low, status: .discharging)
    worn.problem = "switched off"
    var other = BusSensor(identifier: "057e:2007:dc-68", name: "another", placement: nil)
    other.isConnected = false
    other.isBuiltIn = true
    service.update([worn, other])
    for _ in 0..<5 { try loop.runOnce(waiting: 1000) }
    let found = try client { client, findings in
      for sensor in try client.sensors() { findings.add("\(sensor)") }
    }
    #expect(found.sorted() == ["\(worn)", "\(other)"].sorted())
  }

  @Test func `a sensor's name with a noncharacter does not keep the list from being sent`() throws {
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer)
    // U+FFFE.
    let odd = Text([0x61, 0xEF, 0xBF, 0xBE])
    service.update([BusSensor(identifier: odd, name: odd, placement: .pelvis)])
    for _ in 0..<5 { try loop.runOnce(waiting: 1000) }
    let found = try client { client, findings in
      for sensor in try client.sensors() { findings.add("\(sensor.identifier.text) \(sensor.name.text)") }
    }
    #expect(found == ["a\u{FFFD} a\u{FFFD}"])
  }

  @Test func `a time, an angle or a share that no service can mean is unknown`() throws {
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer)
    var reported = BusStatus()
    (reported.clock, reported.sittingSince, reported.nextReminder) = (.max, 1 << 63, 9_000_000_000_000_000)
    reported.sittingToday = 8_999_999_999_999_999
    reported.programme = ProgrammeDay(entries: [], streak: 1, adherence: 1e300, leftOut: [])
    service.update(reported)
    let found = try client { client, output in
      let status = try client.status().status
      output.add("\(status.clock) \(status.sittingSince) \(status.nextReminder) \(status.sittingToday)")
      output.add("\(String(describing: try client.programme().adherence))")
    }
    #expect(found == ["0 0 0 8999999999999999", "nil"])
  }

  @Test func `each command reaches the daemon`() throws {
    let service = try BusService(on: try BusConnection(bus.kind, loop: loop), loop, wearer)
    let found = try client { client, output in
      try client.snooze(minutes: 600)
      try client.skip()
      try client.done()
      try client.pause()
      try client.resume()
      try client.correct(.notWorn)
      try client.correctEpisode(.walking)
      try client.snooze(until: 900)
      output.add("\(try client.programme())")
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
    let found = try client { client, output in
      do { try client.snooze(minutes: 1000) } catch let error as BusError { output.add(error.message.text) }
    }
    #expect(found == ["A snooze takes 1 to 600 minutes: `psoasctl pause` has no end."])
    service.update(BusStatus())
  }

  @Test func `without a daemon the error says how to start one`() throws {
    let kind = bus.kind
    let found = try client { client, output in
      do { try client.pause() } catch let error as BusError {
        #expect(error == .notRunning(kind))
        output.add(error.message.text)
      }
    }
    #expect(found == ["psoasd is not running: systemctl --user start psoasd"])
  }

  @Test func `following reports every signal, and the daemon's start and exit`() throws {
    var service: BusService?
    let found = try client(
      while: { output in
        // The client does not report when it has subscribed: a service appears and disappears until the client notices
        // one.
        while output.all.isEmpty {
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
      { client, output in
        try client.follow { signal in
          switch signal {
          case .running(let isRunning):
            output.add("running \(isRunning)")
            return isRunning || !output.all.contains("closed 4 ignored")
          case .posture(let estimate): output.add("\(estimate.posture) \(estimate.confidence)")
          case .reminder(let number, let exercise, let title, let cue, let sitting):
            output.add("reminder \(number) \(exercise.text) \(title.text) \(cue.text) \(sitting)")
          case .reminderClosed(let number, let outcome): output.add("closed \(number) \(outcome.text)")
          case .calibration, .calibrationEnded: output.add("calibration")
          case .rhythmProgress, .rhythmMeasured, .rhythmRefused: output.add("a rhythm")
          case .session(let number, let event): output.add("session \(number) \(event.name)")
          case .tilt(_, let sagittal, let lateral): output.add("tilt \(sagittal) \(lateral)")
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
