import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What of each day is not in the file yet.
///
/// A run may not know all of a day: an earlier run saw some of it, the clock came back to it, or the file could not be
/// read at the start. Therefore only what came on top since the last writing is written, and the file adds it up.
struct DayIncrements {
  /// What came on top of a day.
  struct Increment {
    var day: DayTotals
    /// The run knows all of the day, so that its longest bout is the day's, also where hindsight has shortened it.
    var knowsAll: Bool
  }

  private struct Entry {
    var seen: DayTotals
    var written: DayTotals
    var knowsAll = false
    /// The day is over for this run; where the clock comes back to it, counting begins anew.
    var isOver = false
  }

  private var entries: [Entry] = []

  /// Days kept while the file cannot be written; the oldest go first.
  private static let capacity = 64

  /// The day of the latest totals.
  private(set) var today: Int64?

  /// The totals of a day that goes on.
  mutating func take(_ totals: DayTotals) {
    guard let day = totals.day else { return }
    today = day
    if let index = index(of: day, isOver: false) {
      entries[index].seen = totals
    } else {
      append(Entry(seen: totals, written: DayTotals(day: day)))
    }
  }

  /// The last totals of a day that has ended.
  mutating func finish(_ totals: DayTotals) {
    take(totals)
    guard let day = totals.day, let index = index(of: day, isOver: false) else { return }
    entries[index].isOver = true
  }

  /// The totals of a day that has ended, changed by hindsight.
  mutating func revise(_ totals: DayTotals) {
    guard let day = totals.day, let index = index(of: day, isOver: true) else { return }
    entries[index].seen = totals
  }

  /// The run's totals of a day contain what the file has of it from now on.
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

  /// The file is another one: all that the run knows of its days is written once more.
  mutating func writeAgain() {
    for index in entries.indices { entries[index].written = DayTotals(day: entries[index].seen.day) }
  }

  /// What has come on top since the last writing, day by day.
  var due: [Increment] {
    entries.compactMap { entry in
      entry.seen == entry.written
        ? nil : Increment(day: entry.seen.subtracting(entry.written), knowsAll: entry.knowsAll)
    }
  }

  /// What was due is in the file.
  mutating func settle() {
    for index in entries.indices { entries[index].written = entries[index].seen }
    // Hindsight reaches into the day before at most.
    while entries.count(where: { $0.isOver }) > 2, let index = entries.firstIndex(where: { $0.isOver }) {
      entries.remove(at: index)
    }
  }

  /// Forgets the days before `day`.
  mutating func forget(before day: Int64) { entries.removeAll { ($0.seen.day ?? 0) < day } }

  private func index(of day: Int64, isOver: Bool) -> Int? {
    entries.lastIndex { $0.seen.day == day && $0.isOver == isOver }
  }

  private mutating func append(_ entry: Entry) {
    if entries.count == DayIncrements.capacity { entries.removeFirst() }
    entries.append(entry)
  }
}
