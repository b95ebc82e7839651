import PsoasCore
import PsoasSystem

/// Seconds with the same label and the same estimates.
public struct LabelledSpan: Equatable, Sendable {
  /// The first second, and the one after the last.
  public var began: Int64
  public var ended: Int64
  /// Empty for a second with several labels, or without one.
  public var label: Text
  public var live: PostureEstimate
  public var diary: PostureEstimate

  public init(began: Int64, ended: Int64, label: Text, live: PostureEstimate, diary: PostureEstimate) {
    self.began = began
    self.ended = ended
    self.label = label
    self.live = live
    self.diary = diary
  }

  public var seconds: Int { Int(ended - began) }
}

/// Which estimate of a second is compared with its label.
public enum EstimateKind: UInt8, CaseIterable, CaseIndex, Sendable {
  /// The last one within the second, as reported at the time: lateness costs.
  case live
  /// The final one, with hindsight.
  case diary

  public var name: StaticString { self == .live ? "live" : "diary" }
}

/// The agreement of one estimate with the labels, of one person or of all.
public struct Agreement: Sendable {
  public static let longBout = 1800.0

  public var confusion = Confusion()
  public var transitions: Transitions
  public var reliability = Reliability()
  public var labelledBouts: [Double] = []
  public var estimatedBouts: [Double] = []

  public init(tolerance: Int64) { transitions = Transitions(tolerance: tolerance) }

  public mutating func add(_ other: Agreement) {
    confusion.add(other.confusion)
    transitions.add(other.transitions)
    reliability.add(other.reliability)
    labelledBouts += other.labelledBouts
    estimatedBouts += other.estimatedBouts
  }

  /// Scored minutes with this label, and with this posture's estimate.
  public func minutes(_ truth: LabelClass) -> (labelled: Double, estimated: Double) {
    (
      Double(confusion.labelled(truth)) / 60, Double(truth.posture.map { confusion.estimated($0) } ?? 0) / 60
    )
  }

  public static func longBouts(_ bouts: [Double]) -> (count: Int, minutes: Double) {
    let long = bouts.filter { $0 >= longBout }
    return (long.count, long.reduce(0, +) / 60)
  }
}

/// Compares one recording, span by span in order of time.
public struct RecordingAgreement: Sendable {
  private let map: LabelMap
  private var results: [Agreement]
  private var labelledBouts: BoutCount
  private var estimatedBouts: [BoutCount]
  private var end: Int64?

  public init(_ map: LabelMap, tolerance: Int64, breakLength: Double) {
    self.map = map
    results = EstimateKind.allCases.map { _ in Agreement(tolerance: tolerance) }
    labelledBouts = BoutCount(breakLength: breakLength)
    estimatedBouts = EstimateKind.allCases.map { _ in BoutCount(breakLength: breakLength) }
  }

  public mutating func add(_ span: LabelledSpan) {
    let truth = map[span.label]
    let seconds = Double(span.seconds)
    let gap = end.map { span.began - $0 } ?? 0
    end = span.ended
    if gap > 0 { labelledBouts.add(Double(gap), in: .unknown) }
    // Other activities, such as running, interrupt sitting as standing does.
    labelledBouts.add(seconds, in: truth.map { $0.posture ?? .standing } ?? .unknown)
    for kind in EstimateKind.allCases {
      let said = kind == .live ? span.live : span.diary
      if gap > 0 {
        estimatedBouts[kind.index].add(Double(gap), in: .unknown)
        results[kind.index].transitions.interrupt()
      }
      estimatedBouts[kind.index].add(seconds, in: said.posture)
      results[kind.index].transitions.add(
        span.began, truth: truth.map { $0 == .sitting }, said: said.posture == .unknown ? nil : said.posture == .sitting
      )
      guard let truth else { continue }
      results[kind.index].confusion.add(span.seconds, truth, said: said.posture)
      results[kind.index].reliability.add(span.seconds, truth, said: said.posture, confidence: said.confidence)
    }
  }

  /// The results, in the order of `EstimateKind`.
  public mutating func finish() -> [Agreement] {
    labelledBouts.finish()
    for kind in EstimateKind.allCases {
      estimatedBouts[kind.index].finish()
      results[kind.index].labelledBouts = labelledBouts.lengths
      results[kind.index].estimatedBouts = estimatedBouts[kind.index].lengths
    }
    return results
  }
}
