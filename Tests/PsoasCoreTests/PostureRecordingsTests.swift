import Foundation
import PsoasCore
import TestSupport
import Testing

/// The recordings of HAPT (Reyes-Ortiz 2015), which are not part of this repository.
enum Recordings {
  static let names = SharedData.recordings("hapt")

  struct Row {
    var sample: Sample
    var label: Substring
  }

  static func read(_ name: String) throws -> [Row] {
    let text = try Child.run("gzip", ["-dc", name]).output
    var rows: [Row] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") && !line.hasPrefix("time") {
      let cell = line.split(separator: ",")
      let value = cell.prefix(7).compactMap { Double($0) }
      guard value.count == 7 else { continue }
      let sample = Sample(
        time: Instant(microseconds: Int64((value[0] * 1e6).rounded())), interval: rows.isEmpty ? 0 : 0.02,
        acceleration: Vector3(value[1], value[2], value[3]), angularVelocity: Vector3(value[4], value[5], value[6]))
      rows.append(Row(sample: sample, label: cell[7]))
    }
    return rows
  }

  /// The posture at the end of each second, without calibration.
  static func postures(_ rows: [Row], _ mounting: Mounting) -> [Posture] {
    var filter = OrientationFilter()
    var classifier = PostureClassifier()
    var emitted: [Posture] = []
    for (index, row) in rows.enumerated() {
      var sample = row.sample
      sample.acceleration = mounting(sample.acceleration)
      sample.angularVelocity = mounting(sample.angularVelocity)
      filter.update(sample)
      guard let up = filter.up else { continue }
      classifier.update(.pelvis, sample, up: up)
      if index % 50 == 49 { emitted.append(classifier.estimate.posture) }
    }
    return emitted
  }
}

@Suite(.withSharedData)
struct PostureRecordingsTests {
  @Test(arguments: Recordings.names.prefix(4))
  func `turning the recording changes at most one percent of its seconds`(name: String) throws {
    let rows = try Recordings.read(name)
    let asRecorded = Recordings.postures(rows, .asWorn)
    for seed in TestSeed.seeds(1...3) {
      let turned = Recordings.postures(rows, Mounting(seed: seed))
      let changed = zip(asRecorded, turned).count { $0 != $1 }
      #expect(changed * 100 <= asRecorded.count)
    }
  }
}
