import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// The reminder policy as timelines with one column per minute.
///
/// First row, the posture: `S` sits, `h` sits and shifts, `u` stands, `w` walks, `l` lies, `o` not worn, `?` unknown.
/// Second row, the action at the start of the minute: `d` done, `c` done and checked, `z` snoozed, `t` snoozed until
/// 15:00, `k` skipped, `p` paused, `r` resumed, `L` locked, `U` unlocked, `i` `D` `f` quiet begins (inhibited, do not
/// disturb, full screen), `q` all quiet ends, `n` half a minute of suspend, `8` eight hours of suspend, `M` midnight.
/// Third row, the decision of the policy in that minute: `R` a reminder, `e` the next escalation level, `d` done, `c`
/// done and checked, `z` snoozed, `k` skipped, `i` ignored, `x` withdrawn.
private struct Timeline {
  var policy: ReminderPolicy
  var tracker: BoutTracker
  let configuration: Configuration
  var now = 0.0
  var wall: WallClock?
  var decisions: [ReminderPolicy.Decision] = []
  var due: [Double?] = []

  init(_ configuration: Configuration, alreadyToday: Int = 0, wall: WallClock? = nil) {
    self.configuration = configuration
    self.wall = wall
    policy = ReminderPolicy(configuration)
    var parameters = BoutTracker.Parameters()
    parameters.breakLength = configuration.breakLength
    tracker = BoutTracker(parameters)
    send(.restore(today: alreadyToday), .unknown)
  }

  mutating func play(_ wearer: String, acts: String = "") -> String {
    let acts = Array(acts)
    var emitted: [Character] = []
    for (minute, letter) in wearer.enumerated() {
      let posture = Self.posture(letter)
      decisions = []
      act(minute < acts.count ? acts[minute] : ".", posture)
      for second in 0..<60 {
        now += 1
        wall = wall?.advanced(by: 1_000_000)
        _ = tracker.advance(by: 1, in: posture)
        send(.second, posture, shifts: letter == "h" && second == 0)
        due.append(policy.dueTime(situation(posture)))
      }
      emitted.append(decisions.last.map(Self.mark) ?? ".")
    }
    return String(emitted)
  }

  func situation(_ posture: Posture, shifts: Bool = false) -> ReminderPolicy.Situation {
    .init(now: now, posture: posture, bout: tracker.isInBout ? tracker.sitting : nil, wall: wall, hasShifted: shifts)
  }

  mutating func send(_ occurrence: ReminderPolicy.Occurrence, _ posture: Posture, shifts: Bool = false) {
    policy.handle(occurrence, situation(posture, shifts: shifts), into: &decisions)
  }

  private mutating func act(_ act: Character, _ posture: Posture) {
    switch act {
    case "d": send(.done(isChecked: false), posture)
    case "c": send(.done(isChecked: true), posture)
    case "z": send(.snooze(minutes: configuration.snoozeMinutes), posture)
    case "t": send(.snoozeUntil(minute: 900), posture)
    case "k": send(.skip, posture)
    case "p": send(.paused(true), posture)
    case "r": send(.paused(false), posture)
    case "L": send(.locked(true), posture)
    case "U": send(.locked(false), posture)
    case "i": send(.quiet(.inhibited, true), posture)
    case "D": send(.quiet(.doNotDisturb, true), posture)
    case "f": send(.quiet(.fullScreen, true), posture)
    case "q": for reason in QuietReason.allCases { send(.quiet(reason, false), posture) }
    case "M": send(.dayChanged, posture)
    case "n": sleep(30, posture)
    case "8": sleep(28_800, posture)
    default: break
    }
  }

  private mutating func sleep(_ seconds: Double, _ posture: Posture) {
    send(.suspending, posture)
    _ = tracker.absence(for: seconds)
    wall = wall?.advanced(by: Int64(seconds * 1e6))
    send(.resumed(asleep: seconds), posture)
  }

  private static func mark(_ decision: ReminderPolicy.Decision) -> Character {
    switch decision {
    case .open: "R"
    case .escalate: "e"
    case .close(_, .done): "d"
    case .close(_, .checked): "c"
    case .close(_, .snoozed): "z"
    case .close(_, .skipped): "k"
    case .close(_, .ignored): "i"
    case .close(_, .withdrawn): "x"
    }
  }

