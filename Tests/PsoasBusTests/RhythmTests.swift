import Foundation
import PsoasCore
import PsoasMonitor
import TestSupport
import Testing

@testable import PsoasBus

@Suite struct RhythmTests: BusSuite {
  let fixture: ServiceFixture

  init() throws {
    fixture = try ServiceFixture()
  }

  private static let both: [Input] = [.sensorAdded(.pelvis, SensorTraits()), .sensorAdded(.trunk, SensorTraits())]

  @Test func `a measurement begins where nothing is in its way, and is stopped`() throws {
    wearer.decide(ExerciseCatalog(), Self.both)
    #expect(try call("StartRhythm", "u", "5").status == 0)
    #expect(try call("StartRhythm", "u", "5").errors.contains("end it with Ctrl-C in `psoasctl rhythm`"))
    #expect(try call("StopRhythm").status == 0)
    #expect(wearer.commands == [.startRhythm(bends: 5), .stopRhythm])
  }

  @Test func `a missing requirement is refused with its remedy`() throws {
    wearer.decide(ExerciseCatalog(), [.sensorAdded(.pelvis, SensorTraits(hasGyroscope: false))])
    #expect(
      try call("StartRhythm", "u", "3").errors.contains(
        "a trunk sensor is needed: psoasctl sensors assign trunk ID"))
    wearer.handle(.sensorAdded(.trunk, SensorTraits()))
    #expect(try call("StartRhythm", "u", "3").errors.contains("the pelvis sensor has no gyroscope"))
    #expect(try call("StartRhythm", "u", "2").errors.contains("3 to 10 bends"))
    #expect(try call("StopRhythm").errors.contains("No measurement is in progress"))
    #expect(wearer.commands.isEmpty)
  }

  /// A bend with a different number in each field; some fields were not measured.
  private static func bend(_ n: Double) -> RhythmBend {
    var bend = RhythmBend()
    (bend.began, bend.length) = (n, 4.5)
    (bend.trunk, bend.pelvis, bend.speed, bend.returnSpeed) = (100 + n, 50 - n, 40 + n, 42)
    bend.pelvicDelay = n > 1 ? -0.25 : nil
    for i in 0..<3 {
      bend.forwardRatios[i] = n + Double(i)
      bend.returnThirds[i] = Double(i) / 4
    }
    for i in 0..<20 { bend.forwardCurve[i] = Float(i) * 2.5 }
    return bend
  }

  @Test func `a client gets the progress and the exact figures`() throws {
    let result = RhythmResult(bends: [Self.bend(1), Self.bend(2), Self.bend(3)])
    var progress = RhythmMeasurement.Progress()
    (progress.stage, progress.bends, progress.angle, progress.short) = (.bends, 2, 33.5, 18)
    progress.remaining = 0
    nonisolated(unsafe) var received: [BusSignal] = []
    let kind = bus.kind
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var failure: BusError?
    Thread.detachNewThread {
      do throws(BusError) {
        try BusClient(kind).measureRhythm(bends: 3, unless: { false }) { signal in
          received.append(signal)
          if case .rhythmMeasured = signal { return false }
          return true
        }
      } catch {
        failure = error
      }
      done.signal()
    }
    while wearer.commands.isEmpty { try loop.runOnce(waiting: 10_000) }
    service.announce(.rhythmProgress(progress))
    service.announce(.rhythmRefused(.slipped(.trunk, 9)))
    service.announce(.rhythmMeasured(result))
    while done.wait(timeout: .now()) == .timedOut { try loop.runOnce(waiting: 10_000) }
    #expect(failure == nil)
    #expect(received.count == 3)
    #expect(received.first == .rhythmProgress(progress))
    guard received.count == 3, case .rhythmRefused(let name, let message) = received[1] else {
      Issue.record("no refusal")
      return
    }
    #expect(String(decoding: name, as: UTF8.self) == "slipped")
    #expect(String(decoding: message, as: UTF8.self).contains("the trunk sensor slipped"))
    #expect(received.last == .rhythmMeasured(result))
  }
}
