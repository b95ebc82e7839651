import Foundation
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import psoasctl

/// Every line that psoasctl can print, in one file for reading: .build/psoasctl-lines.txt.
///
/// Its first part are sentences as they are printed, one for each value of what they depend on; its second part are all
/// literals of the sources, where `{}` is what is filled in.
@Suite struct PrintedLinesTests {
  private static func said(_ write: (inout Text) -> Void) -> String {
    var text = Text()
    write(&text)
    return text.text
  }

  /// A heading, and its sentences.
  private static var printed: [(heading: String, lines: [String])] {
    var tilt = BusTilt()
    tilt.fromNeutral = -3
    tilt.trend = 3
    let tilts = [
      "neutral", "anterior", "posterior", "no-neutral", "seat-unknown", "on-side", "refused", "no-sensor",
      "uncalibrated",
    ].map { state in
      tilt.state = Text(state.utf8)
      return TiltWords.now(tilt)
    }
    return [
      ("the posture", Posture.listed.map { PostureWords.now(PostureEstimate($0, confidence: 0.97)) }),
      ("the tilt", tilts + [TiltWords.trend(tilt) ?? ""]),
      ("the calibration", trusts.map { trust in TiltWords.calibration(trust) }),
      ("why it is quiet", quiet),
      ("answers to acts", acts), ("refusals of the service", refusals.map { $0.message.text }),
      ("what goes wrong with the bus", busErrors.map { $0.message.text }),
      ("calibrations", calibrations), ("exercise sessions", sessions), ("the rhythm", rhythms),
      (
        "durations",
        [0, 59, 60, 90, 599, 600, 3599, 3600, 7500].map { seconds in said { $0.append(duration: seconds) } }
      ),
      ("a day", said { SummaryText.append(day, to: &$0) }.split(separator: "\n").map(String.init)),
      ("deleting", ForgetText.plan(nil, recordings: 2, before: nil).map(\.text)),
      ("safety", "\(SafetyText.full)".split(separator: "\n").map(String.init)),
    ]
  }

  private static var trusts: [BusTilt] {
    let trusts: [CalibrationTrust] = [
      .none, .learnt, .current, .unproven, .shifted(degrees: 12), .refused(degrees: 25), .refused(degrees: 170),
    ]
    var all = trusts.map { trust in
      var tilt = BusTilt()
      tilt.calibration = Text(trust.name)
      tilt.reason = Text()
      CalibrationText.append(trust, to: &tilt.reason)
      return tilt
    }
    var running = BusTilt()
    running.calibration = "running"
    running.reason = "stand tall"
    all.append(running)
    return all
  }

  private static var quiet: [String] {
    PauseReasons.all.flatMap { reason, _, _ in
      var status = BusStatus()
      status.pauseReasons = reason
      status.snoozedUntil = 1_790_000_000_000_000
      return QuietWords.lines(status).map(\.text)
    }
  }

  private static var acts: [String] {
    var status = BusStatus()
    status.posture = PostureEstimate(.sitting, confidence: 0.9)
    var open = status
    open.openReminder = "plank"
    var paused = status
    paused.pauseReasons = .paused
    paused.isPaused = true
    paused.snoozedUntil = 1_790_000_000_000_000
    let words: [Text] =
      [
        Done.words("Plank"), Done.refusal([]), Skip.words("Plank"), Skip.words(nil), Snooze.words(status),
        Snooze.words(paused), Resume.words(status), Resume.words(paused), Correct.words(.standing, allAlong: false),
        Correct.words(.standing, allAlong: true), ForgetText.done(nil),
      ]
      + [status, open, paused].flatMap { state in
        [WearerAct.done(exercise: "plank"), .skip, .snooze, .correction].map { Undo.words($0, state) { _ in "Plank" } }
      }
    return words.map(\.text)
  }

