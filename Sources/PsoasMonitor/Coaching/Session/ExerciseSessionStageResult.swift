/// The result of one hold, or of one series of repetitions, of an exercise session.
public struct ExerciseSessionStageResult: Equatable, Sendable {
  /// Number of the stage, from 1.
  public var number: Int
  public var work: ExerciseSessionPart.Work
  public var side: BodySide?
  /// Counted from 1.
  public var set: Int
  /// Completed seconds, or repetitions.
  public var done: Double
  /// Those that the sensor checked.
  public var checked: Double
  /// Mean amplitude of the repetitions, degrees; 0 if none was measured.
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
