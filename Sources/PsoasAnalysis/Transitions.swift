import PsoasCore

/// Sitting down and standing up, as labelled and as estimated, matched one to one.
public struct Transitions: Equatable, Sendable {
  public enum Direction: UInt8, CaseIterable, CaseIndex, Sendable {
    case sitDown, getUp

    public var name: StaticString { self == .sitDown ? "sit_down" : "get_up" }
  }

  public struct Counts: Equatable, Sendable {
    public var labelled = 0
    public var estimated = 0
    public var matched = 0

    public init() {}

    /// Share of the labelled ones that are found; nil if there are none.
    public var sensitivity: Double? { ratio(matched, labelled) }
    /// Share of the estimated ones that are labelled; nil if there are none.
    public var precision: Double? { ratio(matched, estimated) }
  }

  /// The times of the labelled and of the estimated ones that are not matched and could still be, seconds.
  private struct Waiting: Equatable, Sendable {
    var labelled: [Int64] = []
    var estimated: [Int64] = []
  }

  private let tolerance: Int64
  private var truth: Bool?
  private var said: Bool?
  private var waiting = [Waiting](repeating: Waiting(), count: Direction.allCases.count)
  private var counts = [Counts](repeating: Counts(), count: Direction.allCases.count)

  /// - Parameter tolerance: the most seconds between a labelled transition and its estimate.
  public init(tolerance: Int64) { self.tolerance = tolerance }

  public subscript(direction: Direction) -> Counts { counts[direction.index] }

  /// The next seconds, in order of time, all alike.
  /// - Parameters:
  ///   - began: the first of these seconds.
  ///   - truth: whether the label says sitting; nil where it says nothing: the state before it continues.
  ///   - said: the same for the estimate.
  public mutating func add(_ began: Int64, truth: Bool?, said: Bool?) {
    if let truth {
      if let before = self.truth, before != truth { note(truth ? .sitDown : .getUp, at: began, isLabelled: true) }
      self.truth = truth
    }
    if let said {
      if let before = self.said, before != said { note(said ? .sitDown : .getUp, at: began, isLabelled: false) }
      self.said = said
    }
  }

  /// Time without data: what is before it and after it is not one sequence.
  public mutating func interrupt() {
    (truth, said) = (nil, nil)
    for index in waiting.indices { waiting[index] = Waiting() }
  }

  /// The earliest that is near enough is the match: in two lists in order of time this gives the most matches.
  private mutating func note(_ direction: Direction, at time: Int64, isLabelled: Bool) {
    let index = direction.index
    waiting[index].labelled.removeAll { $0 + tolerance < time }
    waiting[index].estimated.removeAll { $0 + tolerance < time }
    if isLabelled { counts[index].labelled += 1 } else { counts[index].estimated += 1 }
    if isLabelled, !waiting[index].estimated.isEmpty {
      waiting[index].estimated.removeFirst()
      counts[index].matched += 1
    } else if !isLabelled, !waiting[index].labelled.isEmpty {
      waiting[index].labelled.removeFirst()
      counts[index].matched += 1
    } else if isLabelled {
      waiting[index].labelled.append(time)
    } else {
      waiting[index].estimated.append(time)
    }
  }

  /// Adds the counts of another sequence.
  public mutating func add(_ other: Transitions) {
    for index in counts.indices {
      counts[index].labelled += other.counts[index].labelled
      counts[index].estimated += other.counts[index].estimated
      counts[index].matched += other.counts[index].matched
    }
  }
}
