/// Separates bouts of sitting from the breaks between them.
///
/// A bout begins with sustained sitting, continues through short interruptions, and ends with a break. Time of unknown
/// posture is neither: it adds nothing to the bout, and ends the bout only if it is too long to assume that the wearer
/// stayed.
public struct BoutTracker: Equatable, Sendable {
  public struct Parameters: Equatable, Sendable {
    /// Seconds standing, walking, lying or without the sensor that end a bout; 20 to 300. ActiPASS tolerates 20 s
    /// inside a bout; the choice changes the number of bouts far more than the sitting time (Kloster 2017).
    public var breakLength = 60.0
    /// Seconds of uninterrupted sitting that begin or resume a bout: the shortest sitting bout of Acti4 (Skotte 2014).
    public var shortestSitting = 5.0
    /// Seconds of unknown posture that end a bout: chosen by judgement.
    public var longestUnknown = 300.0

    public init() {}
  }

  /// The time between two bouts.
  public struct Break: Equatable, Sendable {
    /// Seconds from the last sitting of one bout to the first of the next, without unknown time.
    public var length = 0.0
    /// Seconds of it standing or walking, and the walking part of these.
    public var upright = 0.0
    public var walking = 0.0

    public init() {}

    /// Two minutes of walking or five minutes upright count as an active interruption (Blankenship).
    public var isActive: Bool { walking >= 120 || upright >= 300 }
  }

  public enum Change: Equatable, Sendable {
    /// `after`: the break that this bout ends; nil for the run's first bout.
    case began(after: Break?)
    /// `sitting`: seconds sat in the bout.
    case ended(sitting: Double)
  }

  public var parameters: Parameters
  public private(set) var isInBout = false
  /// Seconds of sitting in the current bout.
  public private(set) var sitting = 0.0
  /// Seconds since the wearer last sat for long enough, without unknown time.
  public private(set) var away = 0.0
  private var pause = Break()
  private var hasSat = false
  private var sittingRun = 0.0
  private var unknownRun = 0.0

  public init(_ parameters: Parameters = Parameters()) { self.parameters = parameters }

  /// - Parameter seconds: time in one posture, at least 0.
  public mutating func advance(by seconds: Double, in posture: Posture) -> Change? {
    switch posture {
    case .sitting:
      sittingRun += seconds
      unknownRun = 0
      if isInBout { sitting += seconds }
      guard sittingRun >= parameters.shortestSitting else { return nil }
      away = 0
      defer { pause = Break() }
      guard !isInBout else { return nil }
      isInBout = true
      sitting = sittingRun
      defer { hasSat = true }
      return .began(after: hasSat ? pause : nil)
    case .unknown:
      sittingRun = 0
      unknownRun += seconds
      return unknownRun >= parameters.longestUnknown ? end() : nil
    case .standing, .walking, .lying, .notWorn:
      sittingRun = 0
      unknownRun = 0
      if posture.isUpright { pause.upright += seconds }
      if posture == .walking { pause.walking += seconds }
      return leave(for: seconds)
    }
  }

  /// The system was suspended, or was idle while no sensor was active: this time counts as not sitting.
  public mutating func absence(for seconds: Double) -> Change? {
    sittingRun = 0
    unknownRun = 0
    return leave(for: seconds)
  }

  /// Ends the bout at the end of a run.
  public mutating func end() -> Change? {
    sittingRun = 0
    away = 0
    guard isInBout else { return nil }
    isInBout = false
    defer { sitting = 0 }
    return .ended(sitting: sitting)
  }

  private mutating func leave(for seconds: Double) -> Change? {
    away += seconds
    pause.length += seconds
    return away >= parameters.breakLength ? end() : nil
  }
}
