import PsoasSystem

/// One part of a set: a hold, repetitions, a rest, or a move such as getting into the position.
public struct ExerciseStage: Equatable, Sendable {
  public enum Work: Equatable, Sendable {
    /// A position is kept. Seconds, 1 to 600: the least that counts, and how long to go on at most.
    case hold(seconds: ClosedRange<Int>)
    /// The same movement, so many times: the least that counts and the most asked for (1 to 100).
    ///
    /// - Parameters:
    ///   - hold: seconds to stay at the top of each, 0 to 120.
    ///   - rest: seconds between two, 0 to 120.
    case repetitions(ClosedRange<Int>, hold: Int, rest: Int)
    /// Nothing is done. Seconds, 1 to 600.
    case rest(seconds: Int)
    /// Something is done that is not counted: getting into the position, walking about. Seconds, 1 to 600.
    case move(seconds: ClosedRange<Int>)
  }

  public var work: Work
  /// What to do now, UTF-8, at most 60 characters; empty where the exercise's own cue says it. `{side}` stands for
  /// `left` or `right`, `{other}` for the other one.
  public var cue: Text

  public init(_ work: Work, cue: Text = []) {
    self.work = work
    self.cue = cue
  }

  public var isRest: Bool {
    if case .rest = work { return true }
    return false
  }

  /// Whether it is what the exercise is done for: a hold, or repetitions.
  public var isWork: Bool {
    switch work {
    case .hold, .repetitions: true
    case .rest, .move: false
    }
  }

  /// The cue as the wearer reads it on a side.
  public func cue(on side: BodySide) -> Text {
    cue.replacing("{side}", with: side.name).replacing("{other}", with: side.other.name)
  }
}

public enum BodySide: UInt8, CaseIterable, Sendable {
  case left, right

  public var name: StaticString {
    switch self {
    case .left: "left"
    case .right: "right"
    }
  }

  public var other: BodySide { self == .left ? .right : .left }
}
