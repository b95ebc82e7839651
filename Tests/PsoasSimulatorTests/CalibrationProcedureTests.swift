import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSimulator
import TestSupport
import Testing

@Suite struct CalibrationProcedureTests {
  private func options(_ seed: UInt64, _ placements: [Placement] = [.pelvis]) -> SyntheticWearer.Options {
    var options = SyntheticWearer.Options()
    options.seed = seed
    options.placements = placements
    options.hasSoftTissue = true
    return options
  }

  /// `make bench-tilt` sets 300.
  private static let mountings =
    ProcessInfo.processInfo.environment["PSOAS_MOUNTINGS"].flatMap(UInt64.init) ?? 30

  @Test func `tilt is within a degree of the truth, and its sign right, in any mounting`() throws {
    var errors: [Double] = []
    var withDrift: [Double] = []
    for seed in TestSeed.seeds(1...Self.mountings) {
      var trial = try CalibrationTrial(options(seed))
      trial.calibrate()
      try #require(trial.procedure.state == .finished, "seed \(seed): \(trial.procedure.state), \(trial.refusals)")
      let calibration = try #require(trial.procedure.calibration(of: .pelvis))
      let score = trial.score(calibration)
      #expect(score.rmse < 1, "seed \(seed)")
      #expect(score.isSignRight, "seed \(seed)")
      errors.append(score.rmse)
      withDrift.append(score.withDrift)
    }
    print(
      "\(Self.mountings) mountings: sagittal RMSE \(Self.figures(errors)); with the stance's drift",
      Self.figures(withDrift))
  }

  private static func figures(_ values: [Double]) -> String {
    let sorted = values.sorted()
    let mean = values.reduce(0, +) / Double(values.count)
    return String(
      format: "mean %.2f, 95 %% %.2f, most %.2f", mean, sorted[min(values.count - 1, values.count * 95 / 100)],
      sorted.last ?? 0)
  }
}
