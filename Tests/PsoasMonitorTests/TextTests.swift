import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

@Suite struct NumberTextTests {
  private func text(_ fill: (inout Text) -> Void) -> String {
    var bytes = Text()
    fill(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (-0.005, 2, "-0.01"), (1.005, 1, "1.0"), (12.3456, 3, "12.346"),
    (999.9995, 3, "1000.000"), (-7.0, 0, "-7"), (0.05, 1, "0.1"),
  ])
  func `a decimal is rounded and has its places`(value: Double, places: Int, expected: String) {
    #expect(text { $0.append(value, places: places) } == expected)
  }

  @Test func `a value that is no number leaves the cell empty`() {
    #expect(text { $0.append(.nan, places: 2) } == "")
    #expect(text { $0.append(.infinity, places: 2) } == "")
  }

  @Test(arguments: [(0, "0"), (-12, "-12"), (Int.min, "-9223372036854775808"), (Int.max, "9223372036854775807")])
  func `whole numbers`(value: Int, expected: String) {
    #expect(text { $0.append(value) } == expected)
  }

  @Test func `an instant is written to the microsecond`() {
    #expect(text { $0.append(time: Instant(microseconds: 12_000_003)) } == "12.000003")
    #expect(text { $0.append(time: Instant(microseconds: -1)) } == "-0.000001")
  }

  @Test func `JSON strings escape what must be escaped and mend what is no UTF-8`() {
    #expect(text { $0.append(json: Text("Joy-Con \"L\"\n\\ é 🦴".utf8)) } == "\"Joy-Con \\\"L\\\"\\u000a\\\\ é 🦴\"")
    #expect(text { $0.append(json: [0x61, 0xFF, 0xC3, 0x62, 0xED, 0xA0, 0x80]) }.hasPrefix("\"a\u{FFFD}\u{FFFD}b"))
  }

  @Test(arguments: [
    (0.0, "0 s"), (59.9, "59 s"), (60, "1 min"), (90, "1 min 30 s"), (599, "9 min 59 s"), (600, "10 min"),
    (3599, "59 min"), (7500, "2 h 05 min"),
  ])
  func `durations as people say them`(seconds: Double, expected: String) {
    #expect(text { $0.append(duration: seconds) } == expected)
  }
}

@Suite struct SafetyTextTests {
  @Test func `no line is broken by a terminal of eighty columns`() {
    for line in "\(SafetyText.full)".split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }
}

@Suite struct DoseTextTests {
  @Test(
    arguments: [
      (Dose(work: .hold(seconds: 30...60), sides: 2, sets: 2), "30 to 60 s a side, twice"),
      (Dose(work: .hold(seconds: 45...45), sides: 1, sets: 1), "45 s"),
      (Dose(work: .move(seconds: 120...300), sides: 1, sets: 1), "2 to 5 min"),
      (Dose(work: .repetitions(10...15, hold: 0, rest: 0), sides: 1, sets: 3), "3 sets of 10 to 15 repetitions"),
      (Dose(work: .repetitions(5...5, hold: 10, rest: 5), sides: 2, sets: 1), "5 repetitions of 10 s a side"),
    ])
  func `quantities have words`(dose: Dose, words: String) {
    var text = Text()
    text.append(dose)
    #expect(String(decoding: text, as: UTF8.self) == words)
  }

  @Test func `the summary counts reminders by outcome`() {
    var totals = DayTotals()
    totals.reminders = 9
    totals.outcomes[.done] = 1
    totals.outcomes[.checked] = 2
    totals.outcomes[.snoozed] = 4
    totals.outcomes[.ignored] = 1
    var text = Text()
    SummaryText.append(totals, to: &text)
    #expect(
      String(decoding: text, as: UTF8.self).contains(
        "reminders    9, done 3 (confirmed by the sensor 2), snoozed 4, ignored 1\n"))
    text = []
    EventJSON.append(TimedEvent(Instant(microseconds: 0), .ended(totals)), to: &text)
    #expect(
      String(decoding: text, as: UTF8.self).contains(
        #""reminders":9,"reminders_done":3,"reminders_checked":2,"reminders_snoozed":4,"reminders_skipped":0,"reminders_ignored":1,"reminders_withdrawn":0"#
      ))
  }
}

@Suite struct WallClockTests {
  private func iso(_ unix: Int64, _ offset: Int32) -> String {
    var bytes = Text()
    bytes.append(iso8601: WallClock(unixMicroseconds: unix * 1_000_000, utcOffset: offset))
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `dates, leap days, summer time and the years before 1970`() {
    #expect(iso(0, 0) == "1970-01-01T00:00:00+00:00")
    #expect(iso(951_782_400, 0) == "2000-02-29T00:00:00+00:00")
    #expect(iso(1_774_746_000, 3600) == "2026-03-29T02:00:00+01:00")
    #expect(iso(1_774_746_000, 7200) == "2026-03-29T03:00:00+02:00")
    #expect(iso(-1, -12_600) == "1969-12-31T20:29:59-03:30")
  }

  @Test func `the local day turns at local midnight`() {
    let before = WallClock(unixMicroseconds: 86_399_999_999, utcOffset: 0)
    #expect(before.localDay == 0)
    #expect(before.advanced(by: 1).localDay == 1)
    #expect(before.secondOfDay == 86_399)
    #expect(WallClock(unixMicroseconds: -1, utcOffset: 0).localDay == -1)
  }
}
