import Foundation
import PsoasCore
import PsoasMonitor
import Testing

@testable import PsoasBus

@Suite("One guide at a time")
struct OccupationTests: OnABus {
  let bed: ServiceBed

  init() throws {
    bed = try ServiceBed()
    service.catalog = ExerciseCatalog([Exercise(identifier: Array("plank".utf8))])
  }

  /// A wearer with whom everything could begin, were nothing under way.
  private func idle() -> BusStatus {
    var status = BusStatus()
    status.rhythmObstacle = nil
    status.calibration.leader = .pelvis
    return status
  }

  private static let calls: [[String]] = [
    ["StartCalibration", "bas", "false", "0"], ["StartRhythm", "u", "3"], ["StartSession", "sa{sv}", "plank", "0"],
  ]

  private func begin(_ call: [String]) throws -> (status: Int32, errors: String) {
    let answer = try self.call(call[0], Array(call.dropFirst()))
    return (answer.status, answer.errors)
  }

  @Test("Whatever is under way, nothing else begins, and the refusal says how it ends")
  func refusals() throws {
    var calibrating = idle()
    let begun = CalibrationProcedure(.full, leader: .pelvis, at: Instant(microseconds: 0))
    calibrating.calibration.progress = begun.progress
    var measuring = idle()
    measuring.isMeasuringRhythm = true
    var exercising = idle()
    exercising.activeSession = Array("plank".utf8)
    let occupied = [
      (calibrating, "CancelCalibration()"), (measuring, "StopRhythm()"), (exercising, "StopSession()"),
    ]
    for (status, remedy) in occupied {
      service.update(status)
      for call in Self.calls {
        let answer = try begin(call)
        #expect(answer.status != 0, "\(call)")
        #expect(answer.errors.contains(remedy), "\(call): \(answer.errors)")
      }
    }
    #expect(wearer.commands.isEmpty)
    service.update(idle())
    for call in Self.calls { #expect(try begin(call).status == 0, "\(call)") }
    #expect(wearer.commands.count == 3)
  }
}