  private static func posture(_ letter: Character) -> Posture {
    switch letter {
    case "S", "h": .sitting
    case "u": .standing
    case "w": .walking
    case "l": .lying
    case "o": .notWorn
    default: .unknown
    }
  }
}

/// Short times: a reminder after five minutes of sitting, three minutes between reminders, and no waiting for a break
/// point.
private var brisk: Configuration {
  var configuration = Configuration()
  configuration.remindAfter = 300
  configuration.reminderGap = 180
  configuration.ignoredAfter = 120
  configuration.snoozeMinutes = 2
  configuration.waitForBreakPoint = 0
  configuration.backOffAfter = 0
  return configuration
}

private func play(
  _ wearer: String, acts: String = "", _ configuration: Configuration = brisk, alreadyToday: Int = 0,
  wall: WallClock? = nil
) -> String {
  var timeline = Timeline(configuration, alreadyToday: alreadyToday, wall: wall)
  return timeline.play(wearer, acts: acts)
}

private func sitting(_ minutes: Int) -> String { String(repeating: "S", count: minutes) }

@Suite struct ReminderTimelineTests {
  @Test func `a reminder comes when the bout is long enough, and leaves when the wearer gets up`() {
    #expect(play("SSSSSSwSSSSSS") == "....R.x....R.")
  }

  @Test func `half an hour is the default, and up to five minutes for a break point`() {
    #expect(play(sitting(40), Configuration()).firstIndex(of: "R") == sitting(34).endIndex)
    var eager = Configuration()
    eager.waitForBreakPoint = 0
    let emitted = play(sitting(40), eager)
    #expect(emitted.firstIndex(of: "R") == sitting(29).endIndex)
    #expect(emitted.filter { $0 == "R" }.count == 1)
  }

  @Test func `an ignored reminder comes again after the gap`() {
    #expect(play("SSSSSSSSSSSS") == "....R.iR.iR.")
  }

  @Test func `done starts a whole new wait, and checked is counted apart from reported`() {
    #expect(play("SSSSSSSSSSSSS", acts: ".....d") == "....Rd...R.iR")
    #expect(play("SSSSSSSSSSSSS", acts: ".....c") == "....Rc...R.iR")
  }

  @Test func `an unprompted exercise counts as well`() {
    #expect(play("SSSSSSSSSS", acts: "...d") == ".......R.i")
  }

  @Test func `standing for a short reach ends neither the bout nor the wait`() {
    var configuration = brisk
    configuration.breakLength = 120
    #expect(play("SSSuSSSSS", configuration).contains("R"))
  }

  @Test func `unknown time does not count as sitting`() {
    #expect(play("SSS???SSS") == ".......R.")
  }

  @Test func `lying ends the bout without reminders, and so does a sensor that is not worn`() {
    #expect(!play("SSSSllllllll").contains("R"))
    #expect(!play("SSSSoooooooo").contains("R"))
    #expect(play("SSSSSSl") == "....R.x")
    #expect(play("SSSSSSo") == "....R.x")
  }

  @Test func `the day's limit of reminders holds, and the next day begins at zero`() {
    var configuration = brisk
    configuration.remindersPerDay = 2
    #expect(play(sitting(60), configuration).filter { $0 == "R" }.count == 2)
    #expect(!play("SSSSSSSSS", configuration, alreadyToday: 2).contains("R"))
    #expect(play("SSSSSSSSS", acts: "......M", configuration, alreadyToday: 2) == "......R.i")
  }

  @Test func `skip closes the open reminder; with none open it skips the day`() {
    #expect(play("SSSSSSSSS", acts: ".....k") == "....Rk.R.")
    #expect(!play(sitting(30), acts: "..k").contains("R"))
    #expect(play(sitting(12), acts: "..k.......M") == "..........R.")
  }
}

@Suite struct BreakPointTests {
  private var patient: Configuration {
    var configuration = brisk
    configuration.waitForBreakPoint = 300
    return configuration
  }

  @Test func `it waits for the wearer to shift in the seat`() {
    #expect(play("SSSSSSShSS", patient) == ".......R.i")
  }

  @Test func `a shift before it is due has no effect`() {
    #expect(play("ShhhSSSSSSSS", patient) == ".........R.i")
  }

  @Test func `it waits five minutes and no longer`() {
    #expect(play(sitting(12), patient) == ".........R.i")
  }

