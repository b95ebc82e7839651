import Foundation
import MonitorScript
import PsoasSystem
import TestSupport
import Testing

/// Sequences of inputs made from bytes: random ones, and those that failed once. `make fuzz` runs many more of them,
/// guided by coverage.
@Suite struct AnyInputTests {
  @Test func `whatever the inputs are, time, suggestions, sessions and bouts add up`() throws {
    var generator = SeededGenerator(seed: TestSeed.seed(7))
    for _ in 0..<40 {
      let bytes = (0..<Int.random(in: 1...400, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      try check(bytes)
    }
  }

  @Test(arguments: try FileManager.default.contentsOfDirectory(atPath: Repository.path("Tests/Fuzz/seeds/monitor")))
  func `inputs that failed once pass`(name: String) throws {
    try check([UInt8](Data(contentsOf: URL(fileURLWithPath: Repository.path("Tests/Fuzz/seeds/monitor/" + name)))))
  }

  private func check(_ bytes: [UInt8]) throws {
    do {
      _ = try bytes.withUnsafeBufferPointer { try MonitorRun.checked($0) }
    } catch {
      Issue.record("\(error)\nbytes: \(bytes)")
    }
  }
}
