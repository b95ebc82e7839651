/// The log as a programme sees it: by exercise and by day.
///
/// A practice belongs to the local day on which it was done, in the zone of that moment; rest is counted in hours that
/// really passed. So neither summer time nor a journey makes a day of two or none.
struct PracticeBook {
  private let log: PracticeLog
  private let programme: Programme
  private let today: Int64

  init(_ log: PracticeLog, of programme: Programme, today: Int64) {
    self.log = log
    self.programme = programme
    self.today = today
  }

  /// Doses of an exercise on a day.
  func share(of exercise: Exercise, on day: Int64) -> Double {
    var share = 0.0
    for practice in log.practices where practice.at.localDay == day && programme.counts(practice, for: exercise) {
      share += practice.share
    }
    return share
  }

  /// When it was done last; what a clock set back has left in the future does not count.
  func last(of exercise: Exercise) -> WallClock? {
    log.practices.last { $0.at.localDay <= today && programme.counts($0, for: exercise) }?.at
  }

  /// How many of the days have it.
  func days(with exercise: Exercise, from first: Int64, to last: Int64) -> Int {
    var days: [Int64] = []
    for practice in log.practices where programme.counts(practice, for: exercise) {
      let day = practice.at.localDay
      if day >= first, day <= last, !days.contains(day) { days.append(day) }
    }
    return days.count
  }

  private func isKept(_ day: Int64) -> Bool {
    log.practices.contains { practice in
      practice.at.localDay == day && programme.exercises.contains { programme.counts(practice, for: $0) }
    }
  }

  /// Whether the programme asked for anything on a day.
  private func isAsked(_ day: Int64) -> Bool {
    programme.exercises.contains { exercise in
      switch exercise.frequency {
      case .daily: return true
      case .any: return false
      case .weekly(let days, let hoursApart):
        let rest = max(Int64(hoursApart + 23) / 24, 1)
        return self.days(with: exercise, from: day - rest + 1, to: day - 1) == 0
          && self.days(with: exercise, from: day - 6, to: day - 1) < days
      }
    }
  }

  /// The first day on which anything of the programme was done, as far as is looked back.
  private var firstDay: Int64? {
    for practice in log.practices where programme.exercises.contains(where: { programme.counts(practice, for: $0) }) {
      let day = practice.at.localDay
      if day >= today - PracticeLog.days, day <= today { return day }
    }
    return nil
  }

  func streak(_ programme: Programme) -> Int {
    guard let firstDay else { return 0 }
    var streak = isKept(today) ? 1 : 0
    var missed: Int64?
    var day = today - 1
    while day >= firstDay {
      if isKept(day) {
        streak += 1
      } else if isAsked(day) {
        if let missed, missed - day < 7 { return streak }
        missed = day
      }
      day -= 1
    }
    return streak
  }

  func adherence(_ programme: Programme) -> Double? {
    guard let firstDay, firstDay < today else { return nil }
    let from = max(firstDay, today - 7)
    let span = Double(today - from)
    var asked = 0.0
    var done = 0.0
    for exercise in programme.exercises {
      let days = Double(days(with: exercise, from: from, to: today - 1))
      switch exercise.frequency {
      case .daily:
        asked += span
        done += days
      case .weekly(let week, _):
        let wanted = max(Double(week) * span / 7, 1)
        asked += wanted
        done += min(days, wanted)
      case .any: break
      }
    }
    return asked > 0 ? done / asked : nil
  }
}
