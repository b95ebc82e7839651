import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

private func exercise(
  _ identifier: String, _ kind: Exercise.Kind = .stretch, _ frequency: Exercise.Frequency = .daily,
  muscle: MuscleGroup = .hipFlexors, variantOf: String = "", avoid: Profile = [], check: Exercise.Check = .none
) -> Exercise {
  var exercise = Exercise(identifier: Text(identifier.utf8), title: Text(identifier.utf8))
  exercise.kind = kind
  exercise.frequency = frequency
  exercise.muscles = [muscle]
  exercise.variantOf = Text(variantOf.utf8)
  exercise.avoid = avoid
  exercise.check = check
  return exercise
}

private let catalog = ExerciseCatalog([
  exercise("bed", variantOf: "kneel"),
  exercise("kneel", avoid: .noKneeling, check: .hipFlexorHold),
  exercise("stand", variantOf: "kneel", avoid: .poorBalance, check: .hipFlexorHold),
  exercise("bridge", .strength, .weekly(days: 3, hoursApart: 48), muscle: .glutes, avoid: [.noFloor, .pregnancy]),
  exercise("squat", .strength, .weekly(days: 3, hoursApart: 48), muscle: .glutes, variantOf: "bridge"),
  exercise("plank", .strength, .weekly(days: 3, hoursApart: 48), muscle: .abdominals, avoid: .pregnancy),
  exercise("walk", .move, .any), exercise("bend", .move, .any, avoid: .osteoporosis),
])

/// A programme as timelines with one column per day: `x` if the exercise was done, at the given hour, and `.` if not.
private struct Plan {
  var configuration = Configuration()
  var log = CompletionLog()
  /// 2026-03-23, a Monday, 00:00 UTC.
  static let monday: Int64 = 1_774_224_000_000_000
  static let day: Int64 = 86_400_000_000

  init(_ exercises: String, profile: Profile = []) {
    configuration.programme = Text(exercises.utf8)
    configuration.profile = profile
  }

  var programme: Programme { Programme(configuration, catalog) }

  mutating func play(_ exercise: String, _ days: String, hour: Double = 10, offset: Int32 = 0) {
    for (index, letter) in days.enumerated() where letter == "x" {
      log.add(ExerciseCompletion(Text(exercise.utf8), at: Self.clock(index, hour, offset)))
    }
  }

  static func clock(_ day: Int, _ hour: Double, _ offset: Int32 = 0) -> WallClock {
    WallClock(
      unixMicroseconds: monday + Int64(day) * Plan.day + Int64(hour * 3.6e9) - Int64(offset) * 1_000_000,
      utcOffset: offset)
  }

  func on(_ day: Int, _ hour: Double = 12, sitting: Double = 0, muscles: [MuscleGroup] = [], offset: Int32 = 0)
    -> ProgrammeDay
  {
    programme.day(Self.clock(day, hour, offset), log, sitting: sitting, muscles: muscles)
  }

  /// The state of the only exercise at noon of each day: `D` due, `x` done, `r` resting, `w` week done.
  func states(_ days: Int, hour: Double = 12) -> String {
    String(
      (0..<days).map { day -> Character in
        switch on(day, hour).entries[0].state {
        case .due: "D"
        case .done: "x"
        case .resting: "r"
        case .weekDone: "w"
        case .free: "f"
        }
      })
  }
}

@Suite struct DueExerciseTests {
  @Test func `a stretch is due every day until it is done`() {
    var plan = Plan("kneel")
    plan.play("kneel", "x.xx.")
    #expect(plan.states(5) == "xDxxD")
    #expect(plan.on(0, 9).entries[0].state == .done, "of the same day, whatever the hour")
  }

  @Test func `strength is due three times a week, with two days' rest`() {
    var plan = Plan("bridge")
    plan.play("bridge", "x.x.x..x")
    #expect(plan.states(9) == "xrxrxrwxr")
  }

  @Test func `48 hours are 48 hours`() {
    var plan = Plan("bridge")
    plan.play("bridge", "x", hour: 18)
    #expect(plan.on(2, 17.9).entries[0].state == .resting(until: Plan.clock(2, 18)))
    #expect(plan.on(2, 18).entries[0].state == .due)
  }

