import PsoasSystem

/// An exercise from standing to standing: positions in order, with the parts that count.
public struct Routine: Equatable, Sendable {
  public private(set) var figures: [Figure] = []

  public init() {}

  /// Total duration, seconds.
  public var seconds: Double {
    var sum = 0.0
    for figure in figures { sum += figure.seconds }
    return sum
  }

  /// The repetitions that a perfect observer counts.
  public var repetitions: Int {
    var count = 0
    for figure in figures where figure.credit == .repetition { count += 1 }
    return count
  }

  /// Seconds held before `end` as measured with a stopwatch: a position begins and ends at the midpoint of the
  /// movement.
  public func heldSeconds(until end: Double) -> Double {
    var (sum, begin) = (0.0, 0.0)
    for (index, figure) in figures.enumerated() {
      defer { begin += figure.seconds }
      guard figure.credit == .hold else { continue }
      let out = index + 1 < figures.count ? figures[index + 1].move / 2 : 0
      sum += max(0, min(begin + figure.seconds + out, end) - (begin + figure.move / 2))
    }
    return sum
  }

  /// End of the last part that counts, seconds.
  public var lastCredit: Double {
    var (end, last) = (0.0, 0.0)
    for figure in figures {
      end += figure.seconds
      if figure.credit != .nothing { last = end }
    }
    return last
  }

  /// Start of the first part that counts, seconds.
  public var firstCredit: Double {
    var begin = 0.0
    for figure in figures {
      if figure.credit != .nothing { return begin }
      begin += figure.seconds
    }
    return begin
  }

  /// Seconds of a position that is held until the next request.
  static let openEnd = 1e8

  /// Replaces the figures after the current one; a movement in progress is completed, and a repetition in progress
  /// comes down.
  mutating func goOn(with next: [Figure], at elapsed: Double) {
    let (index, begin) = figure(at: max(elapsed, 0))
    if index < figures.count {
      var kept = index + 1
      // The movement to the floor is completed.
      while kept < figures.count, figures[kept - 1].hold < Self.openEnd, figures[kept].credit != .repetition,
        figures[kept].kind != .bridge || figures[kept - 1].kind == .bridge
      { kept += 1 }
      if kept == index + 1, figures[index].kind == .bridge, kept < figures.count { kept += 1 }
      figures.removeSubrange(kept...)
      for place in index..<figures.count where figures[place].hold >= Self.openEnd {
        figures[place].hold = place == index ? max(elapsed - begin - figures[index].move, 0) + 0.2 : 1
      }
    }
    figures.append(contentsOf: next)
  }

  mutating func add(_ figure: Figure) { figures.append(figure) }

  public mutating func add(_ other: Routine) { figures.append(contentsOf: other.figures) }

  /// Start and index of the figure at `elapsed`; the last one continues for ever.
  func figure(at elapsed: Double) -> (index: Int, begin: Double) {
    var begin = 0.0
    for index in figures.indices {
      let end = begin + figures[index].seconds
      if elapsed < end || index == figures.count - 1 { return (index, begin) }
      begin = end
    }
    return (0, 0)
  }
}
