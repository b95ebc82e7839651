import PsoasCore
import PsoasSystem

/// Why a device's readings are not used, until they change.
public enum ReadingFault: UInt8, Sendable {
  /// The device reports, but no axis changes.
  case stuck
  /// There is no acceleration, not even gravity's.
  case zero
  /// An axis is at the end of its range.
  case saturated
  /// The acceleration does not change, although the angular velocity does.
  case halfStuck

  /// The reason and the remedy.
  public var message: StaticString {
    switch self {
    case .stuck:
      "it has sent the same reading for 10 s, although every working sensor has noise: switch it off and on, or reconnect it"
    case .zero:
      """
      it has measured no acceleration for 10 s, not even gravity's: switch it off and on; if that does not help, set \
      UnitsPerG= in a quirk (see psoas-quirks(5))
      """
    case .halfStuck:
      """
      its acceleration has been the same for 30 s, although its angular velocity changes: switch it off and on, or \
      reconnect it
      """
    case .saturated:
      """
      an axis has been at the end of its range for 10 s: switch it off and on; if that does not help, assign another \
      one (psoasctl sensors)
      """
    }
  }
}

/// Detects readings that a worn sensor does not have for long: always the same one, none, or the end of an axis' range.
struct ReadingCheck: Sendable {
  /// The values within which an axis measures.
  private struct Range: Sendable {
    var low = Int32.min
    var high = Int32.max

    /// - Parameter least: a range that ends below so many units is an error of the driver, and is ignored.
    init(_ axis: AbsoluteAxis?, least: Double) {
      guard let axis, axis.minimum < axis.maximum else { return }
      // A device may stop a little before the end that its driver reports.
      let slack = max(Int64(axis.fuzz), (Int64(axis.maximum) - Int64(axis.minimum)) / 1000)
      if Double(axis.maximum) >= least { high = Int32(clamping: Int64(axis.maximum) - slack) }
      if Double(axis.minimum) <= -least { low = Int32(clamping: Int64(axis.minimum) + slack) }
    }

    func isEnd(_ value: Int32) -> Bool { value >= high && high != .max || value <= low && low != .min }
  }

  /// Seconds after which such readings are a fault: chosen by judgement. Sensor noise changes an axis several times a
  /// second, and no fall or rotation is that long.
  static let limit = 10.0
  /// Seconds after which one half that does not change is faulty, and changes of the other one by then: chosen by
  /// judgement. Breathing alone moves a worn sensor by tenths of a degree.
  private static let halfLimit = 30.0
  private static let leastChanges = 100
  /// Cosine of the rotation, 20 degrees, that a gyroscope must have measured. A gyroscope may suppress small rates.
  private static let leastRotation = 0.94
  /// Coarser readings may be constant at rest.
  private static let leastUnitsPerG = 1000.0
  private static let leastUnitsPerDegreePerSecond = 10.0
  /// Least end of a range: a sensor at rest measures up to 1 g, and a person turns at up to 500 degrees/s.
  private static let leastForce = 1.5  // g
  private static let leastTurn = 100.0  // degrees/s
  /// m/s2. At rest it is 9.8.
  private static let leastGravity = 0.1

  /// The device sends nothing while nothing changes: its last reading still holds.
  private let isSparse: Bool
  private let forces: (Range, Range, Range)
  private let turns: (Range, Range, Range)
  private var reported = Instant(microseconds: 0)
  private var changed: Instant?
  private var zeroSince: Instant?
  private var saturatedSince: Instant?
  private var force = Half()
  private var turn = Half()
  /// The acceleration at the last change of the angular velocity, and the frames since then that are rotated against it.
  private var unturned = Vector3.zero
  private var rotated = 0
  /// Both halves have enough noise to change all the time.
  private let isFine: Bool

  /// Acceleration or angular velocity.
  private struct Half: Sendable {
    private var value: (Int32, Int32, Int32) = (0, 0, 0)
    private(set) var changed: Instant?
    /// Changes of this half since the other one changed.
    var changes = 0

