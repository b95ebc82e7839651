import PsoasSystem

/// An exercise as a wearer does it, from standing to standing: positions one after the other, with what counts of them.
public struct Routine: Equatable, Sendable {
  public private(set) var figures: [Figure] = []

  public init() {}

  /// Seconds from beginning to end.
  public var seconds: Double {
    var sum = 0.0
    for figure in figures { sum += figure.seconds }
    return sum
  }

  /// What a perfect observer counts.
  public var repetitions: Int {
    var count = 0
    for figure in figures where figure.credit == .repetition { count += 1 }
    return count
  }

  /// Seconds held before `end`, as one with a stopwatch takes them: a position is taken half-way into it, and left
  /// half-way out.
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

  /// Seconds after which the last of what counts is over.
  public var lastCredit: Double {
    var (end, last) = (0.0, 0.0)
    for figure in figures {
      end += figure.seconds
      if figure.credit != .nothing { last = end }
    }
    return last
  }

  /// Seconds after which what counts begins.
  public var firstCredit: Double {
    var begin = 0.0
    for figure in figures {
      if figure.credit != .nothing { return begin }
      begin += figure.seconds
    }
    return begin
  }

  /// Seconds of a position that is kept until something else is asked for.
  static let openEnd = 1e8

  /// What was to come after the present figure gives way to others; one that is on its way in is finished, a repetition
  /// that is under way comes down.
  mutating func goOn(with next: [Figure], at elapsed: Double) {
    let (index, begin) = figure(at: max(elapsed, 0))
    if index < figures.count {
      var kept = index + 1
      // The way to the floor is gone to its end.
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

  /// When the figure at `elapsed` began, and which it is; the last one goes on for ever.
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
