import PsoasSystem

/// One exercise that was done.
public struct ExerciseCompletion: Equatable, Sendable {
  /// The exercise's identifier in the catalog, ASCII.
  public var exercise: Text
  /// When it was over, by the clock and in the zone of that moment.
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

/// What was done on this day and on earlier ones, in the order of time.
public struct CompletionLog: Equatable, Sendable {
  /// Days that are looked back on; older ones change neither what is due nor a streak worth the name.
  public static let days: Int64 = 120
  /// Completions kept at most: a dozen a day for that long, and some.
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

  /// Forgets what was done on the days before `day` (since 1970-01-01, local calendar); nil: all.
  public mutating func forget(before day: Int64?) {
    completions.removeAll { completion in completion.at.localDay < day ?? Int64.max }
  }
}