  @Test func `summer time takes no hour of rest away`() {
    // 2026-03-28 18:00 in Paris (+1); summer time begins on the 29th.
    var plan = Plan("bridge")
    plan.log.add(ExerciseCompletion(Text("bridge".utf8), at: Plan.clock(5, 18, 3600)))
    #expect(plan.on(7, 18.5, offset: 7200).entries[0].state != .due, "48 h are over at 19:00 by the new clock")
    #expect(plan.on(7, 19, offset: 7200).entries[0].state == .due)
  }

  @Test func `midnight makes a new day, a journey does not make two of one`() {
    var plan = Plan("kneel")
    plan.log.add(ExerciseCompletion(Text("kneel".utf8), at: Plan.clock(0, 23.9)))
    #expect(plan.on(0, 23.95).entries[0].state == .done)
    #expect(plan.on(1, 0.1).entries[0].state == .due)
    // Done at 08:00 in Tokyo on the 24th. In Los Angeles it is then the 23rd, so the 24th comes again.
    var traveller = Plan("kneel")
    traveller.log.add(ExerciseCompletion(Text("kneel".utf8), at: Plan.clock(1, 8, 32_400)))
    #expect(traveller.on(1, 12, offset: -25_200).entries[0].state == .done)
    #expect(traveller.on(2, 0.5, offset: -25_200).entries[0].state == .due)
  }

  @Test func `a clock set back does not forbid strength for ever`() {
    var plan = Plan("bridge")
    plan.log.add(ExerciseCompletion(Text("bridge".utf8), at: Plan.clock(400, 10)))
    #expect(plan.on(0).entries[0].state == .due)
  }

  @Test func `half a dose leaves it due`() {
    var plan = Plan("bridge")
    plan.log.add(ExerciseCompletion(Text("bridge".utf8), at: Plan.clock(0, 9), share: 0.5))
    #expect(plan.on(0).entries[0].state == .due && plan.on(0).entries[0].done == 0.5)
    plan.log.add(ExerciseCompletion(Text("bridge".utf8), at: Plan.clock(0, 10), share: 0.5))
    #expect(plan.on(0).entries[0].state == .done)
  }

  @Test func `more than seven hours of sitting add a hip-flexor stretch`() {
    var plan = Plan("kneel bridge")
    plan.play("kneel", "x")
    #expect(plan.on(0, sitting: 25_199).entries[0].state == .done)
    let day = plan.on(0, sitting: 25_200)
    #expect(day.entries[0].state == .due && day.entries[0].asked == 2 && day.entries[0].why == .satLong)
    #expect(day.due.first?.exercise.identifier == Text("kneel".utf8))
    plan.play("kneel", "x", hour: 17)
    #expect(plan.on(0, 18, sitting: 30_000).entries[0].state == .done)
  }

  @Test func `a muscle suggestion picks the exercise, and rest days stay rest days`() {
    var plan = Plan("kneel bridge")
    #expect(plan.on(0, muscles: [.glutes]).due.first?.exercise.identifier == Text("bridge".utf8))
    #expect(plan.on(0, muscles: [.hipFlexors]).due.first?.why == .suggested(.hipFlexors))
    #expect(plan.on(0, muscles: [.abdominals]).entries.last?.exercise.identifier == Text("plank".utf8))
    plan.play("bridge", "x")
    #expect(plan.on(1, muscles: [.glutes]).due.map { $0.exercise.identifier } == [Text("kneel".utf8)])
  }
}

@Suite struct CautionTests {
  private func names(_ exercises: String, _ profile: Profile) -> [String] {
    Plan(exercises, profile: profile).programme.exercises.map { String(decoding: $0.identifier, as: UTF8.self) }
  }

  @Test func `a variant replaces it, one that can be checked first`() {
    #expect(names("kneel bridge", []) == ["kneel", "bridge"])
    #expect(names("kneel bridge", .noKneeling) == ["stand", "bridge"])
    #expect(names("kneel bridge", [.noKneeling, .poorBalance, .noFloor]) == ["bed", "squat"])
  }

