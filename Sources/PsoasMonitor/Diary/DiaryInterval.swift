import PsoasCore

/// An interval of one posture, final after hindsight.
public struct DiaryInterval: Equatable, Sendable {
  public var began: Instant
  /// Exclusive end.
  public var ended: Instant
  public var posture: Posture
  /// Mean probability that the posture is correct, from 0 to 1.
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

/// The changes by one run of hindsight.
public struct DiaryRevision: Equatable, Sendable {
  /// Start of the first and end of the last revised interval.
  public var began: Instant
  public var ended: Instant
  /// Seconds within the interval that now count as another posture than originally reported.
  public var seconds: Double
  /// Change of the reported sitting seconds; negative if seconds were removed.
  public var sitting: Double
  public var bouts = BoutRevision()

  public init(began: Instant, ended: Instant, seconds: Double, sitting: Double) {
    self.began = began
    self.ended = ended
    self.seconds = seconds
    self.sitting = sitting
  }

  /// - Parameter moves: in order of time; nil if there are none.
  init?(_ moves: [PostureMove]) {
    guard let first = moves.first, let last = moves.last else { return nil }
    self.init(began: first.began, ended: last.ended, seconds: 0, sitting: 0)
    for move in moves {
      let length = move.ended.seconds(since: move.began)
      seconds += length
      if move.to == .sitting { sitting += length }
      if move.from == .sitting { sitting -= length }
    }
  }
}
