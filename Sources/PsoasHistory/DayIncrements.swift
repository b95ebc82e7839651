import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The increments of days that have not been written yet.
///
/// A run may not know a whole day: an earlier run recorded a part of it, the clock was set back to it, or the file
/// could not be read at the start. Therefore only the increments since the last write are written, and the file adds
/// them.
struct DayIncrements {
  /// The increment of a day.
  struct Increment {
    var day: DayTotals
    /// The run knows the whole day, so its longest bout is the day's, even if hindsight has shortened it.
    var knowsAll: Bool
  }

  private struct Entry {
    var seen: DayTotals
    var written: DayTotals
    var knowsAll = false
    /// The day has ended for this run; if the clock is set back to it, counting starts again.
    var isOver = false
  }

  private var entries: [Entry] = []

  /// Largest number of days kept while the file cannot be written; the oldest are removed first.
  private static let capacity = 64

  /// The day of the latest totals.
  private(set) var today: Int64?

  /// Adds the current totals of a day.
  mutating func take(_ totals: DayTotals) {
    guard let day = totals.day else { return }
    today = day
    if let index = index(of: day, isOver: false) {
      entries[index].seen = totals
    } else {
      append(Entry(seen: totals, written: DayTotals(day: day)))
    }
  }

  /// Adds the last totals of a day that has ended.
  mutating func finish(_ totals: DayTotals) {
    take(totals)
    guard let day = totals.day, let index = index(of: day, isOver: false) else { return }
    entries[index].isOver = true
  }

  /// Adds the totals of an ended day that hindsight has changed.
  mutating func revise(_ totals: DayTotals) {
    guard let day = totals.day, let index = index(of: day, isOver: true) else { return }
    entries[index].seen = totals
  }

  /// From now on the run's totals of a day include those in the file.
  mutating func restore(_ known: DayTotals) {
    guard let day = known.day else { return }
    // What this run wrote of the day before the clock left it is in what the file has.
    entries.removeAll { $0.isOver && $0.seen.day == day && $0.seen == $0.written }
    if let index = index(of: day, isOver: false) {
      entries[index].seen.add(known)
      entries[index].written.add(known)
      entries[index].knowsAll = true
    } else {
      append(Entry(seen: known, written: known, knowsAll: true))
    }
  }

  /// The file was replaced: all days of the run are written again.
  mutating func writeAgain() {
    for index in entries.indices { entries[index].written = DayTotals(day: entries[index].seen.day) }
  }

  /// The increments since the last write, by day.
  var due: [Increment] {
    entries.compactMap { entry in
      entry.seen == entry.written
        ? nil : Increment(day: entry.seen.subtracting(entry.written), knowsAll: entry.knowsAll)
    }
  }

  /// The due increments have been written.
  mutating func settle() {
    for index in entries.indices { entries[index].written = entries[index].seen }
    // Hindsight reaches at most into the previous day.
    while entries.count(where: { $0.isOver }) > 2, let index = entries.firstIndex(where: { $0.isOver }) {
      entries.remove(at: index)
    }
  }

  /// Deletes the days before `day`.
  mutating func forget(before day: Int64) { entries.removeAll { ($0.seen.day ?? 0) < day } }

  private func index(of day: Int64, isOver: Bool) -> Int? {
    entries.lastIndex { $0.seen.day == day && $0.isOver == isOver }
  }

  private mutating func append(_ entry: Entry) {
    if entries.count == DayIncrements.capacity { entries.removeFirst() }
    entries.append(entry)
  }
}
