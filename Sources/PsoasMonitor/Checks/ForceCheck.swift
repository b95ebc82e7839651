import PsoasCore

/// Checks in the first seconds of samples whether the acceleration is in m/s2 and includes gravity.
///
/// At rest the specific force is 9.8 m/s2; for a moving wearer its mean stays within a few m/s2 of that. Each second is
/// classified by its root mean square, and ten seconds of one class decide, so that a fall, a shake or carrying the
/// sensor by hand decides nothing.
struct ForceCheck: Sendable {
  enum Finding: Equatable {
    /// Near 1 or near 1000: in g, or in thousandths of g.
    case inG(mean: Double)
    case inMilliG(mean: Double)
    /// Near 0: gravity was removed, or nothing is measured.
    case nothing(mean: Double)
    /// Constant at another value.
    case otherScale(mean: Double)
  }

  private struct Vote {
    var seconds = 0
    var sum = 0.0

    var mean: Double { sum / Double(max(seconds, 1)) }
    mutating func add(_ force: Double) {
      seconds += 1
      sum += force
    }
  }

  private(set) var isDecided = false
  private var earth = Vote()
  private var g = Vote()
  private var milli = Vote()
  private var nothing = Vote()
  private var other = Vote()

  private var began: Instant?
  private var count = 0
  private var sum = 0.0
  private var least = Double.infinity
  private var most = 0.0

  /// Number of seconds of one class that decide; for no acceleration at all, longer than the startup of a sensor.
  private static let enough = 10
  private static let longNothing = 60
  /// Fewer seconds decide at the end of a recording, if none is consistent with m/s2.
  private static let enoughAtEnd = 2
  /// `FrameDecoder` returns no more samples than these seconds of a device that measures nothing.
  private static let enoughNothingAtEnd = 9

  mutating func take(_ acceleration: Vector3, at time: Instant) -> Finding? {
    let start = began ?? time
    began = start
    var finding: Finding?
    if time.microseconds - start.microseconds >= 1_000_000 {
      finding = closeSecond()
      began = time
    }
    let square = acceleration.dot(acceleration)
    count += 1
    sum += square
    least = min(least, square)
    most = max(most, square)
    return finding
  }

  /// The end of the recording.
  mutating func finish() -> Finding? {
    guard !isDecided else { return nil }
    isDecided = true
    guard earth.seconds == 0 else { return nil }
    if nothing.seconds >= ForceCheck.enoughNothingAtEnd { return .nothing(mean: nothing.mean) }
    if g.seconds >= ForceCheck.enoughAtEnd { return .inG(mean: g.mean) }
    if milli.seconds >= ForceCheck.enoughAtEnd { return .inMilliG(mean: milli.mean) }
    if other.seconds >= ForceCheck.enoughAtEnd { return .otherScale(mean: other.mean) }
    return nil
  }

  private mutating func closeSecond() -> Finding? {
    defer { (count, sum, least, most) = (0, 0, .infinity, 0) }
    let force = (sum / Double(max(count, 1))).squareRoot()
    // All values within a tenth: a sensor at rest.
    let isSteady = count >= 5 && most <= 1.21 * least
    switch force {
    case ..<0.3: nothing.add(force)
    case 0.7...1.4: g.add(force)
    case 700...1400: milli.add(force)
    case 5...15: earth.add(force)
    default: if isSteady { other.add(force) }
    }
    if earth.seconds >= ForceCheck.enough {
      isDecided = true
      return nil
    }
    let finding: Finding? =
      g.seconds >= ForceCheck.enough
      ? .inG(mean: g.mean)
      : milli.seconds >= ForceCheck.enough
        ? .inMilliG(mean: milli.mean)
        : other.seconds >= ForceCheck.enough
          ? .otherScale(mean: other.mean)
          : nothing.seconds >= ForceCheck.longNothing && earth.seconds == 0 ? .nothing(mean: nothing.mean) : nil
    if finding != nil { isDecided = true }
    return finding
  }
}
