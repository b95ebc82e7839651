import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSettings
import PsoasState
import PsoasSystem

/// All numbers of a report, in the units of the history.
struct ReportFigures {
  /// A column of the charts of hours and days.
  struct Column {
    var label: Text
    /// The same in words, for tables.
    var name: Text
    /// Seconds in each posture.
    var seconds: PerPosture<Double>
    /// Number of days with data in it.
    var days = 1
  }

  let period: ReportPeriod
  let now: WallClock
  /// The days with data, in order of time.
  var days: [DayTotals] = []
  var total = DayTotals()
  /// Seconds of the period so far for which there is no data.
  var missing = 0.0
  /// The order of the day, for at most a month of days.
  var strips: [DayStrip] = []
  /// For one day its hours; for several the mean day by the hour of the clock.
  var hours: [Column] = []
  /// For several days: days, weeks or months, as the mean of their days.
  var columns: [Column] = []
  var columnUnit = ColumnUnit.days
  var bouts = BoutFigures([], in: 0..<1)
  /// Those that overlap a single day, with their state.
  var dayBouts: [Bout] = []
  var suggestions: [Suggestion] = []
  var exercises: [ExerciseCount] = []
  var sessions: [ExerciseSessionEntry] = []
  var programme = ProgrammeDay()
  var calibrations = CalibrationFigures()
  var deadBand = 5.0
  var catalog = ExerciseCatalog()
  /// A service is writing, and the period contains today.
  var isLive = false

  enum ColumnUnit { case days, weeks, months }

  /// Most days with a strip of their own.
  static let mostStrips = 31

  /// Figures without any data.
  init(_ period: ReportPeriod, now: WallClock, settings: Settings?) {
    self.period = period
    self.now = now
    guard let settings else { return }
    deadBand = Double(settings.configuration.tiltDeadBand)
    catalog = settings.catalog
    addProgramme(settings, log: CompletionLog(), fortnight: [])
  }

  init(
    _ period: ReportPeriod, now: WallClock, settings: Settings?, from archive: HistoryArchive
  ) throws(HistoryError) {
    self.init(period, now: now, settings: settings)
    let span = period.span
    let range = period.days
    days = try archive.days(range)
    for day in days { total.add(day) }
    total.day = period.count == 1 ? range.lowerBound : nil
    let elapsed = min(max(now.unixMicroseconds, span.lowerBound), span.upperBound) - span.lowerBound
    missing = max(Double(elapsed) * 1e-6 - total.seconds.total, 0)
    isLive = range.contains(now.localDay) && StateLock.isHeld(archive.path.folder)

    let all = try archive.bouts(in: span)
    bouts = BoutFigures(all, in: span)
    if period.count == 1 { dayBouts = all }
    if period.count <= Self.mostStrips { try addStrips(archive, all) }
    if period.count == 1 {
      suggestions = try archive.suggestions(of: range.lowerBound)
      sessions = try archive.sessions(of: range.lowerBound)
    } else {
      try addHours(archive)
      addColumns()
    }
    exercises = try archive.exercises(range)
    let last = min(range.upperBound, max(now.localDay, range.lowerBound))
    if let settings {
      var log = CompletionLog()
      for completion in try archive.completions((last - CompletionLog.days)...last) { log.add(completion) }
      let fortnight = try archive.days((last - Int64(TiltTrend.span) + 1)...last)
      addProgramme(settings, log: log, fortnight: fortnight)
    }
    calibrations = try CalibrationFigures(archive, range, until: last)
  }

  /// The day on which the period's programme and calibration are shown: its last one, or today.
  var lastDay: Int64 { min(period.days.upperBound, max(now.localDay, period.days.lowerBound)) }

  private mutating func addProgramme(_ settings: Settings, log: CompletionLog, fortnight: [DayTotals]) {
    let day = lastDay
    let end = LocalZone.start(ofDay: day + 1) - 1
    let clock = WallClock(local: min(end, max(now.unixMicroseconds, LocalZone.start(ofDay: day))))
    let hasTilt = fortnight.contains { !$0.tilt.isEmpty }
    let muscles = MuscleSuggestion.all(fortnight, reference: hasTilt ? .guided : .none).flatMap(\.muscles)
    let sitting = fortnight.last { $0.day == day }?[.sitting] ?? 0
    programme = Programme(settings.configuration, settings.catalog).day(clock, log, sitting: sitting, muscles: muscles)
  }

  private mutating func addStrips(_ archive: HistoryArchive, _ bouts: [Bout]) throws(HistoryError) {
    for day in period.days {
      let span = LocalDay(day).span
      let recorded = try archive.hours(of: day)
      let own = bouts.filter { $0.began < span.upperBound && ($0.ended ?? $0.began + 1) > span.lowerBound }
      let isToday = isLive && day == now.localDay
      strips.append(
        DayStrip(day: day, hours: recorded, bouts: own, now: now.unixMicroseconds, isLive: isToday))
      if period.count == 1 { hours = Self.columns(of: DayHours(day: day), recorded) }
    }
  }

