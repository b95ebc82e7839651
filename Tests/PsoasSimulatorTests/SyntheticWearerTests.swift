import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasSimulator

@Suite struct SyntheticWearerTests {
  /// A decoded sample with the truth at its time.
  private struct Moment {
    var placement: Placement
    var sample: Sample
    var truth: SyntheticWearer.Truth
  }

  private func moments(_ wearer: SyntheticWearer, seconds: Double) throws -> [Moment] {
    var wearer = wearer
    var decoders: [Placement: FrameDecoder] = [:]
    for placement in wearer.placements {
      decoders[placement] = try FrameDecoder(#require(wearer.description(of: placement)))
    }
    var frame: [InputEvent] = []
    var moments: [Moment] = []
    while true {
      let (placement, time) = wearer.next(&frame)
      if time.seconds > seconds { return moments }
      for event in frame {
        if let sample = decoders[placement]?.decode(event, at: time) {
          moments.append(Moment(placement: placement, sample: sample, truth: wearer.truth))
        }
      }
    }
  }

  private func exact(_ placements: [Placement] = [.pelvis]) -> SyntheticWearer.Options {
    var options = SyntheticWearer.Options()
    options.placements = placements
    options.hasErrors = false
    return options
  }

  private static let brief: [Activity] = [
    Activity(.stand, seconds: 10), Activity(.sit, seconds: 15), Activity(.stand, seconds: 10),
    Activity(.walk, seconds: 20), Activity(.bend, seconds: 12), Activity(.sit, seconds: 10),
    Activity(.lie, seconds: 15),
  ]

  @Test func `it sends the same frames for the same seed and others for another`() {
    func frames(seed: UInt64) -> [String] {
      var options = SyntheticWearer.Options()
      options.seed = seed
      options.placements = [.pelvis, .thigh]
      var wearer = SyntheticWearer(day: Self.brief, options)
      var frame: [InputEvent] = []
      return (0..<3000).map { _ in
        let (placement, time) = wearer.next(&frame)
        return "\(placement) \(time.microseconds) \(frame.map(\.value))"
      }
    }
    #expect(frames(seed: 5) == frames(seed: 5))
    #expect(frames(seed: 5) != frames(seed: 6))
  }

  @Test func `every frame has a later time than the one before`() {
    var options = SyntheticWearer.Options()
    options.placements = [.thigh, .pelvis, .trunk]
    options.rate = 200
    var wearer = SyntheticWearer(options)
    var frame: [InputEvent] = []
    var last: Int64 = -1
    for _ in 0..<30_000 {
      let time = wearer.next(&frame).time.microseconds
      #expect(time > last)
      last = time
    }
  }

  @Test func `it starts again when the day is over`() throws {
    let moments = try moments(SyntheticWearer(day: Self.brief, exact()), seconds: 92 * 3)
    let postures = moments.map(\.truth.posture)
    let changes = zip(postures, postures.dropFirst()).filter { $0 != $1 }.count
    // Seven activities. Standing and bending are one posture, and sitting precedes the first stance.
    #expect(changes > 15)
    #expect(postures.last == .lying)
  }

  @Test func `it reports angular velocity that leads from one attitude to the next`() throws {
    for placement in Placement.allCases {
      var up: Vector3?
      for moment in try moments(SyntheticWearer(day: Self.brief, exact([placement])), seconds: 92) {
        if let before = up, moment.sample.interval > 0 {
          // In sensor axes the fixed up direction rotates opposite to the sensor; the error is of second order.
          let turned = before + before.cross(moment.sample.angularVelocity) * moment.sample.interval
          #expect((turned - moment.truth.up).norm < 0.004)
        }
        up = moment.truth.up
      }
    }
  }

  @Test func `it feels gravity along up while at rest`() throws {
    let day = [Activity(.sit, seconds: 30), Activity(.lie, seconds: 30)]
    for moment in try moments(SyntheticWearer(day: day, exact([.pelvis, .thigh, .trunk])), seconds: 60)
    where moment.truth.label.utf8CodeUnitCount == 3 {
      #expect((moment.sample.acceleration - moment.truth.up * FrameDecoder.gravity).norm < 0.35)
    }
  }

  @Test func `it rises between twenty and forty centimetres and swings forward`() throws {
    let day = [Activity(.sit, seconds: 10), Activity(.stand, seconds: 10)]
    var velocity = 0.0
    var height = 0.0
    var tilts: [Double] = []
    for moment in try moments(SyntheticWearer(day: day, exact()), seconds: 18) where moment.sample.time.seconds > 9 {
      let vertical = moment.sample.acceleration.dot(moment.truth.up) - FrameDecoder.gravity
      velocity += vertical * moment.sample.interval
      height += velocity * moment.sample.interval
      tilts.append(moment.truth.tilt)
    }
    #expect((0.2...0.45).contains(height))
    #expect(velocity.magnitude < 0.05)
    #expect(tilts.max() ?? 0 > 12)
  }

  @Test func `it sits eight to nineteen degrees behind standing`() throws {
    let day = [Activity(.stand, seconds: 20), Activity(.sit, seconds: 60), Activity(.slump, seconds: 60)]
    let moments = try moments(SyntheticWearer(day: day, exact()), seconds: 140)
    func tilt(_ seconds: ClosedRange<Double>) -> Double {
      let tilts = moments.filter { seconds.contains($0.sample.time.seconds) }.map(\.truth.tilt)
      return tilts.reduce(0, +) / Double(tilts.count)
    }
    #expect(tilt(3...19).magnitude < 2)
    #expect((-19 ... -8).contains(tilt(25...78)))
    #expect(tilt(90...138) < -20)
  }

  @Test func `it steps one and eight tenths of a second`() throws {
    let moments = try moments(SyntheticWearer(day: [Activity(.walk, seconds: 40)], exact()), seconds: 35)
    let vertical = moments.filter { (5..<35).contains($0.sample.time.seconds) }
      .map { $0.sample.acceleration.dot($0.truth.up) - FrameDecoder.gravity }
    // The best frequency of a sine, within the range of slow and fast walking.
    let best = stride(from: 1.0, through: 3.0, by: 0.05).max { power(vertical, $0) < power(vertical, $1) }
    #expect(abs((best ?? 0) - 1.8) < 0.11)
    let spread = (vertical.map { $0 * $0 }.reduce(0, +) / Double(vertical.count)).squareRoot()
    #expect((1.0...4.0).contains(spread))
  }

  private func power(_ values: [Double], _ frequency: Double) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    for (index, value) in values.enumerated() {
      let angle = 2 * Double.pi * frequency * Double(index) / 100
      real += value * cos(angle)
      imaginary += value * sin(angle)
    }
    return real * real + imaginary * imaginary
  }

  @Test func `it holds the thigh level while seated`() throws {
    let day = [Activity(.stand, seconds: 20), Activity(.sit, seconds: 40)]
    let moments = try moments(SyntheticWearer(day: day, exact([.thigh])), seconds: 58)
    let standing = moments.filter { (5...15).contains($0.sample.time.seconds) }.map(\.truth.up)
    let seated = moments.filter { (30...50).contains($0.sample.time.seconds) }.map(\.truth.up)
    let first = try #require(standing.first)
    for up in standing { #expect(up.dot(first) > cos(5 * Double.pi / 180)) }
    for up in seated { #expect(up.dot(first).magnitude < sin(12 * Double.pi / 180)) }
  }

  @Test func `without stamps or gyroscope it is still a sensor`() throws {
    var options = exact()
    options.isStamped = false
    options.hasGyroscope = false
    let wearer = SyntheticWearer(day: Self.brief, options)
    let device = try #require(wearer.description(of: .pelvis))
    #expect(device.axes.count == 3)
    #expect(try FrameDecoder(device).isSparse)
    #expect(try moments(wearer, seconds: 20).allSatisfy { !$0.sample.hasGyroscope })
  }
}
