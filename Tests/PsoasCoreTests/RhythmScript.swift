import Foundation

@testable import PsoasCore

/// A series of bends: the pelvis angle as a function of trunk flexion, degrees, and disturbances. Two sensors follow it
/// exactly.
struct RhythmScript {
  var peaks: [Double] = [90, 95, 100]
  var pelvis: (Double) -> Double = { $0 * 0.4 }
  /// Delay of the pelvis, seconds.
  var delay = 0.0
  /// Roll per degree of trunk flexion, degrees.
  var sideways = 0.0
  /// Every second bend rolls to the other side.
  var alternates = false
  /// Rotation of the body about the vertical during the second bend, degrees.
  var twist = 0.0
  /// Slip of one sensor after the first bend, degrees.
  var slip = 0.0
  var slipping = Placement.trunk
  /// The trunk sensor sends nothing in this period, seconds.
  var silence: ClosedRange<Double>?
  var interchanged = false
  /// The wearer comes back from the last bend only to this flexion of the trunk, degrees.
  var rest = 0.0
  /// Amplitude of a sway of the whole body with a period of two seconds, degrees.
  var sway = 0.0
  /// Seconds after the last bend.
  var afterwards = 3.0

  static let stance = 5.0
  static let cycle = 7.0

  var seconds: Double { Self.stance + Self.cycle * Double(peaks.count) + afterwards }

  func trunk(at time: Double) -> Double {
    let since = time - Self.stance
    let number = Int(floor(since / Self.cycle))
    guard since > 0, !peaks.isEmpty else { return 0 }
    guard number < peaks.count else { return rest }
    let t = since - Double(number) * Self.cycle
    let part = t < 2 ? smooth(t / 2) : t < 3 ? 1 : 1 - smooth((t - 3) / 2)
    let base = t > 3 && number == peaks.count - 1 ? rest : 0
    return base + (peaks[number] - base) * part
  }

  private func smooth(_ u: Double) -> Double {
    let v = min(1, max(0, u))
    return v * v * v * (10 + v * (6 * v - 15))
  }

  private static func mounting(_ v: Vector3) -> Vector3 {
    Vector3(0.6 * v.x - 0.8 * v.y, -v.z, 0.8 * v.x + 0.6 * v.y)
  }

  /// Up in sensor axes; the parameters are in degrees.
  private static func up(_ flexion: Double, _ roll: Double, _ slip: Double, _ twist: Double) -> Vector3 {
    let (f, r, t) = (flexion * .pi / 180, roll * .pi / 180, twist * .pi / 180)
    let level = -sin(f) * cos(r)
    let body = Vector3(level * cos(t), cos(f) * cos(r), sin(r) + level * sin(t))
    let s = slip * .pi / 180
    return mounting(Vector3(body.x * cos(s) - body.y * sin(s), body.x * sin(s) + body.y * cos(s), body.z))
  }

  /// Up in the axes of a placement's sensor.
  private func up(_ placement: Placement, at time: Double) -> Vector3 {
    let isPelvis = (placement == .pelvis) != interchanged
    let slip = placement == slipping && time > Self.stance + 6 ? slip : 0
    let swayed = sway * sin(.pi * time)
    if isPelvis { return Self.up(pelvis(trunk(at: time - delay)) + swayed, 0, slip, 0) }
    let number = floor((time - Self.stance) / Self.cycle)
    let side = alternates && number.truncatingRemainder(dividingBy: 2) == 1 ? -sideways : sideways
    let trunk = trunk(at: time)
    return Self.up(trunk + swayed, trunk * side, slip, number == 1 ? twist : 0)
  }

  struct Run {
    var measurement: RhythmMeasurement
    var frames: [RhythmFrame]

    func read() throws(RhythmRefusal) -> [RhythmBend] {
      var frames = frames
      var bends = [RhythmBend](repeating: RhythmBend(), count: LumbopelvicRhythm.mostBends)
      var span = frames.mutableSpan
      var room = bends.mutableSpan
      let count = try measurement.read(&span, into: &room)
      return Array(bends[..<count])
    }
  }

  /// The pelvis sensor at 104 Hz and the trunk sensor at 61 Hz, not synchronized.
  func run(bends: Int = 3, until limit: Double = .infinity) -> Run {
    var measurement = RhythmMeasurement(bends: bends, at: Instant(microseconds: 0))
    var frames = [RhythmFrame](repeating: RhythmFrame(), count: RhythmMeasurement.capacity)
    var readings: [(time: Double, placement: Placement)] = []
    readings += (0...Int(seconds * 104)).map { (0.004 + Double($0) / 104, .pelvis) }
    readings += (0...Int(seconds * 61)).map { (0.001 + Double($0) / 61, .trunk) }
    for (time, placement) in readings.sorted(by: { $0.time < $1.time }) where time <= limit {
      if placement == .trunk, silence?.contains(time) == true { continue }
      var span = frames.mutableSpan
      measurement.update(
        up(placement, at: time), of: placement, at: Instant(microseconds: Int64(time * 1e6)), into: &span)
    }
    return Run(measurement: measurement, frames: frames)
  }

  func refusal(bends: Int = 3) -> RhythmRefusal? {
    let run = run(bends: bends)
    do throws(RhythmRefusal) {
      _ = try run.read()
      return nil
    } catch {
      return error
    }
  }
}
