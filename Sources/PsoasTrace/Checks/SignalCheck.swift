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
    var text = Text()
    text.append("the mean force on the ")
    text.append(placement.name)
    text.append(" is ")
    let x = sample.acceleration.x
    switch finding {
    case .inG(let mean):
      text.append(mean, places: 2)
      text.append(" m/s2, expected gravity's 9.8: is it in g?")
      remedy("acc=g", converted: x, x * FrameDecoder.gravity, mean, &text)
    case .inMilliG(let mean):
      text.append(mean, places: 0)
      text.append(" m/s2, expected gravity's 9.8: is it in mg or cm/s2?")
      remedy("acc=mg or acc=cm/s2", converted: x, x * FrameDecoder.gravity / 1000, mean, &text)
    case .nothing(let mean):
      text.append(mean, places: 2)
      text.append(" m/s2, expected gravity's 9.8: ")
      text.append(
        kind == .sampleCSV
          ? "was gravity removed, or does the sensor measure nothing? Write the readings with gravity"
          : "the sensor measures nothing")
    case .otherScale(let mean):
      text.append(mean, places: 2)
      text.append(" m/s2 at rest, expected gravity's 9.8: ")
      if kind == .sampleCSV {
        text.append("are these counts? Say --units acc=")
        text.append(mean, places: mean < 100 ? 1 : 0)
        text.append("/g")
      } else {
        text.append("is the resolution per m/s2?")
        remedy("", converted: x, x, mean, &text)
      }
    }
    return text
  }

  private func remedy(
    _ unit: StaticString, converted value: Double, _ right: Double, _ mean: Double, _ text: inout Text
  ) {
    switch kind {
    case .sampleCSV:
      text.append(" Write ")
      text.append(right, places: 2)
      text.append(" instead of ")
      text.append(value, places: 2)
      text.append(", or say --units ")
      text.append(unit)
    case .evemu:
      text.append(" The scale is wrong by ")
      text.append(FrameDecoder.gravity / mean, places: 3)
      text.append(": give UnitsPerG= in a quirk (see psoas-quirks(5))")
    }
  }

  private func describe(_ finding: TurnCheck.Finding, _ placement: Placement, _ sample: Sample) -> Text {
    var text = Text()
    text.append("the angular velocity of the ")
    text.append(placement.name)
    switch finding {
    case .scaled(let times):
      text.append(" is ")
      text.append(times, places: times < 1 ? 4 : 0)
      text.append(" times the rotation that gravity shows, expected rad/s: ")
    case .contradicted(let rate):
      text.append(" is steadily ")
      text.append(rate, places: 2)
      text.append(" rad/s while gravity does not rotate, expected rad/s: ")
    }
    if case .scaled(let times) = finding, times < 1, kind == .sampleCSV {
      text.append("is --units gyr= right?")
      return text
    }
    switch kind {
    case .sampleCSV:
      text.append("is it in degrees/s? Write ")
      text.append(sample.angularVelocity.x * Trigonometry.radiansPerDegree, places: 4)
      text.append(" instead of ")
      text.append(sample.angularVelocity.x, places: 4)
      text.append(", or say --units gyr=deg/s")
    case .evemu:
      text.append("give UnitsPerDegreePerSecond= in a quirk (see psoas-quirks(5))")
    }
    return text
  }

  static func describe(_ finding: RateCheck.Finding) -> Text {
    var text = Text()
    text.append("rows are ")
    switch finding {
    case .tooSlow(let spacing):
      text.append(spacing, places: spacing < 10 ? 2 : 0)
      text.append(" s apart, which is impossible for a worn sensor: is time in ")
      text.append(
        spacing < 1000
          ? "milliseconds? Say --units time=ms"
          : spacing < 1e6 ? "microseconds? Say --units time=us" : "nanoseconds? Say --units time=ns")
      text.append(" (--units time=s if they are seconds)")
    case .tooFast(let spacing):
      text.append(spacing * 1e6, places: 0)
      text.append(" us apart, which is impossible for a worn sensor: is time in hours or days?")
      text.append(" Say --units time=h or time=d")
      text.append(" (--units time=s if they are seconds)")
    }
    return text
  }
}
