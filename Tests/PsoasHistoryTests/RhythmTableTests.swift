import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasHistory

@Suite struct RhythmTableTests {
  let folder: Scratch
  init() throws { folder = try Scratch() }

  private static func result(share: Double) -> RhythmResult {
    RhythmResult(
      bends: (0..<3).map { index in
        var bend = RhythmBend()
        bend.trunk = 100
        bend.pelvis = 100 - share + Double(index - 1)
        bend.speed = 45
        bend.returnSpeed = 50
        bend.forwardRatios[0] = 2
        return bend
      })
  }

  private static func event(_ event: Event, at seconds: Int64) -> TimedEvent {
    TimedEvent(
      Instant(microseconds: seconds * 1_000_000), event,
      wall: WallClock(unixMicroseconds: 1_790_000_000_000_000 + seconds * 1_000_000, utcOffset: 3600))
  }

  @Test func `measurements are read back in the order of time`() throws {
    let history = History(directory: folder.bytes)
    #expect(try RhythmTable.read(directory: folder.bytes).isEmpty)
    try history.open()
    try history.record(Self.event(.rhythmMeasured(Self.result(share: 55)), at: 10))
    try history.record(Self.event(.rhythmMeasured(Self.result(share: 48)), at: 20))
    try history.flush()
    let memories = try RhythmTable.read(directory: folder.bytes)
    #expect(memories.map(\.share) == [55, 48])
    #expect(memories.map(\.bends) == [3, 3])
    #expect(memories.first?.leastShare == 54)
    #expect(memories.first?.greatestShare == 56)
    #expect(memories.first?.forward == [2, nil, nil, nil])
    #expect(memories.first?.pelvicDelay == nil)
  }

  @Test func `a day's tilt outlives a restart, and suggests what it did before`() throws {
    var days: [DayTotals] = []
    let history = History(directory: folder.bytes)
    try history.open()
    for number in Int64(20_000)...20_002 {
      var day = DayTotals(day: number)
      day[.sitting] = 8.5 * 3600
      day[.standing] = 3600
      day.longestBout = 5000
      day.tilt.add(700, .standing, tilt: 9.2, deadBand: 5)
      day.tilt.add(60, .walking, tilt: -6, deadBand: 5)
      day.tilt.add(3600, .sitting, tilt: -3, deadBand: 5)
      days.append(day)
      try history.keep(day, at: Instant(microseconds: 0))
    }
    try history.flush()
    let read = try HistoryDays.read(19_990...20_010, directory: folder.bytes)
    #expect(read == days)
    let suggestions = MuscleSuggestion.all(read, reference: .guided)
    #expect(suggestions == MuscleSuggestion.all(days, reference: .guided))
    #expect(MuscleSuggestion.muscles(in: suggestions) == [.hipFlexors])
  }
}
