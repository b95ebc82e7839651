import PsoasCore

/// How often an estimate of a certain confidence is right.
public struct Reliability: Equatable, Sendable {
  /// Seconds whose confidence is in one range.
  public struct Bin: Equatable, Sendable {
    public var seconds = 0
    public var right = 0
    /// Sum of the confidences.
    public var confidence = 0.0

    public init() {}

    public var meanConfidence: Double? { seconds > 0 ? confidence / Double(seconds) : nil }
    public var shareRight: Double? { ratio(right, seconds) }
  }

  /// The lower limits of the ranges; the last ends at 1, and includes it.
  public static let limits = [0, 0.5, 0.65, 0.75, 0.85, 0.92, 0.97]

  public private(set) var bins = [Bin](repeating: Bin(), count: Reliability.limits.count)

  public init() {}

  /// Adds seconds with a label of a posture; `unknown` has no confidence and is left out, and so is `other`, for which
  /// no posture is right.
  public mutating func add(_ count: Int, _ truth: LabelClass, said: Posture, confidence: Double) {
    guard said != .unknown, let right = truth.posture, confidence.isFinite else { return }
    let index = Reliability.limits.lastIndex { confidence >= $0 } ?? 0
    bins[index].seconds += count
    bins[index].confidence += confidence * Double(count)
    if said == right { bins[index].right += count }
  }

  public mutating func add(_ other: Reliability) {
    for index in bins.indices {
      bins[index].seconds += other.bins[index].seconds
      bins[index].right += other.bins[index].right
      bins[index].confidence += other.bins[index].confidence
    }
  }
}