  private static let refusals: [CommandRefusal] = [
    .invalidDuration, .invalidTime, .noClock, .snoozedEnough, .nothingToUndo,
    .unknownExercise("plonk", nearest: "plank"),
    .unknownExercise("x", nearest: nil), .unknownPosture, .calibrationRunning, .rhythmRunning, .sessionRunning("plank"),
    .noSensor, .notCalibrated, .nothingStored(.thigh), .noCalibration, .cannotSkip, .invalidBends,
    .rhythm(.noSensor(.trunk)), .notMeasuring, .noSides("plank"), .noSession,
  ]

  private static let busErrors: [BusError] = [
    .absent(.user, code: 2), .absent(.system, code: 2), .absent(.address("unix:path=/x"), code: 2), .lost(.user),
    .notRunning(.user), .notRunning(.system), .timedOut, .failed("sd_bus_call", code: 22),
  ]

  private static var calibrations: [String] {
    let faults: [CalibrationRefusal] = [
      .moved(.pelvis, degreesPerSecond: 9), .drifted(.thigh, degrees: 4), .shaken(.pelvis, force: 0.5),
      .shallow(degrees: 20, needed: 30), .crooked(.pelvis, share: 0.7), .slanted(.pelvis, degrees: 20),
      .disagreement(.pelvis, degrees: 20), .notSeated(degrees: 3), .seatOff(degrees: 70), .notLeant(right: 3, left: 4),
      .bias(.pelvis, degreesPerSecond: 4), .noise(.pelvis, degreesPerSecond: 3), .gravity(.pelvis, force: 5),
      .handedness(.pelvis), .backward(degrees: 30), .remounted(.pelvis, degrees: 12),
      .otherMounting(.pelvis, degrees: 30),
      .nothingStored(.pelvis), .noBends(.pelvis), .lost(.pelvis), .timedOut(.bends, seconds: 60),
    ]
    var lines = faults.map { fault in said { CalibrationText.append(fault, to: &$0) } }
    for step in CalibrationStep.allCases {
      lines.append("skipped: " + said { CalibrationText.append(lossOf: step, to: &$0) })
    }
    for outcome in ["done", "withheld", "cancelled", "forgotten", "failed"] {
      lines.append(CalibrationGuide.ending(outcome, "pelvis", "you moved"))
    }
    return lines
  }

  private static var sessions: [String] {
    let works: [ExerciseSessionPart.Work] = [
      .prepare(seconds: 10), .hold(seconds: 30), .repetitions(10, pace: 4), .move(seconds: 120), .rest(seconds: 5),
    ]
    var events: [ExerciseSessionEvent] = [
      .started(ExerciseSessionStart(title: "Plank", basis: .sensor)),
      .started(ExerciseSessionStart(title: "Plank", basis: .noSensor)),
    ]
    for (index, work) in works.enumerated() {
      let cue: Text = work.name == "rest" ? "" : "Tuck your tailbone"
      events.append(
        .stage(ExerciseSessionStage(number: index + 1, part: ExerciseSessionPart(work: work, cue: cue, side: .left))))
      events.append(.stageDone(ExerciseSessionStageResult(number: 1, work: work, side: .left, done: 4, checked: 3)))
    }
    events += ExerciseSessionFeedback.allCases.filter { $0 != .none }.map { .feedback($0) }
    for ending in ExerciseSessionResult.Ending.allCases {
      for basis in [ExerciseSessionBasis.sensor, .clock] {
        var result = ExerciseSessionResult()
        (result.title, result.ending, result.basis) = ("Plank", ending, basis)
        (result.holds, result.heldSeconds, result.checkedSeconds, result.credit) = (2, 60, 58, 1)
        events.append(.finished(result))
      }
    }
    return events.map { event in said { ExerciseSessionText.append(event, to: &$0) } }
  }

  private static var rhythms: [String] {
    let refusals: [RhythmRefusal] = [
      .noSensor(.trunk), .noGyroscope(.pelvis), .neverStill, .tooFewBends(0, furthestShort: 0),
      .tooFewBends(1, furthestShort: 20), .tooFewBends(2, furthestShort: 20), .slipped(.trunk, 9), .notBack(9),
      .sideways(.trunk, 70), .interchanged, .silent(.trunk, 3), .outOfTime, .stopped,
    ]
    return refusals.map { $0.message.text }
  }

