import PsoasCore
import PsoasMonitor
import PsoasSystem
import Testing

@Suite struct MuscleSuggestionTests {
  /// A day with `hours` of sitting and 15 minutes of standing still.
  private static func day(
    sitting hours: Double = 5, longest: Double = 1500, standing degrees: Double = 0, minutes: Double = 15,
    seated: Double = 0
  ) -> DayTotals {
    var day = DayTotals(day: 20_000)
    day[.sitting] = hours * 3600
    day[.standing] = 3600
    day[.walking] = 3600
    day.longestBout = longest
    day.tilt.add(minutes * 60, .standing, tilt: degrees, deadBand: 5)
    day.tilt.add(hours * 3600, .sitting, tilt: seated, deadBand: 5)
    return day
  }

  private static func words(_ suggestion: MuscleSuggestion) -> String {
    var text = Text()
    MuscleText.append(suggestion, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  @Test func `long sitting and an anterior stance suggest the hip flexors, and say why`() throws {
    let days = [
      Self.day(sitting: 8, standing: 9), Self.day(sitting: 8.5, standing: 8), Self.day(sitting: 7.5, standing: 9),
    ]
    let suggestions = MuscleSuggestion.all(days, reference: .guided)
    #expect(suggestions.map(\.muscles) == [[.hipFlexors]])
    let words = Self.words(try #require(suggestions.first))
    #expect(
      words
        == "hip flexors: you sat 8 h 00 min a day (median of 3 days), and stood 9 degrees forward of your neutral (3 days)"
    )
  }

  @Test func `neither alone suggests anything`() {
    #expect(MuscleSuggestion.all(Array(repeating: Self.day(sitting: 9), count: 5), reference: .guided).isEmpty)
    #expect(MuscleSuggestion.all(Array(repeating: Self.day(standing: 12), count: 5), reference: .guided).isEmpty)
  }

  @Test func `prolonged bouts stand for long sitting`() {
    let days = Array(repeating: Self.day(longest: 4000, standing: 8), count: 3)
    #expect(MuscleSuggestion.all(days, reference: .guided).map(\.muscles) == [[.hipFlexors]])
  }

  @Test func `two days, or less than ten minutes of standing, are too little`() {
    let day = Self.day(sitting: 9, standing: 10)
    #expect(MuscleSuggestion.all([day, day], reference: .guided).isEmpty)
    let short = Self.day(sitting: 9, standing: 10, minutes: 9)
    #expect(MuscleSuggestion.all([short, short, short, short], reference: .guided).isEmpty)
  }

  @Test func `six degrees suggest nothing, seven do`() {
    let six = Array(repeating: Self.day(sitting: 9, standing: 6), count: 4)
    #expect(MuscleSuggestion.all(six, reference: .guided).isEmpty)
    let back = Array(repeating: Self.day(standing: -7), count: 4)
    #expect(MuscleSuggestion.all(back, reference: .guided).map(\.muscles) == [[.glutes, .piriformis, .hamstrings]])
  }

  @Test func `sitting far behind the seated neutral for half the time suggests the back of the hip`() throws {
    let days = Array(repeating: Self.day(seated: -12), count: 3)
    let suggestions = MuscleSuggestion.all(days, reference: .guided)
    #expect(suggestions.map(\.muscles) == [[.glutes, .piriformis, .hamstrings]])
    #expect(Self.words(try #require(suggestions.first)).contains("100 % of your sitting more than 10 degrees behind"))
    // The chair's tilt of 8 degrees is part of the seated neutral, and the rest is within its band.
    #expect(MuscleSuggestion.all(Array(repeating: Self.day(seated: -8), count: 3), reference: .guided).isEmpty)
  }

  @Test func `without a guided and fresh neutral nothing is suggested`() {
    let days = Array(repeating: Self.day(sitting: 9, standing: 12, seated: -20), count: 7)
    for reference in [MuscleSuggestion.Reference.habitual, .stale, .none] {
      #expect(MuscleSuggestion.all(days, reference: reference).isEmpty)
      var text = Text()
      MuscleText.append(reference, to: &text)
      #expect(String(decoding: text, as: UTF8.self).contains("psoasctl calibrate"))
    }
  }
}
