import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// Writes a history of many days as the daemon does: the events and totals of each day go through `History`.
///
/// A day is one at a desk from 7:00 to 23:00, with a bout of sitting in each hour, and differs from the next one only in
/// its figures. The same days give the same rows.
public struct LongHistory {
  /// Rows of every full day.
  public static let hours = 7..<23
  /// One calibration and one measurement of the rhythm in so many days.
  static let calibrationInterval: Int64 = 30
  /// Days in one transaction: `History` keeps the hours of four days in memory.
  private static let daysPerWrite = 3

  private let history: History
  private var number = 0

  /// - Parameters:
  ///   - directory: the state directory.
  ///   - count: number of days; the last one is `last`, in days since 1970-01-01 UTC.
  public static func write(to directory: Text, days count: Int, until last: Int64) throws(HistoryError) {
    var writer = LongHistory(history: History(directory: directory))
    try writer.history.open()
    writer.history.assign(.pelvis, "usb:054c:0ce6:long-history")
    for offset in 0..<count {
      try writer.add(day: last - Int64(count - 1 - offset))
      if offset % daysPerWrite == daysPerWrite - 1 { try writer.history.flush() }
    }
    try writer.history.close()
  }

  private init(history: History) { self.history = history }

  /// The time of the run stands still, so that nothing is written before it is asked for.
  private func record(_ event: Event, at wall: WallClock) throws(HistoryError) {
    try history.record(TimedEvent(Instant(microseconds: 0), event, wall: wall))
  }

  private mutating func add(day: Int64) throws(HistoryError) {
    var totals = DayTotals(day: day)
    var hours: [HourTotals] = []
    let midnight = WallClock(unixMicroseconds: day * 86_400_000_000, utcOffset: 0)
    for hour in Self.hours {
      let start = midnight.advanced(by: Int64(hour) * 3_600_000_000)
      // Minutes of sitting in this hour: 30 to 49.
      let minutes = 30 + Int((day * 7 + Int64(hour) * 3) % 20)
      hours.append(Self.hour(at: start, minutes: minutes, of: day))
      try addBout(at: start, minutes: minutes, of: day, hour: hour)
      totals.bouts += 1
      totals.longestBout = max(totals.longestBout, Double(minutes) * 60)
    }
    for hour in hours {
      totals.seconds += hour.seconds
      totals.steps += hour.steps
      totals.tilt.bands += hour.tilt
    }
    totals.breaks = totals.bouts - 1
    totals.activeBreaks = totals.breaks / 2
    totals.reminders = totals.bouts / 2
    totals.outcomes[.checked] = 2
    totals.outcomes[.ignored] = totals.reminders - 2
    for degree in -12...12 {
      totals.tilt.sittingDegrees.add(totals[.sitting] / 25, degree: degree)
      if (-8...8).contains(degree) { totals.tilt.standingDegrees.add(totals[.standing] / 17, degree: degree) }
    }
    if day % Self.calibrationInterval == 0 { try addMeasurements(at: midnight.advanced(by: 30_000_000_000)) }
    try history.keep(totals, hours: hours, at: Instant(microseconds: 0))
    try record(.dayEnded(totals), at: midnight.advanced(by: 86_400_000_000))
  }

  private static func hour(at start: WallClock, minutes: Int, of day: Int64) -> HourTotals {
    var hour = HourTotals(at: start)
    hour[.sitting] = Double(minutes) * 60
    hour[.walking] = 300
    hour[.standing] = 3600 - hour[.sitting] - hour[.walking]
    hour.steps = 500 + Int(day % 100)
    for posture in TiltBands.postures {
      let seconds = hour[posture]
      hour.tilt[posture] = TiltBands(posterior: seconds / 4, neutral: seconds / 2, anterior: seconds / 4)
    }
    return hour
  }

  /// A bout with the break before it; in every second hour also a reminder, an exercise and its session.
  private mutating func addBout(
    at start: WallClock, minutes: Int, of day: Int64, hour: Int
  ) throws(HistoryError) {
    if hour > Self.hours.lowerBound {
      var rest = BoutTracker.Break()
      (rest.length, rest.upright, rest.walking) = (600, 600, 300)
      try record(.breakEnded(rest), at: start)
    }
    try record(.boutStarted, at: start)
    let end = start.advanced(by: Int64(minutes) * 60_000_000)
    if hour % 2 == 1 {
      number += 1
      let exercise = Exercise(identifier: "kneeling-hip-flexor", title: "Kneeling hip-flexor stretch")
      try record(.reminder(Reminder(number: number, exercise: exercise, sittingSeconds: 1800)), at: end)
      let isDone = hour % 8 == 1
      try record(.reminderClosed(number: number, isDone ? .checked : .ignored), at: end.advanced(by: 240_000_000))
      if isDone { try addSession(at: end, exercise) }
    }
    try record(.boutEnded(sitting: Double(minutes) * 60), at: end)
  }

  private func addSession(at start: WallClock, _ exercise: Exercise) throws(HistoryError) {
    let begin = ExerciseSessionStart(
      exercise: exercise.identifier, title: exercise.title, basis: .sensor, stages: 4, sets: 2)
    try record(.session(number: number, .started(begin)), at: start)
    for stage in 1...4 {
      let done = ExerciseSessionStageResult(
        number: stage, work: .hold(seconds: 30), side: stage % 2 == 1 ? .left : .right, set: (stage + 1) / 2, done: 30,
        checked: 28)
      try record(.session(number: number, .stageDone(done)), at: start.advanced(by: Int64(stage) * 40_000_000))
    }
    var result = ExerciseSessionResult()
    (result.exercise, result.basis, result.holds) = (exercise.identifier, .sensor, 4)
    (result.heldSeconds, result.checkedSeconds, result.credit, result.checked) = (120, 112, 1, 0.93)
    let end = start.advanced(by: 200_000_000)
    try record(.session(number: number, .finished(result)), at: end)
    try record(.exerciseDone(ExerciseCompletion(exercise.identifier, at: end, isChecked: true)), at: end)
  }

  private func addMeasurements(at moment: WallClock) throws(HistoryError) {
    try record(.calibrationFailed(.pelvis, .moved(.pelvis, degreesPerSecond: 12), .full), at: moment)
    let bends = (0..<3).map { index in
      var bend = RhythmBend()
      (bend.trunk, bend.pelvis, bend.speed, bend.returnSpeed) = (100, 45 + Double(index), 45, 50)
      return bend
    }
    try record(.rhythmMeasured(RhythmResult(bends: bends)), at: moment.advanced(by: 60_000_000))
  }
}
