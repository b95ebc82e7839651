import PsoasCore

/// A stretch of one posture as it is known for good, after all hindsight.
public struct DiaryInterval: Equatable, Sendable {
  public var began: Instant
  /// Not within it.
  public var ended: Instant
  public var posture: Posture
  /// Mean probability that the posture is right, from 0 to 1.
  public var confidence: Double
  /// Another posture, or none, was reported at the time.
  public var isRevised: Bool

  public init(began: Instant, ended: Instant, posture: Posture, confidence: Double, isRevised: Bool) {
    self.began = began
    self.ended = ended
    self.posture = posture
    self.confidence = confidence
    self.isRevised = isRevised
  }

  public var seconds: Double { ended.seconds(since: began) }
}

/// What one look back has changed.
public struct DiaryRevision: Equatable, Sendable {
  /// From the first to the last moment that was revised.
  public var began: Instant
  public var ended: Instant
  /// Seconds within the interval that now count as another posture than originally reported.
  public var seconds: Double
  /// Change of the reported seconds of sitting; negative if seconds were removed.
  public var sitting: Double
  public var bouts = BoutRevision()

  public init(began: Instant, ended: Instant, seconds: Double, sitting: Double) {
    self.began = began
    self.ended = ended
    self.seconds = seconds
    self.sitting = sitting
  }
}
