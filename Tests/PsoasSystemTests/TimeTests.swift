import Foundation
import PsoasSystem
import TestSupport
import Testing

@Suite struct ClocksAndZones {
  /// Each format of tzset(3), and zones with unusual rules.
  static let forms = [
    "Europe/Zurich", ":Europe/Zurich", "/usr/share/zoneinfo/Asia/Kathmandu", ":/usr/share/zoneinfo/America/St_Johns",
    "CET-1CEST,M3.5.0,M10.5.0/3", "<+0330>-3:30", "UTC", "", ":", "Nowhere/Nothing", "America/Santiago",
    "Africa/Casablanca", "Asia/Beirut", "Pacific/Apia", "Australia/Lord_Howe",
  ]

  private func run(_ program: String, _ zone: String, _ arguments: [String]) throws -> [String] {
    try Child.run(program, arguments, environment: Child.inheritedEnvironment.merging(["TZ": zone]) { $1 }).lines
  }

  private func probe(_ zone: String, _ arguments: [String]) throws -> [Int64] {
    try run(Child.built("psoas-system-probe"), zone, arguments).map { try #require(Int64($0)) }
  }

  @Test(arguments: forms) func `offsets are those of date(1)`(zone: String) throws {
    // Every fortnight of four years, and times before and after 2038.
    let moments =
      stride(from: 1_700_000_000, to: 1_826_144_000, by: 1_209_600).map { $0 } + [2_147_483_647, 2_200_000_000, 0]
    let offsets = try probe(zone, ["offset"] + moments.map { "\($0)" })
    for (moment, offset) in zip(moments, offsets) where moment % 5 == 0 {
      let words = try run("/usr/bin/date", zone, ["-d", "@\(moment)", "+%:::z %F %T"])
      let wall = WallClock(unixMicroseconds: Int64(moment) * 1_000_000, utcOffset: Int32(offset))
      #expect(
        words[0].hasSuffix(" \("\(date: wall.localDay) \(timeOfDay: wall.secondOfDay)" as Text)"), "\(zone) \(moment)")
    }
  }

  @Test(arguments: forms) func `days follow each other without a gap and begin on their date`(zone: String) throws {
    // Three years from 2024 on, and Samoa, where 2011-12-30, day 15338, does not exist.
    let days = Array(19_723..<20_820) + Array(15_330..<15_345)
    let starts = try probe(zone, ["start"] + (days + days.map { $0 + 1 }).map { "\($0)" })
    let (begins, ends) = (starts[..<days.count], Array(starts[days.count...]))
    let around = begins.flatMap { [$0 - 1, $0] }
    let offsets = try probe(zone, ["offset"] + around.map { "\($0)" })
    for (index, begin) in begins.enumerated() {
      let day = Int64(days[index])
      let before = WallClock(unixMicroseconds: around[2 * index] * 1_000_000, utcOffset: Int32(offsets[2 * index]))
        .localDay
      let first = WallClock(unixMicroseconds: begin * 1_000_000, utcOffset: Int32(offsets[2 * index + 1])).localDay
      #expect(before < day && first >= day, "\(zone) \(day)")
      #expect((0...25 * 3600 + 1800).contains(ends[index] - begin), "\(zone) \(day)")
    }
  }

  @Test func `a midnight that summer time passes over is one o'clock`() throws {
    // In Chile the clock went from 24:00 on 2024-09-07 to 01:00, and back from 24:00 on 2024-04-06 to 23:00.
    let starts = try probe("America/Santiago", ["start", "19974", "19975", "19819", "19820"])
    #expect(starts[1] - starts[0] == 23 * 3600 || starts[0] % 86_400 == 4 * 3600)
    let offsets = try probe("America/Santiago", ["offset"] + starts.map { "\($0)" })
    #expect(starts[0] + offsets[0] == 19_974 * 86_400 + 3600)
    #expect(starts[2] + offsets[2] == 19_819 * 86_400)
  }

  @Test func `dates and times read back as they were written`() {
    for (micros, offset) in [
      (0, 0), (1_774_746_000_000_000, 7200), (-1_000_000, -12_600), (951_782_400_000_000, 20_700),
    ] {
      let clock = WallClock(unixMicroseconds: Int64(micros), utcOffset: Int32(offset))
      #expect(WallClock(iso8601: "\(iso8601: clock)") == clock)
    }
    #expect(WallClock(iso8601: "2026-03-29T03:00:00.25Z")?.unixMicroseconds == 1_774_753_200_250_000)
    for wrong in [
      "2026-02-30T00:00:00Z", "2026-03-29T24:00:00Z", "2026-03-29T03:00:00", "2026-03-29T03:00:00.Z",
      "2026-03-29 03:00:00Z",
    ] {
      #expect(WallClock(iso8601: Text(wrong.utf8)) == nil)
    }
    #expect(("\(utc: -1)" as Text) == "1969-12-31T23:59:59.999999Z")
  }

  @Test func `days have their date and weekday`() {
    for day in stride(from: Int64(-800_000), to: 800_000, by: 97) {
      let text: Text = "\(date: day)"
      #expect(CivilDate(iso8601: text)?.daysSinceEpoch == (text.count == 10 ? day : nil))
    }
    #expect(CivilDate.weekday(ofDay: 0) == 3 && CivilDate.weekday(ofDay: -4) == 6)
  }

  @Test func `clocks move on, and agree with the C library`() {
    let first = SystemClock.monotonic
    #expect(SystemClock.monotonic >= first && SystemClock.bootTime >= first)
    #expect(abs(SystemClock.wall - Int64(Date().timeIntervalSince1970 * 1e6)) < 10_000_000)
  }

  @Test func `variables of the environment`() {
    #expect(Environment.value("PATH") == Text((ProcessInfo.processInfo.environment["PATH"] ?? "").utf8))
    #expect(Environment.value("PSOAS_NEVER_SET") == nil)
    #expect(Environment.folder("PATH") == Environment.value("PATH"))
  }
}