  @Test func `standing up and down again is a break point; staying up needs no reminder`() {
    var configuration = patient
    configuration.breakLength = 120
    #expect(play("SSSSSSuSSS", configuration) == ".......R.i")
    #expect(play("SSSSSSuuuSSSS", configuration) == ".............")
  }

  @Test func `a snoozed reminder does not wait for a break point`() {
    #expect(play("SSSSSShSSSSS", acts: ".......z", patient) == "......RzR.i.")
  }
}

@Suite struct SnoozeTests {
  @Test func `a snoozed one comes back when the snooze ends, and is not counted as taken`() {  // SafeEyes #327
    #expect(play("SSSSSSSSS", acts: ".....z") == "....RzR.i")
  }

  @Test func `a snoozed one counts once for the day`() {
    var configuration = brisk
    configuration.remindersPerDay = 1
    #expect(play("SSSSSSSSSSSSSSS", acts: ".....z", configuration) == "....RzR.i......")
  }

  @Test func `the third snooze in a row is refused`() {
    var configuration = brisk
    configuration.ignoredAfter = 600
    #expect(play("SSSSSSSSSSSS", acts: ".....z.z.z", configuration) == "....RzRzR...")
    var timeline = Timeline(configuration)
    _ = timeline.play("SSSSSSSSS", acts: ".....z.z")
    #expect(timeline.policy.open == 3 && !timeline.policy.maySnooze)
    _ = timeline.play("S", acts: "d")
    #expect(timeline.policy.maySnooze)
  }

  @Test func `until 15 o'clock means 15 o'clock`() {  // sane-break #110, #143 and #158
    let wall = WallClock(unixMicroseconds: 14 * 3_600_000_000 + 50 * 60_000_000, utcOffset: 0)
    #expect(play("SSSSSSSSSSSSS", acts: ".....t", wall: wall) == "....Rz...R.iR")
  }

  @Test func `until 15 o'clock is kept through summer time's beginning`() {
    // 2026-03-29 00:30 UTC is 01:30 in Paris; at 02:00 the clock is set to 03:00.
    var timeline = Timeline(brisk, wall: WallClock(unixMicroseconds: 1_774_744_200_000_000, utcOffset: 3600))
    timeline.send(.snoozeUntil(minute: 900), .sitting)
    let before = timeline.situation(.sitting)
    #expect(timeline.policy.pauseReasons(before).contains(.snoozed))
    var later = before
    // 14:59 by the new clock, which has advanced by 13 h 29 min in 12 h 29 min of real time.
    later.now += 12 * 3600 + 29 * 60
    later.wall = WallClock(unixMicroseconds: 1_774_744_200_000_000 + 44_940_000_000, utcOffset: 7200)
    #expect(later.wall?.secondOfDay == 14 * 3600 + 59 * 60)
    #expect(timeline.policy.pauseReasons(later).contains(.snoozed))
    later.wall = later.wall?.advanced(by: 60_000_000)
    #expect(!timeline.policy.pauseReasons(later).contains(.snoozed))
  }

  @Test func `a clock set back by a year does not snooze for a year`() {
    var timeline = Timeline(brisk, wall: WallClock(unixMicroseconds: 1_774_744_200_000_000, utcOffset: 3600))
    timeline.send(.snoozeUntil(minute: 900), .sitting)
    timeline.wall = timeline.wall?.advanced(by: -31_536_000_000_000)
    #expect(!timeline.policy.pauseReasons(timeline.situation(.sitting)).contains(.snoozed))
  }

  @Test func `without a wall clock a snooze until a time of day is refused, and the reminder stays`() {
    #expect(play("SSSSSSS", acts: ".....t") == "....R.i")
  }

  @Test func `a snooze runs on while the machine sleeps`() {
    var configuration = brisk
    configuration.breakLength = 300
    configuration.snoozeMinutes = 60
    var timeline = Timeline(configuration)
    _ = timeline.play("SSSSSS", acts: ".....z8")
    _ = timeline.play("S", acts: "8")
    #expect(!timeline.policy.pauseReasons(timeline.situation(.sitting)).contains(.snoozed))
  }
}

