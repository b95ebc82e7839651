import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem
import Testing

@Suite("Words of enumerations are in kebab-case") struct EnumerationTests {
  private static func names<Word: Named>(_ type: Word.Type) -> [String] { type.allCases.map { $0.name.string } }

  @Test func `words that JSON, D-Bus and the command line share`() {
    let words =
      Self.names(Posture.self) + Self.names(Placement.self) + Self.names(CalibrationStep.self)
      + Self.names(QuietReason.self) + Self.names(EscalationLevel.self) + Self.names(MuscleGroup.self)
      + Self.names(Exercise.Kind.self) + Self.names(Exercise.Check.self) + Self.names(BodySide.self)
      + Self.names(ExerciseSessionResponse.self) + Self.names(ExerciseSessionBasis.self)
      + Self.names(ExerciseSessionFeedback.self) + Self.names(ExerciseSessionResult.Ending.self)
      + ReminderOutcome.allCases.map { $0.name.string } + TiltBands.Band.allCases.map { $0.name.string }
      + JournalMessage.allCases.map { $0.name.string } + PauseReasons.all.map { $0.name.string }
    for word in words { #expect(WireName.isKebabCase(word), "\(word)") }
  }

  @Test func `names of cases with values`() {
    let day = WallClock(unixMicroseconds: 0, utcOffset: 0)
    let words: [StaticString] =
      [
        CalibrationRefusal.moved(.pelvis, degreesPerSecond: 1), .drifted(.pelvis, degrees: 1),
        .shaken(.pelvis, force: 1),
        .shallow(degrees: 1, needed: 2), .crooked(.pelvis, share: 1), .slanted(.pelvis, degrees: 1),
        .disagreement(.pelvis, degrees: 1), .notSeated(degrees: 1), .seatOff(degrees: 1), .notLeant(right: 1, left: 1),
        .bias(.pelvis, degreesPerSecond: 1), .noise(.pelvis, degreesPerSecond: 1), .gravity(.pelvis, force: 1),
        .handedness(.pelvis), .backward(degrees: 1), .remounted(.pelvis, degrees: 1),
        .otherMounting(.pelvis, degrees: 1),
        .nothingStored(.pelvis), .noBends(.pelvis), .lost(.pelvis), .timedOut(.bends, seconds: 1),
      ].map(\.name)
      + [
        RhythmRefusal.noSensor(.trunk), .noGyroscope(.trunk), .neverStill, .tooFewBends(1, furthestShort: 1),
        .slipped(.trunk, 1), .notBack(1), .sideways(.trunk, 1), .interchanged, .silent(.trunk, 1), .outOfTime, .stopped,
      ].map(\.name)
      + [CalibrationTrust.none, .learnt, .current, .unproven, .shifted(degrees: 1), .refused(degrees: 1)].map(\.name)
      + [ProgrammeDay.State.due, .done, .resting(until: day), .weekDone, .free].map(\.name)
      + [ProgrammeDay.Why.daily, .weekly(days: 3), .satLong, .suggested(.glutes)].map(\.name)
    for word in words { #expect(WireName.isKebabCase(word.string), "\(word)") }
  }
}
