import PsoasSystem

/// One exercise that was done.
public struct ExerciseCompletion: Equatable, Sendable {
  /// The exercise's identifier in the catalog, ASCII.
  public var exercise: Text
  /// When it ended, in the time zone of that time.
  public var at: WallClock
  /// How much of the dose was done, above 0 to 1.
  public var share: Double
  /// The sensor confirmed it; otherwise the wearer reported it.
  public var isChecked: Bool

  public init(_ exercise: Text, at: WallClock, share: Double = 1, isChecked: Bool = false) {
    self.exercise = exercise
    self.at = at
    self.share = share
    self.isChecked = isChecked
  }
}

/// The exercises that were done today and earlier, in order of time.
public struct CompletionLog: Equatable, Sendable {
  /// Number of days in the log; older completions affect neither what is due nor the streak in practice.
  public static let days: Int64 = 120
  /// Largest number of completions: a dozen per day for that time, and a margin.
  static let capacity = 2000

  public private(set) var completions: [ExerciseCompletion] = []

  public init() {}

  public mutating func add(_ completion: ExerciseCompletion) {
    guard !completions.contains(completion) else { return }
    let place =
      completions.lastIndex { $0.at.unixMicroseconds <= completion.at.unixMicroseconds }.map { $0 + 1 }
      ?? completions.startIndex
    completions.insert(completion, at: place)
    if completions.count > CompletionLog.capacity { completions.removeFirst() }
  }

  /// Removes a completion that the wearer has taken back.
  public mutating func remove(_ completion: ExerciseCompletion) { completions.removeAll { $0 == completion } }

  /// Deletes the completions of the days before `day` (since 1970-01-01, local calendar); nil: all.
  public mutating func forget(before day: Int64?) {
    completions.removeAll { completion in completion.at.localDay < day ?? Int64.max }
  }
}
