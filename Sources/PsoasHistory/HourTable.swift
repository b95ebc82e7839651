import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The increments of hours that have not been written yet.
///
/// A run knows only its own part of an hour, and another run may have recorded an earlier part. Therefore only the
/// increments since the last write are written, and the file adds them.
struct HourTable {
  /// Largest number of hours kept while the file cannot be written: more than two days. The oldest are removed first.
  static let capacity = 64

  private var entries: [(seen: HourTotals, written: HourTotals)] = []

  /// Adds the current totals of some hours.
  mutating func take(_ hours: [HourTotals]) {
    for hour in hours {
      var index = entries.count - 1
      while index >= 0, !entries[index].seen.isSameHour(as: hour) { index -= 1 }
      // Hindsight moves seconds between postures and removes none: a smaller total means that the clock was set back to
      // the hour, and counting started again.
      if index >= 0, hour.seconds.total >= entries[index].seen.seconds.total - 1e-3 {
        entries[index].seen = hour
      } else {
        if entries.count == HourTable.capacity { entries.removeFirst() }
        entries.append((hour, hour.empty))
      }
    }
  }

  /// The increments since the last write, by hour.
  var due: [HourTotals] {
    var due: [HourTotals] = []
    for entry in entries where entry.seen != entry.written { due.append(entry.seen.minus(entry.written)) }
    return due
  }

  /// The file was replaced: all hours of the run are written again.
  mutating func writeAgain() {
    for index in entries.indices { entries[index].written = entries[index].seen.empty }
  }

  /// The due increments have been written.
  mutating func settle() {
    for index in entries.indices { entries[index].written = entries[index].seen }
  }

  /// Deletes hours of the days before `day`.
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