  @Test func `without a variant it is left out, and this is reported`() {
    let programme = Plan("kneel plank", profile: .pregnancy).programme
    #expect(programme.exercises.count == 1)
    #expect(programme.leftOut == [Text("plank".utf8)])
  }

  @Test func `a variant done counts for the exercise of the plan`() {
    var plan = Plan("kneel")
    plan.play("stand", "x")
    #expect(plan.states(2) == "xD")
  }

  @Test func `exercises for a break respect the profile as well`() {
    #expect(Plan("kneel", profile: .osteoporosis).programme.moves.count == 1)
  }
}

@Suite struct StreakTests {
  private func streak(_ days: String) -> Int {
    var plan = Plan("kneel")
    plan.play("kneel", days)
    return plan.on(days.count - 1).streak
  }

  @Test func `one missed day is forgiven, two in a week are not`() {
    #expect(streak("xxxxx") == 5)
    #expect(streak("xxxx.") == 4, "today is not over")
    #expect(streak("xxx.xx") == 5)
    #expect(streak("xxx.x.") == 4)
    #expect(streak("xxx.x.x") == 2)
    #expect(streak("xx..xx") == 2)
    #expect(streak("xx.xxxxxx.xx") == 10, "a week apart")
    #expect(streak("......") == 0)
    #expect(streak("x...") == 0)
  }

  @Test func `days of rest are no missed days`() {
    var plan = Plan("bridge")
    plan.play("bridge", "x.x.x..x.x")
    #expect(plan.on(9).streak == 5)
  }

  @Test func `adherence is what was done of what was asked for in the week before`() {
    var plan = Plan("kneel")
    plan.play("kneel", "xxxx.x.x")
    #expect(plan.on(7).adherence == 5.0 / 7)
    #expect(Plan("kneel").on(7).adherence == nil)
    plan = Plan("bridge")
    plan.play("bridge", "x.x.x..")
    #expect(plan.on(7).adherence == 1)
  }
}

@Suite struct ExerciseSuggestionTests {
  private struct Day {
    var coach: Coach
    var emitted: [Event] = []
    var now = 0.0
    init(_ programme: String, profile: Profile = []) {
      var configuration = Plan(programme, profile: profile).configuration
      configuration.waitForBreakPoint = 0
      configuration.remindersPerDay = 48
      configuration.backOffAfter = 0
      coach = Coach(configuration, catalog)
    }

    mutating func sit(_ minutes: Int) {
      for _ in 0..<minutes * 60 {
        now += 1
        coach.handle(.second, situation, into: &emitted)
      }
    }

    var situation: Coach.Situation { .init(now: now, posture: .sitting, bout: now, wall: nil) }
    var suggested: [String] {
      emitted.compactMap {
        if case .reminder(let reminder) = $0 { String(decoding: reminder.exercise, as: UTF8.self) } else { nil }
      }
    }
  }

