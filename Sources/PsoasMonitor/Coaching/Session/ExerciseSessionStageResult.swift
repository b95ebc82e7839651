/// What came of one hold, or of one row of repetitions, of a guided session.
public struct ExerciseSessionStageResult: Equatable, Sendable {
  /// Of the stage, from 1.
  public var number: Int
  public var work: ExerciseSessionPart.Work
  public var side: BodySide?
  /// From 1.
  public var set: Int
  /// Seconds, or repetitions, that were done of what was asked for.
  public var done: Double
  /// Those that the sensor vouches for.
  public var checked: Double
  /// Degrees that a repetition went out, on average; 0 where none was seen.
  public var amplitude: Double

  public init(
    number: Int, work: ExerciseSessionPart.Work, side: BodySide? = nil, set: Int = 1, done: Double, checked: Double = 0,
    amplitude: Double = 0
  ) {
    self.number = number
    self.work = work
    self.side = side
    self.set = set
    self.done = done
    self.checked = checked
    self.amplitude = amplitude
  }
}
