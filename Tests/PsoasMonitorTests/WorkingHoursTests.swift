import PsoasSystem
import Testing

@testable import PsoasMonitor

@Suite struct WorkingHoursTests {
  private func read(_ text: String) -> WorkingHours? {
    var fault = Text()
    return WorkingHours(Text(text.utf8), fault: &fault)
  }

  /// `day` days, `hour` hours and `minute` minutes after Monday 2026-03-23 00:00, local time.
  private func clock(day: Int, _ hour: Int, _ minute: Int, offset: Int32 = 0) -> WallClock {
    WallClock(
      unixMicroseconds: 1_774_224_000_000_000 + Int64(day * 86_400 + hour * 3600 + minute * 60 - Int(offset))
        * 1_000_000,
      utcOffset: offset)
  }

  @Test func `days and hours`() throws {
    let hours = try #require(read("Mon-Fri 09:00-12:30 13:30-17:00, Sat 10-12"))
    for (day, hour, minute, isIn) in [
      (0, 8, 59, false), (0, 9, 0, true), (4, 12, 29, true), (4, 12, 30, false), (2, 13, 29, false),
      (2, 13, 30, true), (5, 10, 0, true), (5, 13, 30, false), (6, 10, 0, false),
    ] {
      #expect(hours.contains(clock(day: day, hour, minute)) == isIn, "\(day) \(hour):\(minute)")
    }
  }

  @Test func `past midnight, and around the week`() throws {
    let hours = try #require(read("fri-mon 22:00-06:00"))
    #expect(hours.contains(clock(day: 4, 23, 0)) && hours.contains(clock(day: 5, 5, 59)))
    #expect(hours.contains(clock(day: 1, 5, 0)), "Monday's night")
    #expect(!hours.contains(clock(day: 1, 22, 0)) && !hours.contains(clock(day: 4, 5, 0)))
  }

  @Test func `days without hours are whole, hours without days are every day's, nothing is always`() throws {
    #expect(try #require(read("Tue Thursday")).contains(clock(day: 3, 3, 0)))
    #expect(try #require(read("Tue Thursday")).contains(clock(day: 2, 3, 0)) == false)
    #expect(try #require(read("9:00-24:00")).contains(clock(day: 6, 23, 59)))
    #expect(WorkingHours().contains(clock(day: 6, 3, 0)))
  }

  @Test func `they follow the zone that the wearer is in`() throws {
    let hours = try #require(read("09:00-17:00"))
    #expect(hours.contains(clock(day: 0, 9, 30, offset: -28_800)))
    #expect(hours.contains(clock(day: 0, 9, 30, offset: 43_200)))
  }

  @Test(arguments: ["Mon-Fri 09:00-12:00 13:30-17:00, Sat 10:00-12:00", "22:00-06:00", "Sun", "Fri-Mon 9-24", ""])
  func `written and read back they are the same`(text: String) throws {
    let hours = try #require(read(text))
    var written = Text()
    hours.append(to: &written)
    var fault = Text()
    #expect(WorkingHours(written, fault: &fault) == hours, "\(String(decoding: written, as: UTF8.self))")
  }

  @Test(arguments: [
    ("Mon 25:00-26:00", "25:00-26:00"), ("Montag 9-17", "Montag"), ("9:5-10:00", "9:5-10:00"), ("mo", "mo"),
  ])
  func `a word that is neither a day nor hours is named`(text: String, word: String) {
    var fault = Text()
    #expect(WorkingHours(Text(text.utf8), fault: &fault) == nil)
    #expect(String(decoding: fault, as: UTF8.self) == word)
  }
}
