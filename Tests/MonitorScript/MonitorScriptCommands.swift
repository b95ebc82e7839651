import PsoasCore
import PsoasMonitor
import PsoasSystem

extension MonitorScript {
  private mutating func identifier() -> Text {
    let exercises = MonitorScript.catalog.exercises
    let index = script.index(exercises.count + 1)
    return index < exercises.count ? exercises[index].identifier : "unknown"
  }

  private mutating func posture() -> Posture {
    script.element([.unknown, .standing, .walking, .sitting, .lying, .notWorn])
  }

  mutating func exerciseCommand() -> Command {
    switch script.index(12) {
    case 0...3:
      return .startSession(
        ExerciseSessionRequest(
          identifier(), side: script.element([nil, .left, .right]), isLong: script.flag(),
          usesSensor: script.index(4) > 0))
    case 4: return .stopSession
    case 5...6: return .respond(script.element(ExerciseSessionResponse.allCases))
    case 7:
      return .calibrate(script.flag() ? .quick : CalibrationPlan(steps: script.byte()))
    case 8: return script.element([.cancelCalibration, .nextStep, .skipStep])
    case 9: return .forgetCalibration(placement())
    case 10: return .startRhythm(bends: script.index(12))
    default: return .stopRhythm
    }
  }

  mutating func reminderCommand() -> Command {
    switch script.index(12) {
    case 0: .snooze(minutes: script.index(256) * 3 - 3)
    case 1: .snoozeUntil(minute: script.word() % 1500)
    case 2: .skip
    case 3: .done
    case 4: .doneExercise(identifier())
    case 5...6: .undo
    case 7: script.flag() ? .pause : .resume
    case 8...9: script.flag() ? .correct(posture()) : .correctEpisode(posture())
    case 10: .forget(before: nil)
    default: .forget(before: Int64(script.word()))
    }
  }

  /// What an earlier run left.
  mutating func restored() -> Input {
    switch script.index(6) {
    case 0:
      var totals = DayTotals(day: clock().localDay)
      for posture in [Posture.unknown, .standing, .walking, .sitting, .lying, .notWorn] {
        totals[posture] = script.real(0...10_000)
      }
      totals.longestBout = totals[.sitting] * script.real(0...1)
      (totals.bouts, totals.breaks, totals.steps) = (script.index(40), script.index(40), script.word())
      totals.reminders = script.index(20)
      return .restore(totals)
    case 1:
      var hold = ReminderHold()
      hold.isPaused = script.flag()
      hold.skippedDay = script.flag() ? clock().localDay : nil
      hold.snoozedUntil = script.flag() ? clock().unixMicroseconds : nil
      return .hold(hold)
    case 2:
      return .exerciseDone(
        ExerciseCompletion(identifier(), at: clock(), share: script.real(0.01...1), isChecked: script.flag()))
    case 3:
      guard let calibration = Calibration(upright: direction(), mediolateral: direction()) else { return .tick }
      return .calibration(
        placement(), CalibrationRecord(calibration, made: script.flag() ? clock() : nil, rezeroed: nil))
    case 4:
      let day = clock().localDay
      var tilt = TiltDay()
      tilt.add(7200, .standing, tilt: Double(day % 21) - 10, deadBand: 5)
      return .earlierTilt(day: day, tilt)
    default: return .suggested([])
    }
  }

  /// A reload of the configuration, with values within their ranges.
  mutating func settings() -> Input {
    guard script.index(4) > 0 else { return .catalog(script.flag() ? MonitorScript.catalog : ExerciseCatalog()) }
    var configuration = Configuration()
    configuration.remindAfter = script.element([60, 300, 1800, 14_400])
    configuration.reminderGap = script.element([60, 600, 14_400])
    configuration.remindersPerDay = script.index(49)
    configuration.breakLength = script.element([20, 60, 300])
    configuration.ignoredAfter = script.element([60, 600, 3600])
    configuration.waitForBreakPoint = script.element([0, 300, 900])
    configuration.snoozesInRow = script.index(11)
    configuration.backOffAfter = script.index(21)
    configuration.backOffFactor = script.real(1...3)
    configuration.atDesk = script.flag()
    configuration.tiltDeadBand = 3 + script.index(8)
    configuration.retentionDays = script.word()
    configuration.profile = Profile(rawValue: script.index(256))
    return .configuration(configuration)
  }
}
