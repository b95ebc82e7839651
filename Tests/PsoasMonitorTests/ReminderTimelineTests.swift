import PsoasCore
import Testing

@testable import PsoasMonitor

/// The reminder policy as timelines: a column is a minute.
///
/// `S` sits, `u` stands, `w` walks, `l` lies, `?` nobody knows. Below it, what the policy said in that minute: `R` a
/// reminder, `d` done, `z` snoozed, `k` skipped, `i` ignored, `x` withdrawn. Between them the wearer's own acts.
@Suite struct ReminderTimelines {
  private func play(
    _ wearer: String, acts: String = "", configuration: Configuration = Configuration(), alreadyToday: Int = 0
  ) -> String {
    var policy = ReminderPolicy(configuration, alreadyToday: alreadyToday)
    var parameters = SittingLedger.Parameters()
    parameters.breakLength = configuration.breakLength
    var ledger = SittingLedger(parameters)
    let acts = Array(acts)
    var said: [Character] = []
    var now = 0.0
    for (minute, letter) in wearer.enumerated() {
      let posture = Self.posture(letter)
      var mark: Character = "."
      func note(_ decision: ReminderPolicy.Decision?) {
        switch decision {
        case .open: mark = "R"
        case .close(_, .done): mark = "d"
        case .close(_, .snoozed): mark = "z"
        case .close(_, .skipped): mark = "k"
        case .close(_, .ignored): mark = "i"
        case .close(_, .withdrawn): mark = "x"
        case nil: break
        }
      }
      switch minute < acts.count ? acts[minute] : "." {
      case "d": note(policy.done(at: now))
      case "z": note(policy.snooze(minutes: configuration.snoozeMinutes, at: now))
      case "k": note(policy.skip())
      case "p": note(policy.pause(true))
      case "r": note(policy.pause(false))
      case "L": note(policy.lock(true))
      case "U": note(policy.lock(false))
      case "8":  // eight hours asleep
        note(policy.suspend())
        _ = ledger.sleep(for: 28_800)
        policy.wake(at: now, asleep: 28_800)
      default: break
      }
      for _ in 0..<60 {
        now += 1
        _ = ledger.advance(by: 1, in: posture)
        note(
          policy.step(.init(now: now, posture: posture, bout: ledger.isInBout ? ledger.sitting : nil)))
      }
      said.append(mark)
    }
    return String(said)
  }

  private static func posture(_ letter: Character) -> Posture {
    switch letter {
    case "S": .sitting
    case "u": .standing
    case "w": .walking
    case "l": .lying
    default: .unknown
    }
  }

  /// A coarse day: five minutes of sitting call for a reminder, three minutes lie between two.
  private var brisk: Configuration {
    var configuration = Configuration()
    configuration.remindAfter = 300
    configuration.reminderGap = 180
    configuration.ignoredAfter = 120
    configuration.snoozeMinutes = 2
    return configuration
  }

  @Test func `a reminder comes when the bout is long enough, and leaves when the wearer gets up`() {
    #expect(play("SSSSSSwSSSSSS", configuration: brisk) == "....R.x....R.")
  }

  @Test func `half an hour is the default`() {
    let said = play(String(repeating: "S", count: 40))
    #expect(said.firstIndex(of: "R") == said.index(said.startIndex, offsetBy: 29))
    #expect(said.filter { $0 == "R" }.count == 1)
  }

  @Test func `an ignored one comes again after the gap`() {
    #expect(play("SSSSSSSSSSSS", configuration: brisk) == "....R.iR.iR.")
  }

  @Test func `a snoozed one comes back when the snooze ends, and is not counted as taken`() {
    #expect(play("SSSSSSSSS", acts: ".....z", configuration: brisk) == "....RzR.i")
  }

  @Test func `done means a whole new wait`() {
    #expect(play("SSSSSSSSSSSSS", acts: ".....d", configuration: brisk) == "....Rd...R.iR")
  }

  @Test func `a pause does not touch a snooze, nor a snooze a pause`() {  // sane-break #70 and #166
    #expect(play("SSSSSSSSSSSS", acts: ".....zp..r", configuration: brisk) == "....Rz...R.i")
  }

  @Test func `standing for a short reach ends neither the bout nor the wait`() {
    var configuration = brisk
    configuration.breakLength = 120
    #expect(play("SSSuSSSSS", configuration: configuration).contains("R"))
  }

  @Test func `nothing after eight hours asleep, until the wearer has sat again`() {  // workrave #539, stretchly #648
    let said = play("SSSSSSSSSSSS", acts: "....8", configuration: brisk)
    #expect(said.prefix(8) == "........")
    #expect(said.dropFirst(8).contains("R"))
  }

  @Test func `a locked screen keeps quiet and takes an open reminder back`() {
    #expect(play("SSSSSSSSSS", acts: ".....L..U.", configuration: brisk) == "....Rx..R.")
  }

  @Test func `unknown time does not count as sitting`() {
    #expect(play("SSS???SSS", configuration: brisk) == ".......R.")
  }

  @Test func `lying ends the bout and is left in peace`() {
    #expect(!play("SSSSllllllll", configuration: brisk).contains("R"))
  }

  @Test func `enough is enough for one day`() {
    var configuration = brisk
    configuration.remindersPerDay = 2
    #expect(play(String(repeating: "S", count: 60), configuration: configuration).filter { $0 == "R" }.count == 2)
    #expect(!play("SSSSSSSSS", configuration: configuration, alreadyToday: 2).contains("R"))
  }
}
