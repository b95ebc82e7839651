import Foundation
import PsoasCore
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasHistory
@testable import PsoasMonitor

/// Stored exercise sessions, calibrations and hourly tilt.
@Suite struct ExerciseSessionTableTests {
  let folder: Scratch
  let history: History

  init() throws {
    folder = try Scratch()
    history = History(directory: folder.bytes)
    try history.open()
  }

  private static let start = ExerciseSessionStart(
    exercise: Text("kneeling-hip-flexor".utf8), title: Text("Stretch".utf8), basis: .sensor, stages: 4, sets: 2)

  private static let left = ExerciseSessionStageResult(
    number: 2, work: .hold(seconds: 30), side: .left, set: 1, done: 28.5, checked: 25)

  private static func result() -> ExerciseSessionResult {
    var result = ExerciseSessionResult()
    result.exercise = start.exercise
    result.basis = .noSensor
    result.ending = .byHand
    result.holds = 3
    result.heldSeconds = 88.5
    result.checkedSeconds = 25
    result.credit = 0.75
    result.checked = 0.25
    return result
  }

  @Test func `a session is kept with its stages, each with its side, what was asked for and what was done`() throws {
    try history.record(.at(60, .session(number: 1, .started(Self.start))))
    try history.record(.at(95, .session(number: 1, .stageDone(Self.left))))
    try history.record(
      .at(
        130,
        .session(
          number: 1,
          .stageDone(
            ExerciseSessionStageResult(
              number: 5, work: .repetitions(10, pace: 5), set: 2, done: 12, checked: 9, amplitude: 24.5)))))
    try history.record(.at(140, .session(number: 1, .finished(Self.result()))))
    try history.flush()
    #expect(
      try ask(folder.file, "SELECT * FROM sessions")
        == "1772438460000000|20514|3600|kneeling-hip-flexor|no-sensor|2|1772438540000000|by-hand|3|0|88.5|25.0||0.75|0.25"
    )
    #expect(
      try ask(folder.file, "SELECT * FROM session_stages") == """
        1772438460000000|2|20514|hold|left|1|30.0|28.5|25.0||||
        1772438460000000|5|20514|repetitions||2||||10|12|9|24.5
        """)
    let sessions = try HistoryArchive(directory: folder.bytes).sessions(of: 20514)
    #expect(sessions.count == 1)
    #expect(sessions.first?.ended == 1_772_438_540_000_000 && sessions.first?.heldChecked == 25)
  }

  @Test func `after a kill the session has no end, and its stages are there`() throws {
    try history.record(.at(0, .session(number: 1, .started(Self.start))))
    try history.record(.at(35, .session(number: 1, .stageDone(Self.left))))
    // Half a minute later, collected rows are written even without a request.
    try history.keep(.example(sitting: 1), at: Instant(microseconds: 60_000_000))
    #expect(
      try ask(folder.file, "SELECT exercise, basis, ended, ending, held FROM sessions")
        == "kneeling-hip-flexor|sensor|||")
    #expect(try ask(folder.file, "SELECT held FROM session_stages") == "28.5")
    let session = try HistoryArchive(directory: folder.bytes).sessions(of: 20514).first
    #expect(session?.ended == nil && session?.ending.isEmpty == true)
    // A session across midnight belongs to the day on which it began, and is one row.
    try history.record(.at(57_700, .session(number: 1, .finished(Self.result()))))
    try history.record(.at(57_800, .session(number: 2, .started(Self.start))))
    try history.flush()
    #expect(try ask(folder.file, "SELECT day, ending FROM sessions ORDER BY began") == "20514|by-hand\n20515|")
  }

  @Test func `calibrations are kept, done and refused, with sensor and quality`() throws {
    var calibration = try #require(Calibration(upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 0, 1)))
    calibration.seatedNeutral = -12.5
    calibration.quality.bends = 3
    calibration.quality.depth = 61
    calibration.quality.planarity = 0.97
    calibration.quality.isVerified = true
    history.assign(.pelvis, Text("057e:2006:dc".utf8))
    try history.record(.at(60, .calibrationDone(.pelvis, CalibrationRecord(calibration), .full)))
    try history.record(.at(60, .calibrationWithheld(.thigh, .notSeated(degrees: 4), .full)))
    try history.record(.at(200, .calibrationFailed(.pelvis, .remounted(.pelvis, degrees: 12), .quick)))
    try history.record(.at(300, .calibrationFailed(.trunk, .lost(.trunk), CalibrationPlan(steps: 1))))
    try history.flush()
    #expect(
      try ask(
        folder.file,
        """
        SELECT at, placement, sensor, kind, outcome, reason, bends, verified, depth, planarity, sway, seated_neutral
        FROM calibrations
        """) == """
          1772438460000000|pelvis|057e:2006:dc|full|done||3|1|61.0|0.97||-12.5
          1772438460000000|thigh||full|refused|not-seated||||||
          1772438600000000|pelvis|057e:2006:dc|quick|refused|remounted||||||
          1772438700000000|trunk||standing|refused|lost||||||
          """)
  }

  @Test func `the tilt of an hour is added up over the sessions that saw it`() throws {
    for session in 1...2 {
      let history = History(directory: folder.bytes)
      var hour = HourTotals(at: WallClock(unixMicroseconds: 1_772_438_400_000_000, utcOffset: 3600))
      for minute in 1...5 {
        hour.tilt[.sitting] = TiltBands(posterior: Double(minute) * 60, neutral: Double(session))
        hour.tilt[.standing].anterior = 7
        try history.keep(.example(sitting: 1), hours: [hour], at: Instant(microseconds: Int64(minute) * 60_000_000))
      }
      try history.flush()
    }
    #expect(
      try ask(folder.file, "SELECT * FROM tilt_hours") == """
        1772438400000000|3600|20514|sitting|600.0|3.0|0.0
        1772438400000000|3600|20514|standing|0.0|0.0|14.0
        """)
  }

  @Test func `rows older than the retention are deleted, except the days' sums of tilt`() throws {
    history.retentionDays = 1
    var totals = DayTotals.example(sitting: 1)
    totals.tilt.add(60, .standing, tilt: 8, deadBand: 5)
    var hour = HourTotals(at: WallClock(unixMicroseconds: 1_772_438_400_000_000, utcOffset: 3600))
    hour.tilt[.standing].anterior = 60
    try history.record(.at(60, .session(number: 1, .started(Self.start))))
    try history.record(.at(95, .session(number: 1, .stageDone(Self.left))))
    try history.record(.at(200, .calibrationFailed(.pelvis, .lost(.pelvis), .full)))
    try history.keep(totals, hours: [hour], at: Instant(microseconds: 300_000_000))
    try history.flush()
    totals.day = 20516
    try history.keep(totals, at: Instant(microseconds: 2 * 86_400_000_000))
    try history.flush()
    for table in ["sessions", "session_stages", "calibrations", "tilt_hours", "hours"] {
      #expect(try ask(folder.file, "SELECT count(*) FROM \(table)") == "0", "\(table)")
    }
    for table in ["days", "tilt_bands", "tilt_degrees"] {
      #expect(try ask(folder.file, "SELECT day FROM \(table) ORDER BY day") == "20514\n20516", "\(table)")
    }
  }
}