  private static var day: DayTotals {
    var totals = DayTotals(day: 20_000)
    for posture in Posture.listed { totals[posture] = 1000 }
    for posture in TiltBands.postures {
      totals.tilt.bands[posture] = TiltBands(posterior: 100, neutral: 100, anterior: 100)
    }
    totals.reminders = 6
    for outcome in ReminderOutcome.allCases { totals.outcomes[outcome] = 1 }
    return totals
  }

  private static func sources() throws -> [(heading: String, lines: [String])] {
    var all: [(String, [String])] = []
    for folder in ["Sources/psoasctl", "Sources/PsoasMonitor/Text", "Sources/PsoasMonitor/Configuration"] {
      let files = try #require(FileManager.default.enumerator(atPath: Repository.path(folder)))
      let names = files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
      for name in names.sorted() {
        let texts = SourceTexts(try Repository.read("\(folder)/\(name)")).texts
        let lines = texts.flatMap { $0.split(separator: "\n").map(String.init) }
        all.append(("\(folder)/\(name)", lines.filter { $0.contains(" ") && $0.contains(/[a-z]{2}/) }))
      }
    }
    return all
  }

  @Test func `every line is plain`() throws {
    let printed = Self.printed
    let sources = try Self.sources()
    var file = ""
    for (heading, lines) in printed + sources where !lines.isEmpty {
      file += "# \(heading)\n" + lines.map { "\($0)\n" }.joined() + "\n"
    }
    // The tests may have been built elsewhere.
    try FileManager.default.createDirectory(atPath: Repository.path(".build"), withIntermediateDirectories: true)
    try file.write(toFile: Repository.path(".build/psoasctl-lines.txt"), atomically: true, encoding: .utf8)
    #expect(file.split(separator: "\n").count > 800)
    for (heading, lines) in printed {
      for line in lines {
        #expect(line.count(where: { $0 == "%" }) < 4 && !line.isEmpty, "\(heading)")
        // `posture posture unknown`, `learnt: learnt from`, `rest 5 s: Rest`.
        let words = line.lowercased().split(whereSeparator: { !$0.isLetter }).map(String.init)
        for (first, second) in zip(words, words.dropFirst()) where first.count > 2 {
          #expect(first != second, "\(heading): \(line)")
        }
        #expect(!line.lowercased().contains(/rest [0-9]+ s[^.]*: rest/), "\(line)")
      }
    }
    for (heading, lines) in printed + sources {
      for line in lines {
        // A method of D-Bus is no command for people.
        #expect(!line.contains(/[A-Z][a-z]+[A-Z]?[A-Za-z]*\(\)/), "\(heading): \(line)")
        #expect(!line.contains("unknown value of"), "\(heading): \(line)")
      }
    }
  }

  @Test func `shares of a whole sum to 100`() throws {
    let summary = try #require(Self.printed.first { $0.heading == "a day" }).lines
    func sum(_ line: String) -> Int { line.matches(of: /([0-9]+) %/).reduce(0) { $0 + (Int($1.1) ?? 0) } }
    #expect(summary.prefix(6).reduce(0) { $0 + sum($1) } == 100, "\(summary)")
    let tilts = summary.filter { $0.hasPrefix("tilt ") }
    #expect(tilts.count == 2 && tilts.allSatisfy { sum($0) == 100 }, "\(tilts)")
    var tilt = BusTilt()
    tilt.bands[.sitting] = TiltBands(posterior: 1000, neutral: 1000, anterior: 1000)
    #expect(TiltWords.today(tilt).map(sum) == [100])
  }

  @Test func `a literal is read with its interpolations left out, and theirs read too`() {
    let source =
      "// \"no\"\nlet a = \"one \\(b ? \"two\" : c(\"three\")) four\\n\"\nlet d = \"\"\"\n  five \"six\"\n  \"\"\""
    let texts = SourceTexts(source).texts
    #expect(texts.contains { $0.contains("five \"six\"") })
    #expect(texts.contains("one {} four\n") && texts.contains("two") && texts.contains("three"))
    #expect(!texts.contains("no"))
  }
}