  /// The hours of a day; one that occurs twice has its offset in its name.
  private static func columns(of axis: DayHours, _ recorded: [HourTotals]) -> [Column] {
    axis.hours.map { hour in
      let totals = recorded.first { $0.began == hour.span.lowerBound && $0.utcOffset == hour.utcOffset }
      var name: Text = "\(hour.hour, width: 2):00"
      if hour.parts > 1 {
        let sign: StaticString = hour.utcOffset < 0 ? "-" : "+"
        name += " (UTC\(sign)\(hourAndMinute: Int(hour.utcOffset.magnitude)))"
      }
      let label: Text = hour.hour % 3 == 0 && hour.part == 0 ? "\(hour.hour)" : ""
      return Column(label: label, name: name, seconds: totals?.seconds ?? PerPosture(), days: totals == nil ? 0 : 1)
    }
  }

  /// The mean day: an hour without data on some day counts as nothing.
  private mutating func addHours(_ archive: HistoryArchive) throws(HistoryError) {
    hours = (0..<24).map { hour in
      Column(label: hour % 3 == 0 ? "\(hour)" : "", name: "\(hour, width: 2):00", seconds: PerPosture(), days: 0)
    }
    for hour in try archive.clockHours(period.days) where hour.days > 0 {
      hours[hour.hour].seconds = hour.seconds.map { $0 / Double(hour.days) }
      hours[hour.hour].days = hour.days
    }
  }

  private mutating func addColumns() {
    columnUnit = period.count <= 62 ? .days : period.count <= 400 ? .weeks : .months
    var rest = days[...]
    var first = period.days.lowerBound
    while first <= period.days.upperBound {
      let last: Int64
      switch columnUnit {
      case .days: last = first
      case .weeks: last = ReportPeriod.week(of: first).days.upperBound
      case .months: last = ReportPeriod.month(of: first).days.upperBound
      }
      let own = rest.prefix { ($0.day ?? 0) <= last }
      rest = rest.dropFirst(own.count)
      var column = Column(
        label: "", name: name(of: first), seconds: PerPosture(), days: own.count)
      for day in own { column.seconds += day.seconds }
      if own.count > 1 { column.seconds = column.seconds.map { $0 / Double(own.count) } }
      columns.append(column)
      first = last + 1
    }
    label()
  }

  private func name(of day: Int64) -> Text {
    switch columnUnit {
    case .days: "\(Text(LocalDay(day).weekday.utf8.prefix(3))) \(date: day)"
    case .weeks: "week of \(date: day)"
    case .months: "\(month: day) \(CivilDate(daysSinceEpoch: day).year)"
    }
  }

  /// Labels for about six columns.
  private mutating func label() {
    let step = max((columns.count + 6) / 7, 1)
    for index in columns.indices where index % step == 0 {
      switch columnUnit {
      case .days:
        let day = period.days.lowerBound + Int64(index)
        columns[index].label = columns.count <= 7 ? "\(shortDay: day)" : "\(CivilDate(daysSinceEpoch: day).day)"
      case .weeks, .months:
        let name = columns[index].name
        // The month, or the month and day, in figures.
        columns[index].label = columnUnit == .weeks ? Text(name.suffix(5)) : Self.short(name)
      }
    }
  }

  /// `Nov 26`.
  private static func short(_ month: Text) -> Text { Text(month.prefix(3)) + " " + Text(month.suffix(2)) }
}

/// Calibrations: the one in effect at the end of a period, and those that ended in it.
struct CalibrationFigures {
  struct Entry {
    var placement: Placement
    var at: WallClock
    /// full, standing or quick; empty if the history no longer has it.
    var kind: Text
    /// Whole days until the end of the period, or today.
    var ageDays: Int
  }

  /// One per placement that has a calibration.
  var current: [Entry] = []
  var refused: [CalibrationMark] = []

  init() {}

  init(_ archive: HistoryArchive, _ period: ClosedRange<Int64>, until last: Int64) throws(HistoryError) {
    let marks = try archive.calibrations(Int64.min...last)
    refused = marks.filter { !$0.isDone && period.contains($0.at.localDay) }
    let store = CalibrationStore(state: archive.path.folder)
    for placement in Placement.allCases {
      let mark = marks.last { $0.isDone && $0.placement == placement }
      var at = mark?.at
      // Its file outlives the history's rows, which may be deleted after some time.
      if let kept = try? store.latest(placement), kept.localDay <= last,
        kept.unixMicroseconds > at?.unixMicroseconds ?? Int64.min
      {
        at = kept
      }
      guard let at else { continue }
      current.append(
        Entry(
          placement: placement, at: at, kind: at == mark?.at ? mark?.kind ?? Text() : Text(),
          ageDays: Int(max(last - at.localDay, 0))))
    }
  }
}
