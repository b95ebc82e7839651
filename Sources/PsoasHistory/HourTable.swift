import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What of each hour is not in the file yet.
///
/// A session knows only what it has seen of an hour itself, and another may have seen some of it before; so what is
/// written is what came on top since the last writing, and the file adds it up.
struct HourTable {
  /// Hours kept while the file cannot be written: two days and a bit. The oldest go first.
  static let capacity = 64

  private var entries: [(seen: HourTotals, written: HourTotals)] = []

  /// Takes what the session has seen of some hours so far.
  mutating func take(_ hours: [HourTotals]) {
    for hour in hours {
      var index = entries.count - 1
      while index >= 0, !entries[index].seen.isSameHour(as: hour) { index -= 1 }
      // Hindsight moves seconds from posture to posture and takes none away: where there are fewer, the clock has come
      // back to the hour, and counting began anew.
      if index >= 0, hour.seconds.total >= entries[index].seen.seconds.total - 1e-3 {
        entries[index].seen = hour
      } else {
        if entries.count == HourTable.capacity { entries.removeFirst() }
        entries.append((hour, hour.empty))
      }
    }
  }

  /// What has come on top since the last writing, hour by hour.
  var due: [HourTotals] {
    var due: [HourTotals] = []
    for entry in entries where entry.seen != entry.written { due.append(entry.seen.minus(entry.written)) }
    return due
  }

  /// The file is another one: all that the run knows of its hours is written once more.
  mutating func writeAgain() {
    for index in entries.indices { entries[index].written = entries[index].seen.empty }
  }

  /// What was due is in the file.
  mutating func settle() {
    for index in entries.indices { entries[index].written = entries[index].seen }
  }

  /// Forgets hours of the days before `day`.
  mutating func forget(before day: Int64) { entries.removeAll { $0.seen.day < day } }
}

extension HourTotals {
  fileprivate func isSameHour(as other: HourTotals) -> Bool {
    began == other.began && utcOffset == other.utcOffset
  }

  fileprivate var empty: HourTotals { HourTotals(at: WallClock(unixMicroseconds: began, utcOffset: utcOffset)) }

  fileprivate func minus(_ other: HourTotals) -> HourTotals {
    var result = self
    result.seconds -= other.seconds
    result.steps -= other.steps
    result.tilt -= other.tilt
    return result
  }
}
