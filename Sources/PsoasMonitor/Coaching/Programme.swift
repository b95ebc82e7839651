import PsoasSystem

/// The wearer's plan: the exercises, with substitutes for contraindicated ones.
public struct Programme: Equatable, Sendable {
  /// Seconds of sitting in one day that add one more hip-flexor stretch: people who sat longer, and moved little, had 6
  /// degrees less of hip extension (Boukabache 2021; an association).
  public static let longSitting = 25_200.0

  /// The exercises of the programme, in the wearer's order.
  public let exercises: [Exercise]
  /// Identifiers that the wearer's profile contraindicates and that have no substitute.
  public let leftOut: [Text]
  /// Short moves for a break.
  let moves: [Exercise]
  private let catalog: ExerciseCatalog
  private let profile: Profile

  public init(_ configuration: Configuration, _ catalog: ExerciseCatalog) {
    self.catalog = catalog
    profile = configuration.profile
    var exercises: [Exercise] = []
    var leftOut: [Text] = []
    for word in configuration.programme.split(separator: 0x20) {
      let identifier = Text(word)
      guard let wanted = catalog[identifier] else { continue }
      if let exercise = catalog.fitting(wanted, configuration.profile) {
        if !exercises.contains(exercise) { exercises.append(exercise) }
      } else {
        leftOut.append(identifier)
      }
    }
    self.exercises = exercises
    self.leftOut = leftOut
    moves = catalog.exercises.filter { $0.kind == .move && $0.avoid.isDisjoint(with: configuration.profile) }
  }

  /// The due, done and resting exercises on the day of `now`.
  /// - Parameters:
  ///   - sitting: seconds of sitting on this day.
  ///   - muscles: the muscle groups that the estimators suggest.
  public func day(_ now: WallClock, _ log: CompletionLog, sitting: Double, muscles: [MuscleGroup]) -> ProgrammeDay {
    let statistics = CompletionStatistics(log, of: self, today: now.localDay)
    var entries: [ProgrammeDay.Entry] = []
    for exercise in exercises { entries.append(entry(exercise, statistics, now)) }
    if sitting >= Programme.longSitting { ask(for: .hipFlexors, because: .satLong, &entries, statistics, now) }
    for muscle in muscles { ask(for: muscle, because: .suggested(muscle), &entries, statistics, now) }
    return ProgrammeDay(
      entries: entries, streak: statistics.streak, adherence: statistics.adherence, leftOut: leftOut)
  }

  private func entry(_ exercise: Exercise, _ statistics: CompletionStatistics, _ now: WallClock) -> ProgrammeDay.Entry {
    let done = statistics.share(of: exercise)
    var entry = ProgrammeDay.Entry(exercise, done: done)
    switch exercise.frequency {
    case .daily: entry.state = done >= 1 ? .done : .due
    case .any: entry.state = done >= 1 ? .done : .free
    case .weekly(let days, let hoursApart):
      entry.why = .weekly(days: days)
      let rested = statistics.last(of: exercise)?.advanced(by: Int64(hoursApart) * 3_600_000_000)
      if done >= 1 {
        entry.state = .done
      } else if let rested, done == 0, rested.unixMicroseconds > now.unixMicroseconds {
        entry.state = .resting(until: rested)
      } else if done == 0, statistics.days(with: exercise, ago: 1...6) >= days {
        entry.state = .weekDone
      } else {
        entry.state = .due
      }
    }
    return entry
  }

  /// Adds one dose of the exercise for a muscle, or an exercise outside the wearer's programme. Rest days stay rest
  /// days.
  private func ask(
    for muscle: MuscleGroup, because why: ProgrammeDay.Why, _ entries: inout [ProgrammeDay.Entry],
    _ statistics: CompletionStatistics, _ now: WallClock
  ) {
    for index in entries.indices where entries[index].exercise.muscles.first == muscle {
      guard entries[index].exercise.kind == .stretch else {
        if entries[index].state == .due { entries[index].why = why }
        continue
      }
      if case .satLong = why { entries[index].asked += 1 }
      entries[index].why = why
      entries[index].state = entries[index].done >= Double(entries[index].asked) ? .done : .due
      return
    }
    guard !entries.contains(where: { $0.exercise.muscles.first == muscle }),
      let more = catalog.exercises.first(where: {
        $0.muscles.first == muscle && $0.kind != .move && $0.variantOf.isEmpty
      }), let exercise = catalog.fitting(more, profile)
    else { return }
    var entry = entry(exercise, statistics, now)
    entry.why = why
    entries.append(entry)
  }

  /// The exercise that it is a variant of, or itself: doing one variant counts for all.
  func family(_ identifier: Text) -> Text {
    guard let exercise = catalog[identifier], !exercise.variantOf.isEmpty else { return identifier }
    return exercise.variantOf
  }
}

extension ExerciseCatalog {
  /// A variant that can be done there and that the profile does not contraindicate; one that the sensor can check takes
  /// precedence. nil if there is none.
  public func variant(of exercise: Exercise, at place: Exercise.Place, _ profile: Profile) -> Exercise? {
    let root = exercise.variantOf.isEmpty ? exercise.identifier : exercise.variantOf
    let others = exercises.filter {
      ($0.variantOf == root || $0.identifier == root) && $0.place == place && $0.avoid.isDisjoint(with: profile)
    }
    return others.first { $0.check != .none } ?? others.first
  }

  /// The exercise itself, or its substitute if the profile contraindicates it. A variant that the sensor can check
  /// takes precedence over one that it cannot. nil if there is none.
  public func fitting(_ exercise: Exercise, _ profile: Profile) -> Exercise? {
    if exercise.avoid.isDisjoint(with: profile) { return exercise }
    let root = exercise.variantOf.isEmpty ? exercise.identifier : exercise.variantOf
    let others = exercises.filter {
      ($0.variantOf == root || $0.identifier == root) && $0.avoid.isDisjoint(with: profile)
    }
    return others.first { $0.check != .none } ?? others.first
  }
}
