import Foundation
import PsoasCore
import TestSupport
import Testing

@testable import psoasctl

/// Which sensor is shaken: `psoasctl setup`.
@Suite struct ShakeTests {
  /// The most changes of direction at any moment of ten seconds, at a rate of samples per second.
  private func most(rate: Double, _ force: (Double) -> Vector3) -> Int {
    var detector = ShakeDetector()
    var most = 0
    for index in 0..<Int(10 * rate) {
      let time = Double(index) / rate
      detector.add(Vector3(0, 0, 9.81) + force(time), at: 100 + time)
      most = max(most, detector.count)
    }
    return most
  }

  private func swing(_ hertz: Double, metres: Double, along axis: Vector3) -> (Double) -> Vector3 {
    { time in axis * (metres * pow(2 * .pi * hertz, 2) * sin(2 * .pi * hertz * time)) }
  }

  @Test(arguments: [60.0, 100, 200, 250], [3.2, 4, 5])
  func `a hand that shakes it three times a second is seen at any rate, along any axis`(rate: Double, hertz: Double) {
    for axis in [Vector3(1, 0, 0), Vector3(0, 0, 1), Vector3(0.71, 0.71, 0)] {
      #expect(most(rate: rate, swing(hertz, metres: 0.05, along: axis)) >= ShakeDetector.needed, "\(axis)")
    }
  }

  @Test func `a still sensor, knocks on the desk, slow turns and a stride count for nothing`() {
    #expect(most(rate: 200) { _ in .zero } == 0)
    // 20 m/s2 for 5 ms and an echo, four and eight times a second, at all phases of the samples.
    for often in [4.0, 8] {
      for phase in stride(from: 0.0, to: 0.005, by: 0.001) {
        let knocks = most(rate: 200) { time in
          guard time > 0.5 else { return .zero }
          let since = (time + phase).truncatingRemainder(dividingBy: 1 / often)
          return Vector3(since < 0.005 ? 20 : since < 0.01 ? -12 : 0, 0, 0)
        }
        #expect(knocks == 0)
      }
    }
    // Turned over in the hand in a second: gravity changes its direction.
    let turned = most(rate: 100) { time in
      Vector3(9.81 * sin(2 * .pi * time / 2), 0, 9.81 * cos(2 * .pi * time / 2) - 9.81)
    }
    #expect(turned < ShakeDetector.needed / 2)
    // A thigh: one stride a second, with the heel's impact.
    let walk = most(rate: 100) { time in
      let impact: Double = time.truncatingRemainder(dividingBy: 1) < 0.04 ? 25 : 0
      return Vector3(6 * sin(2 * .pi * time) + impact, 3 * cos(4 * .pi * time), 0)
    }
    #expect(walk < ShakeDetector.needed / 2)
    // Too slow a shake is none.
    #expect(most(rate: 100, swing(2, metres: 0.1, along: Vector3(1, 0, 0))) < ShakeDetector.needed)
  }

  @Test func `a gap, or a clock that goes back, begins the count anew`() {
    for jump in [0.6, -50] {
      var detector = ShakeDetector()
      let force = swing(4, metres: 0.05, along: Vector3(1, 0, 0))
      for index in 0..<400 { detector.add(force(Double(index) / 200), at: Double(index) / 200) }
      #expect(detector.isShaken)
      detector.add(.zero, at: 2 + jump)
      #expect(detector.count == 0)
    }
  }

  @Test func `one is chosen only while all others are calm`() {
    let needed = ShakeDetector.needed
    #expect(ShakeChoice([]) == .none && ShakeChoice([0, needed - 1]) == .none)
    #expect(ShakeChoice([needed]) == .one(0) && ShakeChoice([0, needed + 5, needed / 2 - 1]) == .one(1))
    #expect(ShakeChoice([needed, needed]) == .several && ShakeChoice([needed / 2, needed]) == .several)
  }

  /// The figures in `ShakeDetector`'s documentation, of all recordings, are 0.001 % and 0.004 %.
  @Test(.withSharedData, arguments: ["pelvis", "thigh"])
  func `a walking wearer's sensor is not taken for a shaken one`(placement: String) throws {
    var (walking, shaken, other) = (0, 0, 0)
    let recordings = SharedData.recordings("harth").prefix(3) + SharedData.recordings("har70plus").prefix(3)
    for name in recordings {
      let lines = try Child.run("gzip", ["-dc", name]).output.split(separator: "\n").filter { !$0.hasPrefix("#") }
      let head = lines[0].split(separator: ",").map(String.init)
      let first = try #require(head.firstIndex(of: "\(placement)_acc_x"))
      let label = try #require(head.firstIndex(of: "label"))
      var detector = ShakeDetector()
      for line in lines.dropFirst() {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        guard let time = Double(cells[0]), let x = Double(cells[first]), let y = Double(cells[first + 1]),
          let z = Double(cells[first + 2])
        else { continue }
        detector.add(Vector3(x, y, z), at: time)
        if cells[label] == "walk" {
          walking += 1
          if detector.isShaken { shaken += 1 }
        } else if ["stand", "sit", "lie", "stairs_up", "stairs_down"].contains(cells[label]), detector.isShaken {
          other += 1
        }
      }
    }
    #expect(walking > 100_000)
    // One in ten thousand.
    #expect(shaken * 10_000 <= walking && other == 0, "\(shaken) of \(walking), \(other)")
  }
}
