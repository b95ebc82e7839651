/// Counts bridges: out of lying on the back the pelvis goes further round and comes back.
///
/// A hip, knee and shoulder in one line turn the pelvis by 24 to 27 degrees for people of 1.60 to 1.90 m (geometry), so
/// that 12 out and 6 back leave room for soft tissue on both sides.
public struct RepetitionCounter: Sendable {
  public struct Limits: Equatable, Sendable {
    /// Degrees from lying beyond which the hips are up, and below which they are down again.
    public var out = 12.0
    public var back = 6.0
    /// Seconds that a repetition may take, from leaving `back` to falling below it.
    public var time: ClosedRange<Double> = 1...10
    /// Seconds to stay beyond `out`.
    public var hold = 1.0
    /// Tilt of lying on the back, degrees.
    public var lying: ClosedRange<Double> = -110 ... -70

    public init() {}
  }

  /// Feedback to the wearer.
  public enum Fault: UInt8, Sendable {
    case none
    /// Nothing is known of the wearer's axes, or the sensor is silent.
    case unseen
    case notLying
    /// Came back without having been out.
    case tooLow
    /// Out, but not for long enough.
    case tooBrief
    /// Came down in less than half a second.
    case dropped
    /// Up for longer than a repetition may take.
    case tooLong
  }

  public let limits: Limits
  public private(set) var count = 0
  /// Degrees that the last counted repetition went out.
  public private(set) var amplitude = 0.0
  /// Mean of all counted.
  public var meanAmplitude: Double { count > 0 ? amplitudes / Double(count) : 0 }
  /// Degrees out of lying now; nil before the wearer has lain still.
  public private(set) var swing: Double?
  public private(set) var fault = Fault.unseen
  public private(set) var isUp = false
  /// Seconds between leaving and coming back of all counted.
  public private(set) var working = 0.0

  private var lying: Double?
  private var lyingFor = 0.0
  private var away = 0.0
  private var top = 0.0
  private var peak = 0.0
  private var sinceTop = 0.0
  private var amplitudes = 0.0

  /// Root mean square rate of lying still, degrees/s.
  static let still = 5.0
  /// Seconds of it that show where lying is, and the time constant with which it is followed from then on.
  static let lyingTime = 0.5
  static let lyingFollow = 1.0
  /// Seconds at rest in another place after which that is where lying is.
  static let elsewhere = 15.0
  /// Seconds from the top down that are a drop (our judgement).
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
    // Sat up, or rolled over.
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

  /// Degrees from upright backwards: 90 on the back. Where only the lean is known, that.
  private func depth(_ pose: ExercisePose) -> Double? {
    if let tilt = pose.tilt { return tilt > 90 ? 360 - tilt : -tilt }
    guard pose.lateral == nil else { return nil }
    return pose.inclination
  }
}
