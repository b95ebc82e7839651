/// Probabilities of the postures that the filter distinguishes; they sum to 1 if they are probabilities.
///
/// Standing has two states, because it lasts either seconds between steps or many minutes at a desk, and rarely
/// anything between.
struct PostureShares: Equatable, Sendable {
  var walking = 0.0
  /// Standing between steps.
  var pausing = 0.0
  /// Lasting standing.
  var lingering = 0.0
  var sitting = 0.0
  var lying = 0.0

  /// The state before any evidence.
  static let prior = PostureShares(
    walking: 0.15, pausing: 0.25, lingering: 0.1, sitting: 0.35, lying: 0.15)

  /// Results with the highest confidence are correct in 94 to 99 % (HARTH, HAR70+): the model is incomplete.
  static let mostConfidence = 0.98

  var sum: Double { walking + pausing + lingering + sitting + lying }
  var standing: Double { pausing + lingering }
  var upright: Double { walking + pausing + lingering }

  /// Scaled to sum to 1; `prior` if all are zero.
  var normalized: PostureShares {
    let sum = sum
    guard sum > 1e-200, sum.isFinite else { return .prior }
    return self * (1 / sum)
  }

  static func * (a: PostureShares, k: Double) -> PostureShares {
    PostureShares(
      walking: a.walking * k, pausing: a.pausing * k, lingering: a.lingering * k,
      sitting: a.sitting * k,
      lying: a.lying * k)
  }

  static func * (a: PostureShares, b: PostureShares) -> PostureShares {
    PostureShares(
      walking: a.walking * b.walking, pausing: a.pausing * b.pausing,
      lingering: a.lingering * b.lingering,
      sitting: a.sitting * b.sitting, lying: a.lying * b.lying)
  }

  static func + (a: PostureShares, b: PostureShares) -> PostureShares {
    PostureShares(
      walking: a.walking + b.walking, pausing: a.pausing + b.pausing,
      lingering: a.lingering + b.lingering,
      sitting: a.sitting + b.sitting, lying: a.lying + b.lying)
  }

  /// The most probable posture of `second`; `unknown` if its probability is below `least`.
  func estimate(of second: PostureSecond, least: Double) -> PostureEstimate {
    let (posture, share): (Posture, Double) =
      sitting >= upright && sitting >= lying
      ? (.sitting, sitting)
      : lying >= upright ? (.lying, lying) : (PostureModel.walks(second, self) ? .walking : .standing, upright)
    guard share >= least else { return PostureEstimate(.unknown, confidence: share) }
    return PostureEstimate(posture, confidence: min(Self.mostConfidence, share))
  }
}
