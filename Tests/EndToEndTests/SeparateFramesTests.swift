import Foundation
import TestSupport
import Testing

/// evemu files of devices that send acceleration and angular velocity in separate frames.
@Suite struct SeparateFramesReplayTests {
  @Test(arguments: SeparateFrames.all)
  func `up is as exact as in a recording with both halves together`(source: SeparateFrames) throws {
    let rate = min(source.acceleration, source.turn)
    let together = try error(SeparateFrames(acceleration: rate, turn: rate, offset: nil))
    #expect(try error(source) < max(1.2 * together, 0.2), "\(together) degrees together")
  }

  /// Root mean square error of up, degrees.
  private func error(_ source: SeparateFrames) throws -> Double {
    let scratch = try Scratch()
    let trace = try scratch.write("separate.evemu", source.evemu)
    let replay = try Program.psoasctl.run(["replay", trace, "--calibration", "none", "--estimates", "-"])
    #expect(replay.status == 0, "\(replay.errors)")
    var sum = 0.0
    var count = 0.0
    for line in replay.lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
      guard let time = cells[0], let x = cells[2], let y = cells[3], let z = cells[4], time > 5 else { continue }
      let truth = SeparateFrames.up(at: time)
      let angle = acos(min(x * truth.x + y * truth.y + z * truth.z, 1)) * 180 / .pi
      sum += angle * angle
      count += 1
    }
    #expect(count > 1000)
    return (sum / count).squareRoot()
  }
}
