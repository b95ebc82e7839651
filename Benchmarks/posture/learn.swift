// Writes the evidence of each second of a recording for learn.py: twelve doubles per second, on standard output.
// Input: a file with four doubles per sample: time (s) and acceleration (m/s2).
import Foundation
@testable import PsoasCore

let path = CommandLine.arguments[1]
let values = FileManager.default.contents(atPath: path)!.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
var filter = OrientationFilter()
var track = SensorTrack()
var gatherer = SecondGatherer()
var out: [Double] = []
var last: Instant?

func end() {
  let isProven = gatherer.isProven ? 1.0 : 0.0
  if let second = gatherer.evidence(forward: track.forward.direction) {
    let (up, ahead) = (second.up, second.forward)
    out += [
      Double(second.second), second.gap, up.x, up.y, up.z, ahead.x, ahead.y, ahead.z, second.agitation, second.steps,
      isProven, second.turn,
    ]
  }
  gatherer.turn()
}

for i in stride(from: 0, to: values.count, by: 4) {
  let time = Instant(microseconds: Int64((values[i] * 1e6).rounded()))
  let sample = Sample(
    time: time, interval: last.map { time.seconds(since: $0) } ?? 0,
    acceleration: Vector3(values[i + 1], values[i + 2], values[i + 3]), hasGyroscope: false)
  last = time
  filter.update(sample)
  guard let up = filter.up else { continue }
  track.update(sample, up: up)
  if gatherer.isOver(at: time) { end() }
  gatherer.add(&track, isTorso: true, isProven: track.steps.isWalking && track.steps.run >= 5 && track.isSteady)
}
end()
FileHandle.standardOutput.write(out.withUnsafeBytes { Data($0) })
