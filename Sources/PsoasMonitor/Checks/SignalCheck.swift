import PsoasCore
import PsoasSystem

/// Checks samples, of a file or of a live sensor, against what a worn sensor can measure, and describes the error.
public struct SignalCheck: Sendable {
  private var forces = InlineArray<3, ForceCheck>(repeating: ForceCheck())
  private var turns = InlineArray<3, TurnCheck>(repeating: TurnCheck())
  /// The source of the samples, which determines the remedy.
  private let kind: Kind

  public enum Kind: Sendable {
    /// A file: its units can be named. m/s2 and rad/s per unit in use.
    case sampleCSV(acceleration: Double, angularVelocity: Double)
    /// A device, live or recorded: a quirk defines its scale.
    case device(Scale)
  }

  /// The current scale of a device.
  public struct Scale: Sendable {
    public var unitsPerG: Double
    /// 0 without a gyroscope.
    public var unitsPerDegreePerSecond: Double

    public init(unitsPerG: Double, unitsPerDegreePerSecond: Double) {
      self.unitsPerG = unitsPerG
      self.unitsPerDegreePerSecond = unitsPerDegreePerSecond
    }
  }

  /// - Parameter doubtsSteadyTurns: true if the unit of angular velocity was not specified.
  public init(_ kind: Kind, doubtsSteadyTurns: Bool = true) {
    self.kind = kind
    for index in 0..<3 { turns[index].doubtsSteady = doubtsSteadyTurns }
  }

  /// The error, if this sample decides it.
  public mutating func take(_ sample: Sample, _ placement: Placement) -> Text? {
    let index = placement.index
    if !forces[index].isDecided, let finding = forces[index].take(sample.acceleration, at: sample.time) {
      return describe(finding, placement, sample)
    }
    if !turns[index].isDecided, let finding = turns[index].take(sample) { return describe(finding, placement, sample) }
    return nil
  }

  /// The error of a recording that ends before a decision.
  public mutating func finish(_ last: (Placement) -> Sample?) -> Text? {
    for placement in Placement.allCases {
      if let finding = forces[placement.index].finish(), let sample = last(placement) {
        return describe(finding, placement, sample)
      }
    }
    return nil
  }

  // MARK: Acceleration

  private func describe(_ finding: ForceCheck.Finding, _ placement: Placement, _ sample: Sample) -> Text {
    let force: Text = "the mean force on the \(placement.name) is"
    let gravity: StaticString = "expected gravity's 9.8"
    let x = sample.acceleration.x
    // The units were specified, and are wrong.
    if case .sampleCSV(let unit, _) = kind, unit != 1, finding.mean > 0 {
      let mean = finding.mean
      return """
        \(force) \(mean, places: 2) m/s2 in these units, \(gravity): is --units acc= right? For counts, say \
        --units acc=\(scale: mean / unit)/g
        """
    }
    switch finding {
    case .inG(let mean):
      let words = remedy("acc=g", x, times: FrameDecoder.gravity)
      return "\(force) \(mean, places: 2) m/s2, \(gravity): is it in g? \(words)"
    case .inMilliG(let mean):
      let words = remedy("acc=mg or acc=cm/s2", x, times: FrameDecoder.gravity / 1000)
      return "\(force) \(mean, places: 0) m/s2, \(gravity): is it in mg or cm/s2? \(words)"
    case .nothing(let mean):
      return "\(force) \(mean, places: 2) m/s2, \(gravity): \(causeOfNothing)"
    case .otherScale(let mean):
      let cause: Text =
        switch kind {
        case .sampleCSV: "are these counts? Say --units acc=\(scale: mean)/g"
        case .device: "is the resolution per m/s2? \(remedy("", x, times: FrameDecoder.gravity / mean))"
        }
      return "\(force) \(mean, places: 2) m/s2 at rest, \(gravity): \(cause)"
    }
  }

  private var causeOfNothing: StaticString {
    switch kind {
    case .sampleCSV: "was gravity removed, or does the sensor measure nothing? Write the readings with gravity"
    case .device:
      "does its driver remove gravity, or does the sensor measure nothing? Assign another one (psoasctl sensors)"
    }
  }

  /// The first reading in m/s2, or the right scale of a device.
  /// - Parameter factor: the readings times this are in m/s2.
  private func remedy(_ unit: StaticString, _ value: Double, times factor: Double) -> Text {
    switch kind {
    case .sampleCSV: "Write \(value * factor, places: 2) instead of \(value, places: 2), or say --units \(unit)"
    case .device(let scale):
      """
      The scale is wrong by \(factor, places: 3): set UnitsPerG=\(scale: scale.unitsPerG / factor) in a quirk \
      (see psoas-quirks(5))
      """
    }
  }

  // MARK: Angular velocity

  private func describe(_ finding: TurnCheck.Finding, _ placement: Placement, _ sample: Sample) -> Text {
    let turn: Text = "the angular velocity of the \(placement.name) is"
    let x = sample.angularVelocity.x
    switch finding {
    case .scaled(let times):
      let places = times < 1 ? 4 : 0
      let words = remedy(x, times: times)
      return "\(turn) \(times, places: places) times the rotation that gravity shows, expected rad/s: \(words)"
    case .contradicted(let rate):
      let words = remedy(x, times: 1 / Trigonometry.radiansPerDegree)
      return "\(turn) steadily \(rate, places: 2) rad/s while gravity does not rotate, expected rad/s: \(words)"
    }
  }

  /// - Parameter times: the readings are so many times the rotation.
  private func remedy(_ value: Double, times: Double) -> Text {
    switch kind {
    case .sampleCSV(_, let unit):
      // rad/s per unit.
      let found = unit / times
      let degree = Trigonometry.radiansPerDegree
      if (0.7...1.4).contains(found / degree) {
        let given = value / unit
        let right = given * degree
        return "is it in degrees/s? Write \(right, places: 4) instead of \(given, places: 4), or say --units gyr=deg/s"
      }
      if (0.7...1.4).contains(found / degree * 1000) { return "is it in mdeg/s? Say --units gyr=mdeg/s" }
      guard found < degree else { return "is --units gyr= right?" }
      return """
        are these counts? Say --units gyr=COUNTS/dps with the sensor's counts per degree/s, about \
        \(scale: degree / found)
        """
    case .device(let scale):
      return """
        is its resolution per radian? Set UnitsPerDegreePerSecond=\(scale: scale.unitsPerDegreePerSecond * times) in a \
        quirk (see psoas-quirks(5))
        """
    }
  }
}

extension ForceCheck.Finding {
  /// The mean force, m/s2.
  fileprivate var mean: Double {
    switch self {
    case .inG(let mean), .inMilliG(let mean), .nothing(let mean), .otherScale(let mean): mean
    }
  }
}

extension TextInterpolation {
  /// A scale, with about four digits.
  fileprivate mutating func appendInterpolation(scale: Double) {
    insert { $0.append(scale, places: scale < 10 ? 4 : scale < 1000 ? 2 : 0) }
  }
}