    /// - Returns: whether it has changed.
    mutating func update(_ now: (Int32, Int32, Int32), at time: Instant) -> Bool {
      guard changed == nil || now != value else { return false }
      (value, changed) = (now, time)
      changes += 1
      return true
    }

    mutating func forget() { (changed, changes) = (nil, 0) }
  }

  init(_ device: SensorDescription, _ force: UInt16, _ turn: UInt16?, _ scale: SignalCheck.Scale) {
    isSparse = !device.isStamped
    isFine =
      scale.unitsPerG >= Self.leastUnitsPerG && scale.unitsPerDegreePerSecond >= Self.leastUnitsPerDegreePerSecond
    func range(_ code: UInt16?, _ least: Double) -> Range { Range(code.flatMap { device.axis($0) }, least: least) }
    let least = Self.leastForce * scale.unitsPerG
    forces = (range(force, least), range(force + 1, least), range(force + 2, least))
    let most = Self.leastTurn * scale.unitsPerDegreePerSecond
    turns = (range(turn, most), range(turn.map { $0 + 1 }, most), range(turn.map { $0 + 2 }, most))
  }

  /// Adds a frame.
  /// - Parameters:
  ///   - hasChanged: an axis has changed.
  ///   - force, turn: values of the axes.
  ///   - acceleration: m/s2.
  mutating func update(
    _ hasChanged: Bool, _ force: (Int32, Int32, Int32), _ turn: (Int32, Int32, Int32), _ acceleration: Vector3,
    at time: Instant
  ) {
    // What a device that was silent had measured meanwhile is unknown.
    if !isSparse, time.seconds(since: reported) > SensorChannel.silenceLimit {
      (changed, zeroSince, saturatedSince) = (nil, nil, nil)
      self.force.forget()
      self.turn.forget()
    }
    reported = time
    guard hasChanged || changed == nil else { return }
    changed = time
    if isFine, !isSparse {
      if self.force.update(force, at: time) { self.turn.changes = 0 }
      if self.turn.update(turn, at: time) {
        self.force.changes = 0
        (unturned, rotated) = (acceleration, 0)
      } else if acceleration.dot(unturned) < Self.leastRotation * (acceleration.norm * unturned.norm) {
        rotated += 1
      }
    }
    let isZero = acceleration.dot(acceleration) < Self.leastGravity * Self.leastGravity
    zeroSince = isZero ? zeroSince ?? time : nil
    let isSaturated =
      forces.0.isEnd(force.0) || forces.1.isEnd(force.1) || forces.2.isEnd(force.2)
      || turns.0.isEnd(turn.0) || turns.1.isEnd(turn.1) || turns.2.isEnd(turn.2)
    saturatedSince = isSaturated ? saturatedSince ?? time : nil
  }

  /// The readings are not plausible; they are a fault if they stay so.
  var isInDoubt: Bool { zeroSince != nil || saturatedSince != nil }

  /// - Parameter time: now, not before the last frame.
  func fault(at time: Instant) -> ReadingFault? {
    let latest = isSparse ? time : reported
    if Self.isLong(saturatedSince, latest) { return .saturated }
    if Self.isLong(zeroSince, latest) { return .zero }
    if isStuck(force, evidence: turn.changes) { return .halfStuck }
    // Silence is no fault here: this device reports, and nothing changes.
    return Self.isLong(changed, reported) ? .stuck : nil
  }

  /// The angular velocity does not change, although the sensor rotates: only the acceleration can be used.
  var isTurnStuck: Bool { isStuck(turn, evidence: rotated) }

  /// - Parameter evidence: frames in which the other half contradicts.
  private func isStuck(_ half: Half, evidence: Int) -> Bool {
    guard let changed = half.changed, evidence >= Self.leastChanges else { return false }
    return reported.seconds(since: changed) > Self.halfLimit
  }

  private static func isLong(_ since: Instant?, _ time: Instant) -> Bool {
    since.map { time.seconds(since: $0) > limit } ?? false
  }
}
