import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Checks a recording's samples against what a worn sensor can measure, and describes the error.
struct SignalCheck {
  private var forces = InlineArray<3, ForceCheck>(repeating: ForceCheck())
  private var turns = InlineArray<3, TurnCheck>(repeating: TurnCheck())
  /// The kind of file, which determines the remedy.
  let kind: Kind

  enum Kind {
    case sampleCSV
    case evemu
  }

  /// - Parameter doubtsSteadyTurns: true if the unit of angular velocity was not specified.
  init(_ kind: Kind, doubtsSteadyTurns: Bool = true) {
    self.kind = kind
    for index in 0..<3 { turns[index].doubtsSteady = doubtsSteadyTurns }
  }

  /// The error, if this sample decides it.
  @inline(__always)
  mutating func take(_ sample: Sample, _ placement: Placement) -> Text? {
    let index = Int(placement.rawValue)
    if !forces[index].isDecided, let finding = forces[index].take(sample.acceleration, at: sample.time) {
      return describe(finding, placement, sample)
    }
    if !turns[index].isDecided, let finding = turns[index].take(sample) { return describe(finding, placement, sample) }
    return nil
  }

  /// The error of a recording that ends before a decision.
  mutating func finish(_ last: (Placement) -> Sample?) -> Text? {
    for placement in Placement.allCases {
      if let finding = forces[Int(placement.rawValue)].finish(), let sample = last(placement) {
        return describe(finding, placement, sample)
      }
    }
    return nil
  }

  private func describe(_ finding: ForceCheck.Finding, _ placement: Placement, _ sample: Sample) -> Text {
    let force: Text = "the mean force on the \(placement.name) is"
    let gravity: StaticString = "expected gravity's 9.8"
    let x = sample.acceleration.x
    switch finding {
    case .inG(let mean):
      let right = x * FrameDecoder.gravity
      return "\(force) \(mean, places: 2) m/s2, \(gravity): is it in g? \(remedy("acc=g", x, right, mean))"
    case .inMilliG(let mean):
      let right = x * FrameDecoder.gravity / 1000
      let words = remedy("acc=mg or acc=cm/s2", x, right, mean)
      return "\(force) \(mean, places: 0) m/s2, \(gravity): is it in mg or cm/s2? \(words)"
    case .nothing(let mean):
      let cause: StaticString =
        kind == .sampleCSV
        ? "was gravity removed, or does the sensor measure nothing? Write the readings with gravity"
        : "the sensor measures nothing"
      return "\(force) \(mean, places: 2) m/s2, \(gravity): \(cause)"
    case .otherScale(let mean):
      let cause: Text =
        kind == .sampleCSV
        ? "are these counts? Say --units acc=\(mean, places: mean < 100 ? 1 : 0)/g"
        : "is the resolution per m/s2? \(remedy("", x, x, mean))"
      return "\(force) \(mean, places: 2) m/s2 at rest, \(gravity): \(cause)"
    }
  }

  /// What the first reading would be in m/s2, or the factor by which a device's scale is wrong.
  private func remedy(_ unit: StaticString, _ value: Double, _ right: Double, _ mean: Double) -> Text {
    switch kind {
    case .sampleCSV: "Write \(right, places: 2) instead of \(value, places: 2), or say --units \(unit)"
    case .evemu:
      "The scale is wrong by \(FrameDecoder.gravity / mean, places: 3): give UnitsPerG= in a quirk (see psoas-quirks(5))"
    }
  }

  private func describe(_ finding: TurnCheck.Finding, _ placement: Placement, _ sample: Sample) -> Text {
    let turn: Text = "the angular velocity of the \(placement.name) is"
    let x = sample.angularVelocity.x
    let remedy: Text =
      kind == .sampleCSV
      ? "is it in degrees/s? Write \(x * Trigonometry.radiansPerDegree, places: 4) instead of \(x, places: 4), or say --units gyr=deg/s"
      : "give UnitsPerDegreePerSecond= in a quirk (see psoas-quirks(5))"
    switch finding {
    case .scaled(let times):
      let isSmall = times < 1 && kind == .sampleCSV
      let cause: Text = isSmall ? "is --units gyr= right?" : remedy
      let places = times < 1 ? 4 : 0
      return "\(turn) \(times, places: places) times the rotation that gravity shows, expected rad/s: \(cause)"
    case .contradicted(let rate):
      return "\(turn) steadily \(rate, places: 2) rad/s while gravity does not rotate, expected rad/s: \(remedy)"
    }
  }

  static func describe(_ finding: RateCheck.Finding) -> Text {
    switch finding {
    case .tooSlow(let spacing):
      let unit: StaticString =
        spacing < 1000
        ? "milliseconds? Say --units time=ms"
        : spacing < 1e6 ? "microseconds? Say --units time=us" : "nanoseconds? Say --units time=ns"
      return """
        rows are \(spacing, places: spacing < 10 ? 2 : 0) s apart, which is impossible for a worn sensor: is time in \(unit) \
        (--units time=s if they are seconds)
        """
    case .tooFast(let spacing):
      return """
        rows are \(spacing * 1e6, places: 0) us apart, which is impossible for a worn sensor: is time in hours or days? Say --units \
        time=h or time=d (--units time=s if they are seconds)
        """
    }
  }
}
