/// Counts bridges: from lying supine the pelvis tilts posteriorly and comes back.
///
/// A line through hip, knee and shoulder tilts the pelvis by 24 to 27 degrees for people of 1.60 to 1.90 m (geometry).
/// 12 degrees out and 6 back leave a margin for soft tissue on both sides.
public struct RepetitionCounter: Sendable {
  public struct Limits: Equatable, Sendable {
    /// Degrees from lying above which the hips are up, and below which they are down again.
    public var out = 12.0
    public var back = 6.0
    /// Duration of a repetition, from leaving `back` to falling below it, seconds.
    public var time: ClosedRange<Double> = 1...10
    /// Least time beyond `out`, seconds.
    public var hold = 1.0
    /// Tilt of lying on the back, degrees.
    public var lying: ClosedRange<Double> = -110 ... -70

    public init() {}
  }

  /// Feedback to the wearer.
  public enum Fault: UInt8, Sendable {
    case none
    /// The wearer's axes are unknown, or the sensor is silent.
    case unseen
    case notLying
    /// The pelvis came back without having passed `out`.
    case tooLow
    /// The pelvis passed `out`, but not for long enough.
    case tooBrief
    /// The pelvis came down in less than half a second.
    case dropped
    /// The pelvis was up for longer than a repetition may take.
    case tooLong
  }

  public let limits: Limits
  public private(set) var count = 0
  /// Amplitude of the last counted repetition, degrees.
  public private(set) var amplitude = 0.0
  /// Mean amplitude of all counted repetitions.
  public var meanAmplitude: Double { count > 0 ? amplitudes / Double(count) : 0 }
  /// Degrees from lying now; nil before the wearer has lain still.
  public private(set) var swing: Double?
  public private(set) var fault = Fault.unseen
  public private(set) var isUp = false
  /// Total duration of all counted repetitions, seconds.
  public private(set) var working = 0.0

  private var lying: Double?
  private var lyingFor = 0.0
  private var away = 0.0
  private var top = 0.0
  private var peak = 0.0
  private var sinceTop = 0.0
  private var amplitudes = 0.0

  /// Largest root mean square rate of lying still, degrees/s.
  static let still = 5.0
  /// Seconds of stillness that show the angle of lying, and the time constant with which it is followed afterwards.
  static let lyingTime = 0.5
  static let lyingFollow = 1.0
  /// Seconds at rest at another angle after which that is the angle of lying.
  static let elsewhere = 15.0
  /// Duration from the top down that counts as a drop, seconds (chosen by judgement).
  static let drop = 0.5

  public init(_ limits: Limits = Limits()) { self.limits = limits }

  public mutating func update(_ track: ExerciseTrack) {
    guard let depth = depth(track.pose) else { return lose(.unseen) }
    let dt = track.interval
    let isLying = (-limits.lying.upperBound ... -limits.lying.lowerBound).contains(depth)
    guard let known = lying else {
      if isLying, track.turning < Self.still { lyingFor += dt } else { lyingFor = 0 }
      fault = isLying ? .none : .notLying
      if lyingFor >= Self.lyingTime { lying = depth }
      return
    }
    let swing = depth - known
    self.swing = swing
    // The wearer sat up or rolled over.
    if depth < -limits.lying.upperBound - 15 { return lose(.notLying) }
    if swing < limits.back {
      if away > 0 { comeBack() }
      if track.turning < Self.still, isLying {
        lying = known + swing * (dt / (Self.lyingFollow + dt))
      }
      return
    }
    away += dt
    sinceTop += dt
    if swing > limits.out {
      isUp = true
      top += dt
    }
    peak = max(peak, swing)
    if swing > 0.8 * peak { sinceTop = 0 }
    if away > limits.time.upperBound { fault = .tooLong }
    if away > Self.elsewhere, isLying, track.turning < Self.still { lose(.none) }
  }

  private mutating func comeBack() {
    if !isUp {
      fault = .tooLow
    } else if away > limits.time.upperBound {
      fault = .tooLong
    } else if top < limits.hold || away < limits.time.lowerBound {
      fault = .tooBrief
    } else {
      count += 1
      amplitude = peak
      amplitudes += peak
      working += away
      fault = sinceTop < Self.drop ? .dropped : .none
    }
    leave()
  }

  private mutating func lose(_ why: Fault) {
    fault = why
    lying = nil
    lyingFor = 0
    swing = nil
    leave()
  }

  private mutating func leave() {
    isUp = false
    (away, top, peak, sinceTop) = (0, 0, 0, 0)
  }

  /// Degrees from upright backward: 90 supine. If only the inclination is known, that.
  private func depth(_ pose: ExercisePose) -> Double? {
    if let tilt = pose.tilt { return tilt > 90 ? 360 - tilt : -tilt }
    guard pose.lateral == nil else { return nil }
    return pose.inclination
  }
}
