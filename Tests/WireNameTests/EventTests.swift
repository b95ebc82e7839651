import Foundation
import PsoasMonitor
import PsoasSystem
import PsoasTrace
import TestSupport
import Testing

@testable import PsoasCore

@Suite("Keys of JSON are in snake_case, with their unit at the end") struct EventTests {
  private static let wall = WallClock(unixMicroseconds: 1_700_000_000_000_000, utcOffset: 3600)

  private static var record: CalibrationRecord {
    var calibration = Calibration(upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 0, 1), seatedNeutral: -13.5)!
    calibration.habitualStance = 1.5
    calibration.habitualSeat = -20.5
    calibration.activeRange = Calibration.ActiveRange(posterior: -10.5, anterior: 12.5)
    calibration.quality.sway = 0.25
    calibration.quality.gyroscopeBias = 0.25
    calibration.quality.bends = 3
    calibration.quality.depth = 60.5
    calibration.quality.planarity = 0.95
    calibration.quality.disagreement = 2.5
    calibration.quality.scatter = 1.5
    return CalibrationRecord(calibration, made: wall, rezeroed: wall)
  }

  private static let exercise = Exercise(
    identifier: bytes("plank"), title: bytes("Plank"), stages: [ExerciseStage(.hold(seconds: 30...60))])
  private static var repetitions: Exercise {
    var exercise = Exercise(
      identifier: bytes("bridge"), title: bytes("Bridge"),
      stages: [ExerciseStage(.repetitions(8...12, hold: 2, rest: 1))])
    exercise.variantOf = bytes("plank")
    exercise.frequency = .weekly(days: 3, hoursApart: 48)
    return exercise
  }

  private static var totals: DayTotals {
    var totals = DayTotals(day: 20_000)
    totals[.sitting] += 1.5
    totals[.notWorn] += 2.5
    totals.tilt.add(12.25, .standing, tilt: 3, deadBand: 5)
    return totals
  }

  private static var sessions: [ExerciseSessionEvent] {
    let parts: [ExerciseSessionPart.Work] = [
      .prepare(seconds: 5), .hold(seconds: 30), .repetitions(12, pace: 5), .move(seconds: 30), .rest(seconds: 10),
    ]
    var result = ExerciseSessionResult()
    result.amplitude = 20.5
    return [
      .started(
        ExerciseSessionStart(
          exercise: bytes("plank"), title: bytes("Plank"), cautions: [], basis: .noUpright, stages: 3, sets: 2,
          window: -10...10))
    ]
      + parts.map { .stage(ExerciseSessionStage(number: 1, part: ExerciseSessionPart(work: $0, side: .left))) }
      + parts.map {
        .stageDone(
          ExerciseSessionStageResult(number: 1, work: $0, side: .left, done: 3.5, checked: 2.5, amplitude: 20.5))
      } + [
        .progress(ExerciseSessionProgress(stage: 1, remaining: 3, done: 4, tilt: 2.5, feedback: .getIntoPosition)),
        .progress(ExerciseSessionProgress(stage: 1, isTimed: false, remaining: 3, done: 4, isPaused: true)),
        .feedback(.lieOnBack), .finished(result),
      ]
  }

  private static var events: [Event] {
    var bend = RhythmBend()
    bend.trunk = 80
    bend.pelvis = 40
    bend.pelvicDelay = 0.25
    let progress = CalibrationProgress(
      placement: .pelvis, step: .seatedNeutral, number: 1, count: 6, phase: .rockingForward, remaining: 2.5, angle: 1.5,
      target: 30.5, repetitions: 1, repetitionsNeeded: 3, refusal: .noBends(.pelvis))
    return [
      .sensorAdded(.pelvis, SensorTraits(name: bytes("Joy-Con"))), .sensorRemoved(.thigh), .sensorSilent(.trunk),
      .sensorFault(.pelvis, bytes("stuck")),
      .sensorNotice(.pelvis, .lost), .sensorNotice(.pelvis, .returned),
      .sensorNotice(.pelvis, .faulty(bytes("stuck"))),
      .sensorNotice(.thigh, .batteryLow(Battery(percent: 15))),
      .sensorNotice(.thigh, .batteryCritical(Battery(level: .critical))),
      .sensorNotice(.trunk, .misplaced(.swapped)), .sensorNotice(.trunk, .misplaced(.swings)),
      .sensorNotice(.thigh, .misplaced(.doesNotSwing)), .battery(.pelvis, Battery(level: .low, status: .notCharging)),
      .battery(.pelvis, Battery(percent: 15, status: .discharging)),
      .posture(PostureEstimate(.notWorn, confidence: 0.5)),
      .diary(
        DiaryInterval(
          began: Instant(microseconds: 0), ended: Instant(microseconds: 1), posture: .notWorn, confidence: 0.5,
          isRevised: true)),
      .revised(
        DiaryRevision(
          began: Instant(microseconds: 0), ended: Instant(microseconds: 1), seconds: 1, sitting: -1)),
      .calibrated(.revised),
      .calibrated(.walking), .calibrationProgress(progress),
      .calibrationDone(.pelvis, record, .quick), .calibrationWithheld(.thigh, .noBends(.thigh), .full),
      .calibrationFailed(.thigh, .lost(.thigh), .full), .calibrationCancelled, .calibrationForgotten(.pelvis),
      .mountingLearnt(.thigh, upright: Vector3(0, 0.6, 0.8)),
      .calibrationTrust(.shifted(degrees: 5)), .boutStarted, .breakEnded(BoutTracker.Break()), .boutEnded(sitting: 1.5),
      .reminder(Reminder(number: 1, exercise: exercise, sittingSeconds: 1800.5)),
      .reminder(Reminder(number: 2, exercise: repetitions, sittingSeconds: 1800.5)),
      .escalated(number: 1, .resident), .reminderClosed(number: 1, .withdrawn),
      .reminderReopened(Reminder(number: 1, exercise: exercise, sittingSeconds: 1800.5), .skipped),
      .exerciseUndone(ExerciseCompletion(bytes("plank"), at: wall, share: 0.5)),
      .exerciseDone(ExerciseCompletion(bytes("plank"), at: wall, share: 0.5)), .paused, .resumed,
      .rhythmProgress(RhythmMeasurement.Progress()), .rhythmMeasured(RhythmResult(bends: [bend, bend, bend])),
      .rhythmRefused(.tooFewBends(1, furthestShort: 3)), .dayEnded(totals), .ended(totals),
    ] + sessions.map { .session(number: 1, $0) }
  }

  @Test func `each event`() throws {
    let schema = try JSONSchema(named: "events")
    for event in Self.events {
      #expect(WireName.isKebabCase(event.name.string))
      var line = Text()
      EventJSON.append(TimedEvent(Instant(microseconds: 1_500_000), event, wall: Self.wall), to: &line)
      try WireName.check(json: String(decoding: line, as: UTF8.self))
      #expect(try schema.faults(in: String(decoding: line, as: UTF8.self)) == [])
    }
  }

  private static let inputs: [Input] =
    [
      .tick, .standingBegan, .standingEnded, .suspending, .resumed(asleep: 5), .locked(true), .idle(false),
      .wallClock(wall), .catalog(ExerciseCatalog([exercise, repetitions])), .restore(totals),
      .exerciseDone(ExerciseCompletion(bytes("plank"), at: wall, share: 0.5)), .suggested([.hipFlexors]),
      .configuration(Configuration()), .calibration(.thigh, record), .earlierTilt(day: 20_000, totals.tilt),
      .quiet(.doNotDisturb, true), .sensorAdded(.trunk, SensorTraits(name: bytes("none"))), .sensorRemoved(.trunk),
      .sensorFault(.pelvis, bytes("stuck")),
      .sensorRemoved(.pelvis, isReleased: true), .battery(.pelvis, Battery(percent: 5, status: .charging)),
      .battery(.pelvis, nil),
    ]
    + [
      .snooze(minutes: 10), .snoozeUntil(minute: 900), .skip, .done, .doneExercise(bytes("plank")), .undo, .pause,
      .resume,
      .calibrate(.quick), .cancelCalibration, .nextStep, .skipStep, .forgetCalibration(.pelvis), .correct(.notWorn),
      .correctEpisode(.sitting), .startRhythm(bends: 3), .stopRhythm,
      .startSession(ExerciseSessionRequest(bytes("plank"), side: .left)), .stopSession, .respond(.next),
      .forget(before: 20_000),
    ].map { Input.command($0) } + [.end]

  @Test func `each input and the description of a recording`() throws {
    let folder = NSTemporaryDirectory() + "/psoas-names-\(UUID().uuidString).psoas"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var manifest = RecordingManifest(program: bytes("psoas"), start: Self.wall)
    manifest.calibration = Self.record.calibration
    manifest.catalog = ExerciseCatalog([Self.exercise, Self.repetitions])
    var writer = try RecordingWriter.create(bytes(folder), manifest)
    for (index, input) in Self.inputs.enumerated() {
      try writer.input(TimedInput(Instant(microseconds: Int64(index)), input))
    }
    try writer.flush()
    let schema = try JSONSchema(named: "inputs")
    for line in try String(contentsOfFile: folder + "/inputs.jsonl", encoding: .utf8).split(separator: "\n") {
      try WireName.check(json: String(line))
      #expect(try schema.faults(in: String(line)) == [])
    }
    let description = try String(contentsOfFile: folder + "/recording.json", encoding: .utf8)
    try WireName.check(json: description)
    #expect(try JSONSchema(named: "recording").faults(in: description) == [])
  }
}