@Suite struct QuietTests {
  @Test(arguments: ["i", "D", "f"])  // stretchly #969 and #1553, SafeEyes #900
  func `a call, do not disturb and a full screen are never interrupted`(begins: String) {
    #expect(play("SSSSSSSSSSS", acts: "..\(begins)....q") == ".......R.iR")
    #expect(play("SSSSSSSSSSS", acts: ".....\(begins)..q") == "....Rx..R.i")
  }

  @Test func `the end of one reason leaves the others`() {
    var timeline = Timeline(brisk)
    _ = timeline.play("SSSSSS", acts: ".iD")
    timeline.send(.quiet(.inhibited, false), .sitting)
    #expect(timeline.policy.pauseReasons(timeline.situation(.sitting)) == .doNotDisturb)
    #expect(timeline.play("SS") == "..")
  }

  @Test func `a locked screen keeps quiet and takes an open reminder back`() {
    #expect(play("SSSSSSSSSS", acts: ".....L..U.") == "....Rx..R.")
  }

  @Test func `working hours and weekdays`() {  // stretchly #342
    var configuration = brisk
    var fault = Text()
    configuration.workingHours = WorkingHours(Text("Mon-Fri 09:00-09:16".utf8), fault: &fault) ?? WorkingHours()
    // 2026-03-23 was a Monday.
    let monday = WallClock(unixMicroseconds: 1_774_256_100_000_000, utcOffset: 0)  // 08:55
    #expect(monday.secondOfDay == 8 * 3600 + 55 * 60)
    #expect(play(sitting(26), configuration, wall: monday) == "....R.iR.iR.iR.iR.iRx.....")
    let sunday = monday.advanced(by: -86_400_000_000)
    #expect(!play(sitting(26), configuration, wall: sunday).contains("R"))
  }

  @Test func `the status says why no reminder comes`() {  // workrave #600, stretchly #1014
    var timeline = Timeline(brisk)
    _ = timeline.play("S", acts: "p")
    timeline.send(.locked(true), .lying)
    timeline.send(.skip, .lying)
    let names = timeline.policy.pauseReasons(timeline.situation(.lying)).names.map { "\($0)" }
    #expect(names == ["paused", "skipped-today", "locked", "lying"])
  }
}

@Suite struct IgnoredReminderTests {
  private var short: Configuration {
    var configuration = brisk
    configuration.backOffAfter = 3
    configuration.backOffFactor = 2
    configuration.remindersPerDay = 48
    return configuration
  }

  @Test func `after three ignored the intervals grow`() {
    #expect(play(sitting(26), short) == "....R.iR.iR.i...R.i...R.i.")
  }

  @Test func `the next day begins with the old ones`() {
    var timeline = Timeline(short)
    _ = timeline.play(sitting(14))
    #expect(timeline.play(sitting(8), acts: "M").contains("R"))
    #expect(timeline.play(sitting(3)).contains("R"))
  }

  @Test func `the interval stays between the setting and the maximum`() {
    var backOff = BackOff()
    let configuration = Configuration()
    for _ in 0..<60 { backOff.note(.ignored, configuration) }
    #expect(backOff.stretched(1800, configuration) == 5400)
    #expect(backOff.stretched(14_400, configuration) == 14_400)
    backOff.note(.withdrawn, configuration)
    #expect(backOff.stretched(1800, configuration) == 1800)
  }

  @Test func `a snooze or a skip in between is an answer`() {
    var backOff = BackOff()
    let configuration = Configuration()
    for outcome in [.ignored, .ignored, .skipped, .ignored, .ignored] as [ReminderOutcome] {
      backOff.note(outcome, configuration)
    }
    #expect(backOff.factor == 1)
    backOff.note(.ignored, configuration)
    #expect(backOff.factor == 1.5)
  }
}

@Suite struct EscalationTests {
  @Test func `by default a notification, and nothing louder`() {  // SafeEyes #320 and #566, workrave #206
    var timeline = Timeline(brisk)
    #expect(timeline.play("SSSSSSS") == "....R.i")
    #expect(Configuration().escalation == Escalation([.init(.transient, after: 0)]))
  }

