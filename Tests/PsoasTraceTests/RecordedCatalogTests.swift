import Foundation
import PsoasCore
import PsoasMonitor
import TestSupport
import Testing

@testable import PsoasTrace

/// The exercises in a recording.
@Suite struct RecordedCatalogTests {
  /// Every field is set to a value other than its default.
  private static let slides: Exercise = {
    var exercise = Exercise(
      identifier: bytes("heel-slides"), title: bytes("Heel \"slides\", é"),
      stages: [
        ExerciseStage(.move(seconds: 5...9), cue: bytes("Lie down")),
        ExerciseStage(.repetitions(10...12, hold: 3, rest: 2), cue: bytes("Slide the {side} heel")),
        ExerciseStage(.rest(seconds: 20)), ExerciseStage(.hold(seconds: 1...600)),
      ], sides: 2)
    exercise.cue = bytes("slowly")
    exercise.text = bytes("As the physiotherapist showed it\n\tand no further.")
    exercise.cautions = bytes("Stop on pain.")
    exercise.source = bytes("my physiotherapist")
    exercise.picture = bytes("slides.svg")
    exercise.folder = bytes("/home/somebody/.config/psoas/exercises")
    exercise.kind = .strength
    exercise.muscles = [.hamstrings, .back]
    exercise.sets = 3
    exercise.rest = 45
    exercise.frequency = .weekly(days: 4, hoursApart: 24)
    exercise.check = .bridgeRepetitions
    exercise.place = .desk
    exercise.avoid = [.noFloor, .pregnancy]
    exercise.variantOf = bytes("glute-bridge")
    return exercise
  }()

  private static func carried(_ catalog: ExerciseCatalog?) throws -> (catalog: ExerciseCatalog?, text: String) {
    let scratch = try Scratch()
    let path = scratch.path("day.psoas")
    var writer = try RecordingWriter.create(
      bytes(path), RecordingManifest(program: bytes("psoas 0"), catalog: catalog))
    try writer.input(TimedInput(Instant(microseconds: 5), .end))
    try writer.flush()
    let reader = try TraceReader(path: bytes(path))
    return (reader.catalog, try String(contentsOfFile: path + "/recording.json", encoding: .utf8))
  }

  @Test func `an exercise comes back as it went in, but for the folder that its file lay in`() throws {
    var daily = Exercise(identifier: bytes("a"), title: bytes("A"))
    daily.frequency = .any
    let (catalog, text) = try Self.carried(ExerciseCatalog([Self.slides, daily, Exercise(identifier: bytes("b"))]))
    var expected = Self.slides
    expected.folder = []
    #expect(catalog?.exercises == [expected, daily, Exercise(identifier: bytes("b"))])
    #expect(!text.contains("/home/somebody"))
  }

  @Test func `every field of an exercise is carried`() {
    let blank = Mirror(reflecting: Exercise(stages: [])).children.map { ($0.label, "\($0.value)") }
    let set = Mirror(reflecting: Self.slides).children.map { ($0.label, "\($0.value)") }
    // A field with its default value would not be tested by the round trip.
    for (before, after) in zip(blank, set) { #expect(before.1 != after.1, "\(after.0 ?? "")") }
  }

  @Test func `a recording without a catalog differs from one with an empty catalog`() throws {
    #expect(try Self.carried(nil).catalog == nil)
    #expect(try Self.carried(ExerciseCatalog()).catalog == ExerciseCatalog())
  }

  @Test(arguments: [
    ("{}", "\"exercise\" is invalid, expected it to be present"),
    ("{\"exercise\":\"a\",\"title\":\"A\"}", "\"stages\" is invalid, expected one at least"),
    (
      "{\"exercise\":\"a\",\"title\":\"A\",\"stages\":[{\"work\":\"hold\",\"least\":9,\"most\":8}]}",
      "\"most\" is invalid, expected least or more"
    ),
    (
      "{\"exercise\":\"a\",\"title\":\"A\",\"stages\":[{\"work\":\"hold\",\"least\":0}]}",
      "\"least\" is invalid, expected a whole number within its range"
    ),
    (
      "{\"exercise\":\"a\",\"title\":\"A\",\"sides\":3}",
      "\"sides\" is invalid, expected a whole number within its range"
    ),
    (
      "{\"exercise\":\"a\",\"title\":\"A\",\"check\":\"squat\"}",
      "\"check\" is invalid, expected a word that this version knows"
    ),
    ("3", "\"exercises\" is invalid, expected a list of objects"),
  ])
  func `a bad exercise says what was expected`(_ exercise: String, _ error: String) throws {
    let scratch = try Scratch()
    let path = scratch.path("bad.psoas")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try scratch.write("bad.psoas/recording.json", "{\"format\":1,\"exercises\":[\(exercise)]}")
    #expect(Reading(path).error == "recording.json:1: \(error)")
  }
}
