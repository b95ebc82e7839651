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

  /// A position is taken half-way into it and left half-way out; the last one is over when the body begins to leave it.
  public var heldSeconds: Double {
    var sum = 0.0
    var out = 0.0
    for (index, figure) in figures.enumerated() where figure.credit == .hold {
      sum += out + figure.hold + figure.move / 2
      out = index + 1 < figures.count ? figures[index + 1].move / 2 : 0
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