  @Test func `a reminder escalates while nobody answers`() throws {
    var configuration = brisk
    var fault = Text()
    configuration.escalation = try #require(
      Escalation(Text("sound@3min transient resident@1min rumble@4min".utf8), fault: &fault))
    configuration.ignoredAfter = 600
    #expect(play(sitting(11), configuration) == "....Re.ee..")
    #expect(play(sitting(11), acts: ".......d", configuration) == "....Re.d...")
    configuration.escalation = try #require(Escalation(Text("resident@1min".utf8), fault: &fault))
    var timeline = Timeline(configuration)
    _ = timeline.play("SSSSS")
    #expect(timeline.decisions == [.open(number: 1, .status)])
  }

  @Test func `an unknown level is named`() {
    var fault = Text()
    #expect(Escalation(Text("transient shout".utf8), fault: &fault) == nil)
    #expect(fault == Text("shout".utf8))
    #expect(Escalation(Text("sound@2h".utf8), fault: &fault) == nil)
  }
}

/// Defects of other reminder programs, each with its report.
@Suite struct KnownDefectTests {
  @Test func `sane-break #70 and #166: a pause does not touch a snooze, nor a snooze a pause`() {
    #expect(play("SSSSSSSSSSSS", acts: ".....zp..r") == "....Rz...R.i")
    #expect(play("SSSSSSSSSSSS", acts: "....p.z...r") == "..........R.")
  }

  @Test func `sane-break #20: a wait is not shortened by stillness, a lock or unknown time`() {
    #expect(play("SSSSSSSSSSSSS", acts: ".....dL.U") == "....Rd...R.iR")
    #expect(play("SSSSSS???SSSS", acts: ".....d") == "....Rd...R.iR")
  }

  @Test func `stretchly #1469 and #1011: nothing resets the count so that the reminder never comes`() {
    var configuration = brisk
    configuration.remindAfter = 600
    #expect(play("SSSSSSSSSSSS", acts: "LULUprprfqiq", configuration).contains("R"))
    // A walk every three minutes is too short for a break: the bout continues.
    configuration.breakLength = 120
    #expect(play("SSSuSSSuSSSuSSSuS", configuration).contains("R"))
  }

  @Test func `stretchly #648: no wait is negative after a sleep`() {
    for nap in ["n", "8"] {
      var timeline = Timeline(brisk)
      _ = timeline.play("SSSSSS", acts: "..z")
      timeline.due = []
      _ = timeline.play("SSSSSSSSSSSS", acts: nap)
      // In the first seconds after the suspend every due time is at least a minute ahead.
      for (second, due) in timeline.due.prefix(50).enumerated() {
        if let due { #expect(due >= 360 + Double(second) + 1, "\(nap) \(second)") }
      }
    }
  }

  @Test func `stretchly #1597: a snooze that ends as the bout is due brings one reminder, not two`() {
    var configuration = brisk
    configuration.snoozeMinutes = 3
    var timeline = Timeline(configuration)
    _ = timeline.play("SSSSS", acts: "..z")
    #expect(timeline.decisions == [.open(number: 1, .transient)])
    timeline.decisions = []
    timeline.send(.second, .sitting)
    timeline.send(.second, .sitting)
    #expect(timeline.decisions.isEmpty)
  }

  @Test func `SafeEyes #327: a snoozed one is told apart from one that was followed`() {
    var day = DayTracker()
    for outcome in ReminderOutcome.allCases { day.count(.reminderClosed(number: 1, outcome)) }
    #expect(day.totals.remindersDone == 2 && day.totals.outcomes[.checked] == 1)
    #expect(day.totals.outcomes[.snoozed] == 1 && day.totals.outcomes[.skipped] == 1)
    #expect(day.totals.outcomes[.ignored] == 1 && day.totals.outcomes[.withdrawn] == 1)
  }

  @Test func `workrave #539, breaktimer #53, sane-break #172: no reminder waits for the wearer's return`() {
    let emitted = play("SSSSSSSSSSSS", acts: "....8")
    #expect(emitted.prefix(8) == "........")
    #expect(emitted.dropFirst(8).contains("R"))
    // A reminder that was due before a suspend of half a minute also waits for a minute.
    #expect(play("SSSSSSSSS", acts: "...fn..q") == ".......R.")
    #expect(play("SSSSSSSSS", acts: ".....n") == "....Rx.R.")
  }

  @Test func `stretchly #965 and #909, workrave #672 and #746: sitting counts, typing or not`() {
    // The policy has no input from a keyboard: a wearer who sits still gets reminders.
    #expect(play("SSSSSSS") == "....R.i")
  }
}
