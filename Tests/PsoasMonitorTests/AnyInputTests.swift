import Foundation
import MonitorScript
import PsoasSystem
import TestSupport
import Testing

/// Sequences of inputs made from bytes: random ones, and those that failed once. `make fuzz` runs many more of them,
/// guided by coverage.
@Suite struct AnyInputTests {
  @Test func `whatever the inputs are, time, suggestions, sessions and bouts add up`() throws {
    for bytes in Self.random(40, seed: 7) { check(bytes) { _ = try MonitorRun.checked($0) } }
  }

  @Test(arguments: try FileManager.default.contentsOfDirectory(atPath: Repository.path("Tests/Fuzz/seeds/monitor")))
  func `inputs that failed once pass`(name: String) throws {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Repository.path("Tests/Fuzz/seeds/monitor/" + name))))
    check(bytes) { _ = try MonitorRun.checked($0) }
    check(bytes) { try TurnedRun.check($0) }
    try checkRecorded(bytes)
  }

  @Test func `a sensor that is worn turned changes nothing`() {
    for bytes in Self.random(30, seed: 8) { check(bytes) { try TurnedRun.check($0) } }
  }

  @Test func `the recording of any run gives its events byte for byte`() throws {
    for bytes in Self.random(30, seed: 9) { try checkRecorded(bytes) }
  }

  private static func random(_ count: Int, seed: UInt64) -> [[UInt8]] {
    var generator = SeededGenerator(seed: TestSeed.seed(seed))
    return (0..<count).map { _ in
      (0..<Int.random(in: 1...400, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
  }

  private func checkRecorded(_ bytes: [UInt8]) throws {
    let scratch = try Scratch()
    check(bytes) { try RecordedRun.check($0, in: Text((scratch.path + "/run.psoas").utf8)) }
  }

  private func check(_ bytes: [UInt8], _ run: (UnsafeBufferPointer<UInt8>) throws -> Void) {
    do {
      try bytes.withUnsafeBufferPointer(run)
    } catch {
      Issue.record("\(error)\nbytes: \(bytes)")
    }
  }
}
