import PsoasSystem

/// Statistics of the completion log by exercise and by day.
///
/// A completion counts for the local day on which it was done, in the time zone of that time; rest is counted in
/// elapsed hours. Summer time and travel therefore neither duplicate nor lose a day.
struct CompletionStatistics {
  private let log: CompletionLog
  private let programme: Programme
  private let today: Int64
  /// Doses of each exercise of the programme by number of days ago: today's first.
  private var doses: [[Double]]

  init(_ log: CompletionLog, of programme: Programme, today: Int64) {
    self.log = log
    self.programme = programme
    self.today = today
    let none = [Double](repeating: 0, count: Int(CompletionLog.days) + 1)
    doses = [[Double]](repeating: none, count: programme.exercises.count)
    let families = programme.exercises.map { programme.family($0.identifier) }
    for completion in log.completions {
      let ago = today - completion.at.localDay
      // Completions in the future, left by a clock that was set back, do not count.
      guard (0...CompletionLog.days).contains(ago) else { continue }
      let family = programme.family(completion.exercise)
      for index in families.indices where families[index] == family { doses[index][Int(ago)] += completion.share }
    }
  }

  /// Doses of an exercise done today.
  func share(of exercise: Exercise) -> Double {
    if let index = index(of: exercise) { return doses[index][0] }
    let family = programme.family(exercise.identifier)
    var share = 0.0
    for completion in log.completions
    where completion.at.localDay == today && programme.family(completion.exercise) == family {
      share += completion.share
    }
    return share
  }

  /// When it was last done.
  func last(of exercise: Exercise) -> WallClock? {
    let family = programme.family(exercise.identifier)
    return log.completions.last { $0.at.localDay <= today && programme.family($0.exercise) == family }?.at
  }

  /// Number of days in the range, counted back from today, on which it was done: 1...7 are the seven days before today.
  func days(with exercise: Exercise, ago: ClosedRange<Int>) -> Int {
    guard let index = index(of: exercise) else { return 0 }
    var days = 0
    for day in ago.clamped(to: 0...Int(CompletionLog.days)) where doses[index][day] > 0 { days += 1 }
    return days
  }

  private func index(of exercise: Exercise) -> Int? {
    programme.exercises.firstIndex { $0.identifier == exercise.identifier }
  }

  private func isKept(_ ago: Int) -> Bool { doses.contains { $0[ago] > 0 } }

  /// Whether the programme had an exercise due on a day.
  private func isAsked(_ ago: Int) -> Bool {
    programme.exercises.contains { exercise in
      switch exercise.frequency {
      case .daily: return true
      case .any: return false
      case .weekly(let days, let hoursApart):
        let rest = (hoursApart + 23) / 24
        let isRested = rest < 2 || self.days(with: exercise, ago: ago + 1...ago + rest - 1) == 0
        return isRested && self.days(with: exercise, ago: ago + 1...ago + 6) < days
      }
    }
  }

  /// How many days ago the first exercise of the programme was done, within the period of the log.
  private var firstDay: Int? { (0...Int(CompletionLog.days)).last { isKept($0) } }

  /// Consecutive days with an exercise of the programme; one missed day in any seven is allowed.
  var streak: Int {
    guard let firstDay else { return 0 }
    var streak = 0
    var missed: Int?
    for ago in 0...firstDay {
      if isKept(ago) {
        streak += 1
      } else if ago > 0, isAsked(ago) {
        if let missed, ago - missed < 7 { break }
        missed = ago
      }
    }
    return streak
  }

  /// Share of the due exercises that was done in the seven days before today, 0 to 1; nil before the second day.
  var adherence: Double? {
    guard let firstDay, firstDay > 0 else { return nil }
    let span = min(firstDay, 7)
    var asked = 0.0
    var done = 0.0
    for exercise in programme.exercises {
      let days = Double(days(with: exercise, ago: 1...span))
      switch exercise.frequency {
      case .daily:
        asked += Double(span)
        done += days
      case .weekly(let week, _):
        let wanted = max(Double(week * span) / 7, 1)
        asked += wanted
        done += min(days, wanted)
      case .any: break
      }
    }
    return asked > 0 ? done / asked : nil
  }
}
