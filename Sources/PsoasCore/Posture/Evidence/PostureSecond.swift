/// The evidence of one second of a torso sensor for the posture, packed: hindsight stores half an hour of it.
public struct PostureSecond: Equatable, Sendable {
  /// Second of the run.
  public var second: Int32
  private var upX: Int16
  private var upY: Int16
  private var upZ: Int16
  private var forwardX: Int8
  private var forwardY: Int8
  private var forwardZ: Int8
  /// 1/64 of the natural logarithm of the agitation's root mean square, m/s2.
  private var logAgitation: Int16
  /// In units of 1/255.
  private var stepsShare: UInt8
  private var uprightShare: UInt8 = 0
  private var reportedConfidence: UInt8 = 0
  /// Degrees between up and up of at most four seconds before.
  private var turnDegrees: UInt8
  /// Seconds without a sample before this second.
  private var gapSeconds: UInt8
  /// The posture reported at its end.
  public private(set) var reported = Posture.unknown
  /// The reported posture uses evidence outside this record: a gyroscope, a thigh sensor or the wearer.
  private(set) var isWitnessed = false
  /// The directions are in the axes of the trunk's sensor, not of the pelvis's.
  private(set) var isTrunk = false
  /// The wearer announced standing in neutral, and `up` is the mean of that stance.
  private(set) var isStance = false

  /// Mean direction of up, sensor axes, near norm 1.
  var up: Vector3 { Vector3(Double(upX), Double(upY), Double(upZ)) * (1 / 32767) }
  /// False if no torso sensor is worn: then `up` is zero.
  var showsTorso: Bool { upX != 0 || upY != 0 || upZ != 0 }
  /// Forward, sensor axes; its norm is the confidence, from 0 to 1.
  var forward: Vector3 { Vector3(Double(forwardX), Double(forwardY), Double(forwardZ)) * (1 / 127) }
  /// Natural logarithm of the root mean square of the agitation, m/s2.
  var agitation: Double { Double(logAgitation) / 64 }
  /// Share of the second with detected steps, 0 to 1.
  var steps: Double { Double(stepsShare) / 255 }
  /// Weight of this second for the upright direction: seconds of walking.
  var showsUpright: Double { isStance ? Self.stance : Double(uprightShare) / 255 }
  var turn: Double { Double(turnDegrees) }
  var gap: Double { Double(gapSeconds) }
  /// Confidence of the reported posture, from 0 to 1.
  var confidence: Double { Double(reportedConfidence) / 255 }
  /// The wearer reported the posture.
  var isStated: Bool { isWitnessed && reportedConfidence == 255 }
  /// As still as a sensor on a table: not even breathing moves it.
  var isMotionless: Bool { turnDegrees == 0 && agitation < Self.leastAgitation }

  /// Weight of an announced stance for the upright direction, in seconds of walking: from 60 to 200 nothing changes by
  /// more than 0.001 on HAR70+ and HARTH, and 100 is best on HAPT without its gyroscope.
  static let stance = 100.0
  /// Degrees from an announced stance beyond which the wearer no longer holds it.
  static let mostFromStance = 25.0

  static let nothing = PostureSecond(
    second: 0, up: .zero, forward: .zero, meanSquare: 0, steps: 0, turn: 0, gap: 0)
  /// Below the noise of any sensor, (m/s2)2: keeps the logarithm finite.
  static let leastMeanSquare = 1e-4
  /// Natural logarithm of m/s2: a third of the agitation of the stillest sleeper beyond the sensor's noise (HARTH).
  static let leastAgitation = -4.2

  /// - Parameters:
  ///   - isTrunk: measured by the trunk's sensor.
  ///   - meanSquare: of the agitation, (m/s2)2.
  ///   - turn: degrees between up and up of at most four seconds before.
  init(
    second: Int32, up: Vector3, forward: Vector3, isTrunk: Bool = false,
    meanSquare: Double, steps: Double, turn: Double, gap: Double
  ) {
    self.second = second
    self.isTrunk = isTrunk
    (upX, upY, upZ) = Self.packed(up.normalized ?? .zero)
    forwardX = Int8(Self.int16(forward.x * 127))
    forwardY = Int8(Self.int16(forward.y * 127))
    forwardZ = Int8(Self.int16(forward.z * 127))
    logAgitation = Self.int16(32 * Trigonometry.log(max(0, meanSquare) + Self.leastMeanSquare))
    stepsShare = Self.uint8(steps * 255)
    turnDegrees = Self.uint8(turn)
    gapSeconds = gap > SensorTrack.longestGap ? max(1, Self.uint8(gap)) : 0
  }

  mutating func report(_ estimate: PostureEstimate, isWitnessed: Bool) {
    reported = estimate.posture
    reportedConfidence = Self.uint8(estimate.confidence * 255)
    self.isWitnessed = isWitnessed
  }

  /// - Parameter share: weight of this second's walking for the upright direction, 0 to 1.
  mutating func showUpright(_ share: Double) { uprightShare = showsTorso ? Self.uint8(share * 255) : 0 }

  /// The wearer stood in neutral until this second.
  /// - Parameter up: mean direction of the stance, unit vector, sensor axes.
  mutating func announce(standing up: Vector3) {
    guard showsTorso, Angle.degrees(self.up, up) < Self.mostFromStance else { return }
    isStance = true
    (upX, upY, upZ) = Self.packed(up)
  }

  /// The wearer reports the posture.
  public mutating func state(_ posture: Posture) {
    report(PostureEstimate(posture, confidence: 1), isWitnessed: true)
  }

  /// Whether both have directions of the torso, in the axes of two sensors.
  func hasOtherAxes(than other: PostureSecond) -> Bool {
    showsTorso && other.showsTorso && isTrunk != other.isTrunk
  }

  /// Fills in forward as it was learned later with the same sensor, if it is unknown here.
  mutating func adopt(_ later: PostureSecond) {
    guard forwardX == 0, forwardY == 0, forwardZ == 0, !showsTorso || isTrunk == later.isTrunk else { return }
    // Without a torso sensor, for the seconds before.
    isTrunk = later.isTrunk
    forwardX = later.forwardX
    forwardY = later.forwardY
    forwardZ = later.forwardZ
  }

  private static func packed(_ up: Vector3) -> (Int16, Int16, Int16) {
    (int16(up.x * 32767), int16(up.y * 32767), int16(up.z * 32767))
  }

  private static func int16(_ value: Double) -> Int16 {
    let limited = max(-32767, min(32767, value))
    return Int16(limited < 0 ? limited - 0.5 : limited + 0.5)
  }

  private static func uint8(_ value: Double) -> UInt8 { UInt8(max(0, min(255, value + 0.5))) }
}
