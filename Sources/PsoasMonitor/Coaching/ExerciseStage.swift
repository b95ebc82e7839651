import PsoasSystem

/// One part of a set: a hold, repetitions, a rest, or a move such as getting into the position.
public struct ExerciseStage: Equatable, Sendable {
  public enum Work: Equatable, Sendable {
    /// A held position. Seconds, 1 to 600: the least that counts, and the longest.
    case hold(seconds: ClosedRange<Int>)
    /// Repeated movements: the least number that counts and the largest, 1 to 100.
    ///
    /// - Parameters:
    ///   - hold: seconds to stay at the top of each, 0 to 120.
    ///   - rest: seconds between two repetitions, 0 to 120.
    case repetitions(ClosedRange<Int>, hold: Int, rest: Int)
    /// A pause. Seconds, 1 to 600.
    case rest(seconds: Int)
    /// A movement that is not counted: getting into the position, walking about. Seconds, 1 to 600.
    case move(seconds: ClosedRange<Int>)
  }

  public var work: Work
  /// The instruction, UTF-8, at most 60 characters; empty if the exercise's own cue applies. `{side}` is replaced by
  /// `left` or `right`, `{other}` by the other one.
  public var cue: Text

  public init(_ work: Work, cue: Text = []) {
    self.work = work
    self.cue = cue
  }

  public var isRest: Bool {
    if case .rest = work { return true }
    return false
  }

  /// Whether the stage is the work of the exercise: a hold or repetitions.
  public var isWork: Bool {
    switch work {
    case .hold, .repetitions: true
    case .rest, .move: false
    }
  }

  /// The cue with the names of the sides.
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
