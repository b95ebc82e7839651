import Foundation
import PsoasCore
import PsoasMonitor
import TestSupport
import Testing

@testable import PsoasSimulator

/// From evdev frames to the measured rhythm: random mountings, noise, bias, sway, and sliding skin.
@Suite struct PublishedRhythmTests {
  /// The measurement of one wearer; the trunk sensor may have a fraction of the pelvis sensor's rate.
  private static func measure(
    seed: UInt64, skinSlide: Double = 0, trunkEvery: Int = 1
  ) throws -> LumbopelvicRhythm {
    var options = SyntheticWearer.Options()
    options.seed = seed
    options.placements = [.pelvis, .trunk]
    options.skinSlide = skinSlide
    options.hasSoftTissue = skinSlide != 0
    let bends = 5
    let activity = Activity.rhythm(bends: bends)
    var wearer = SyntheticWearer(day: [activity], options)
    var decoders: [Placement: FrameDecoder] = [:]
    for placement in wearer.placements {
      decoders[placement] = try FrameDecoder(#require(wearer.description(of: placement)))
    }
    var filters: [Placement: OrientationFilter] = [.pelvis: OrientationFilter(), .trunk: OrientationFilter()]
    var measurement = RhythmMeasurement(bends: bends, at: Instant(microseconds: 0))
    var frames = [RhythmFrame](repeating: RhythmFrame(), count: RhythmMeasurement.capacity)
    var frame: [InputEvent] = []
    var turn = 0
    while measurement.progress.stage != .complete {
      let (placement, time) = wearer.next(&frame)
      if time.seconds > activity.seconds { break }
      var sample: Sample?
      for event in frame { sample = decoders[placement]?.decode(event, at: time) ?? sample }
      guard var sample else { continue }
      if placement == .trunk {
        turn += 1
        if turn % trunkEvery != 0 { continue }
        sample.interval *= Double(trunkEvery)
      }
      filters[placement]?.update(sample)
      guard let up = filters[placement]?.up else { continue }
      var span = frames.mutableSpan
      measurement.update(up, of: placement, at: time, into: &span)
    }
    #expect(measurement.progress.stage == .complete, "seed \(seed)")
    var read = [RhythmBend](repeating: RhythmBend(), count: LumbopelvicRhythm.mostBends)
    var span = frames.mutableSpan
    var room = read.mutableSpan
    let count = try measurement.read(&span, into: &room)
    #expect(count == bends, "seed \(seed)")
    let rhythm = LumbopelvicRhythm(read.span.extracting(0..<count))
    return try #require(rhythm)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return 0.5 * (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2])
  }

  /// The relative errors of each phase against the published value, one for each wearer.
  private static func compare(_ title: String, _ rhythms: [LumbopelvicRhythm]) -> [[Double]] {
    var errors: [[Double]] = []
    var table = title + "\n"
    for direction in [RhythmBend.Direction.forward, .back] {
      for phase in 0..<4 {
        let published = direction == .forward ? PublishedRhythm.forward[phase] : PublishedRhythm.back[phase]
        let measured = rhythms.compactMap { $0.ratio(direction, phase: phase)?.median }
        #expect(measured.count == rhythms.count, "\(direction) \(phase)")
        let of = measured.map { $0 / published - 1 }
        errors.append(of)
        table += String(
          format: "  %@ %3d-%d: published %.2f, median %.3f (%+.1f %%), own error: median %.1f %%, worst %.1f %%\n",
          "\(direction)", 30 * phase, 30 * phase + 30, published, median(measured), 100 * median(of),
          100 * median(of.map(abs)), 100 * (of.map(abs).max() ?? .nan))
      }
    }
    // The table of docs/rhythm.md.
    if ProcessInfo.processInfo.environment["PSOAS_FIGURES"] != nil { print(table) }
    return errors
  }

  @Test func `each wearer's ratios are within 5 % without skin movement`() throws {
    let rhythms = try TestSeed.seeds(1...24).map { try Self.measure(seed: $0) }
    for errors in Self.compare("24 wearers, no skin", rhythms) {
      #expect(errors.allSatisfy { abs($0) < 0.05 }, "\(errors)")
    }
  }

  @Test func `the mean ratios of wearers with skin movement are within 5 %`() throws {
    let rhythms = try TestSeed.seeds(1...15).flatMap { seed in
      try [1.0, -1.0].map { try Self.measure(seed: seed, skinSlide: $0) }
    }
    for errors in Self.compare("30 wearers with sliding skin", rhythms) {
      #expect(abs(Self.median(errors)) < 0.05, "\(errors)")
    }
  }

  @Test func `a trunk sensor of a third of the rate gives the same`() throws {
    let rhythms = try TestSeed.seeds(1...4).map { try Self.measure(seed: $0, trunkEvery: 3) }
    for errors in Self.compare("trunk at 33 Hz", rhythms) {
      #expect(errors.allSatisfy { abs($0) < 0.06 }, "\(errors)")
    }
  }
}
