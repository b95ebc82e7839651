import PsoasCore
import PsoasMonitor
import PsoasSimulator
import PsoasSystem
import TestSupport
import Testing

@testable import psoasctl

@Suite struct SyntheticCSVTests {
  @Test func `the synthetic wearer's samples are written as sample CSV with the truth beside them`() throws {
    let scratch = try Scratch()
    var options = SyntheticWearer.Options()
    options.placements = [.pelvis, .thigh]
    let day = [
      Activity(.stand, seconds: 10), Activity(.sit, seconds: 15), Activity(.stand, seconds: 10),
    ]
    var wearer = SyntheticWearer(day: day, options)
    let path = scratch.path("wearer.csv")
    try wearer.writeCSV(seconds: 30, to: bytes(path))
    let reading = Reading(path)
    #expect(reading.error == nil)
    let expected = try samples(SyntheticWearer(day: day, options), seconds: 30)
    #expect(expected.count > 5900)
    #expect(reading.samples.count == expected.count)
    for (read, sample) in zip(reading.samples, expected) {
      #expect(read.time == sample.time)
      #expect((read.acceleration - sample.acceleration).norm < 1e-4)
      #expect((read.angularVelocity - sample.angularVelocity).norm < 1e-6)
    }
    let text = String(decoding: try scratch.readBytes("wearer.csv"), as: UTF8.self)
    #expect(text.contains("stand_to_sit"))
  }

  private func samples(_ wearer: SyntheticWearer, seconds: Double) throws -> [Sample] {
    var wearer = wearer
    var decoders = PerPlacement<FrameDecoder?>(repeating: nil)
    for placement in wearer.placements {
      decoders[placement] = try FrameDecoder(try #require(wearer.description(of: placement)))
    }
    var samples: [Sample] = []
    var frame: [InputEvent] = []
    while true {
      let (placement, time) = wearer.next(&frame)
      if time.seconds > seconds { return samples }
      for event in frame {
        if let sample = decoders[placement]?.decode(event, at: time) { samples.append(sample) }
      }
    }
  }
}