  @Test func `what is due comes in turn, then moves for a break`() {
    var day = Day("kneel bridge")
    day.sit(95)
    #expect(day.suggested == ["kneel", "bridge", "kneel", "bridge"])
    day.coach.handle(.exercise(Text("kneel".utf8), share: 1, isChecked: false), day.situation, into: &day.emitted)
    day.coach.handle(.done, day.situation, into: &day.emitted)
    day.sit(100)
    #expect(
      Array(day.suggested.dropFirst(4)) == ["walk", "bend", "walk", "bend"].prefix(day.suggested.count - 4).map { $0 })
    #expect(day.suggested.count > 6)
  }

  @Test func `done after the reminder was withdrawn is the exercise that it suggested`() {
    var day = Day("bridge kneel")
    day.sit(31)
    day.coach.handle(.locked(true), day.situation, into: &day.emitted)
    day.coach.handle(.done, day.situation, into: &day.emitted)
    let done = day.emitted.compactMap { if case .exerciseDone(let completion) = $0 { completion } else { nil } }
    #expect(done.map { $0.exercise } == [Text("bridge".utf8)])
    #expect(done.first?.isChecked == false && done.first?.share == 1)
  }

  @Test func `a part of it is noted and leaves the reminder open, and a checked one is counted apart`() {
    var day = Day("kneel")
    day.sit(31)
    day.coach.handle(
      .exercise(Text("kneel".utf8), share: 0.25, isChecked: true), day.situation, into: &day.emitted)
    #expect(day.coach.openReminder == 1)
    day.coach.handle(
      .exercise(Text("kneel".utf8), share: 0.75, isChecked: true), day.situation, into: &day.emitted)
    #expect(day.emitted.last == .reminderClosed(number: 1, .checked))
    #expect(day.coach.day.entries.first?.state == .done)
  }

  @Test func `yesterday's suggestion is not what was done today, unless it is open still`() {
    func doneAfterMidnight(isOpen: Bool) -> [String] {
      var day = Day("kneel bridge")
      day.sit(31)
      day.coach.handle(.exercise(Text("kneel".utf8), share: 1, isChecked: false), day.situation, into: &day.emitted)
      day.sit(31)
      if !isOpen { day.coach.handle(.locked(true), day.situation, into: &day.emitted) }
      day.coach.handle(.dayChanged, day.situation, into: &day.emitted)
      day.sit(isOpen ? 0 : 1)
      day.coach.handle(.done, day.situation, into: &day.emitted)
      return day.emitted.compactMap {
        if case .exerciseDone(let completion) = $0 { String(decoding: completion.exercise, as: UTF8.self) } else { nil }
      }
    }
    #expect(doneAfterMidnight(isOpen: true) == ["kneel", "bridge"])
    #expect(doneAfterMidnight(isOpen: false).count == 2)
  }

  @Test(arguments: [("", true), ("Sun", true), ("Sun", false), ("Mon", true)])
  func `in working hours the suggestions can be done beside a desk, each in turn`(hours: String, atDesk: Bool) throws {
    func exercise(_ name: String, _ place: Exercise.Place, variantOf root: String = "") -> Exercise {
      var exercise = Exercise(identifier: Text(name.utf8), title: Text(name.utf8))
      (exercise.place, exercise.variantOf) = (place, Text(root.utf8))
      return exercise
    }
    let catalog = ExerciseCatalog([
      exercise("kneel", .floor), exercise("bed", .floor, variantOf: "kneel"),
      exercise("lunge", .desk, variantOf: "kneel"),
      exercise("plank", .floor),
    ])
    var fault = Text()
    var configuration = Plan("kneel plank").configuration
    (configuration.waitForBreakPoint, configuration.backOffAfter, configuration.remindersPerDay) = (0, 0, 48)
    (configuration.atDesk, configuration.workingHours) = (
      atDesk, try #require(WorkingHours(Text(hours.utf8), fault: &fault))
    )
    var coach = Coach(configuration, catalog)
    var events: [Event] = []
    // Sunday 2026-03-29, from six in the morning.
    let start = WallClock(unixMicroseconds: 1_774_764_000_000_000, utcOffset: 0)
    for second in 1...6000 {
      let now = Double(second)
      let wall = start.advanced(by: Int64(second) * 1_000_000)
      coach.handle(.second, .init(now: now, posture: .sitting, bout: now, wall: wall), into: &events)
    }
    let suggested = events.compactMap { event -> String? in
      if case .reminder(let reminder) = event { String(decoding: reminder.exercise, as: UTF8.self) } else { nil }
    }
    let expected =
      hours == "Mon" ? [] : hours == "Sun" && atDesk ? ["lunge", "plank", "lunge"] : ["kneel", "plank", "kneel"]
    #expect(Array(suggested.prefix(3)) == expected)
  }

  @Test func `what was done in earlier sessions is not suggested again`() {
    var day = Day("kneel bridge")
    let early = WallClock(unixMicroseconds: 1_000_000, utcOffset: 0)
    day.coach.handle(
      .exerciseDone(ExerciseCompletion(Text("kneel".utf8), at: early)), day.situation, into: &day.emitted)
    day.sit(31)
    #expect(day.suggested == ["bridge"])
  }
}
