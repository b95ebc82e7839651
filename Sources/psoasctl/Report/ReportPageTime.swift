import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// The sections about the order and the sums of time.
extension ReportPage {
  private func parts(_ seconds: PerPosture<Double>, per unit: Double) -> [ChartPart] {
    ReportWords.postures.map { ChartPart(style: $0.style, amount: seconds[$0.posture] / unit) }
  }

  private func durations(_ seconds: PerPosture<Double>) -> [Text] {
    ReportWords.postures.map { "\(duration: seconds[$0.posture])" }
  }

  /// `sitting 42 min, walking 3 min`.
  private func words(_ seconds: PerPosture<Double>) -> Text {
    let words = ReportWords.postures.filter { seconds[$0.posture] >= 1 }
      .map { "\($0.name) \(duration: seconds[$0.posture])" as Text }
    return words.isEmpty ? "no data" : "\(words, joined: ", ")"
  }

  private var key: [(style: StaticString, label: Text)] {
    ReportWords.postures.filter { figures.total[$0.posture] > 0 }.map { ($0.style, $0.name) } + [("track", "no data")]
  }

  func strips(_ page: inout HTMLPage) {
    let isDay = figures.period.count == 1
    let key = key
    page.section("order", isDay ? "The day in order of time" : "Each day in order of time") { page in
      var rows: [[Text]] = []
      let strips = figures.strips.map { strip in
        StripChart.Row(
          label: isDay ? "" : "\(shortDay: strip.day)",
          pieces: strip.segments.map { segment in
            let content = Self.content(segment)
            let times: Text = "\(clock: segment.span.lowerBound) to \(clock: segment.span.upperBound)"
            rows.append(
              (isDay ? [] : ["\(date: strip.day)" as Text]) + [times, "\(duration: segment.span.seconds)", content])
            return StripChart.Piece(
              span: segment.position,
              parts: ReportWords.postures.map { ChartPart(style: $0.style, amount: segment.shares[$0.posture]) },
              hint: "\(times): \(content)")
          })
      }
      let chart = StripChart(
        rows: strips, length: 24,
        ticks: stride(from: 0, through: 24, by: 3).map { (Double($0), "\($0)" as Text) },
        rowHeight: isDay ? 56 : 16)
      let bouts = figures.strips.reduce(0) { $0 + $1.segments.count { $0.isBout } }
      page.figure(
        chart.element("Postures by the time of day, with \(count: bouts, "bout", "bouts") of sitting."), key: key,
        note: ReportWords.strip,
        HTMLTable(
          caption: "the day in order of time",
          heads: (isDay ? [] : ["day"]) + ["time", "length", "content"], rows: rows,
          wordColumns: isDay ? [2] : [1, 3]))
    }
  }

  private static func content(_ segment: DayStrip.Segment) -> Text {
    if segment.isBout { return "a bout of sitting" }
    let percentages = Percentages.whole(
      ReportWords.postures.map { segment.shares[$0.posture] } + [1 - segment.shares.total])
    let names = ReportWords.postures.map(\.name) + ["no data"]
    let words = zip(names, percentages).filter { $1 > 0 }.map { "\($0) \($1) %" as Text }
    return "\(words, joined: ", ")"
  }

  func hours(_ page: inout HTMLPage) {
    guard figures.hours.contains(where: { $0.seconds.total > 0 }) else { return }
    let isDay = figures.period.count == 1
    let key = key.dropLast()
    page.section("hours", isDay ? "Hours" : "The mean day by the hour") { page in
      let chart = ColumnChart(
        columns: figures.hours.map { hour in
          .init(
            label: hour.label, parts: parts(hour.seconds, per: 60), hint: "\(hour.name): \(words(hour.seconds))")
        },
        top: 60, ticks: [(0, "0"), (20, "20"), (40, "40"), (60, "60")], labelsEdges: true)
      page.figure(
        chart.element("Minutes of each posture in each hour."), key: Array(key),
        note: isDay
          ? "Minutes of each hour." : "Minutes of each hour, the mean of the days with data in that hour.",
        HTMLTable(
          caption: "time in each posture by the hour",
          heads: ["hour"] + (isDay ? [] : ["days"]) + ReportWords.postures.map(\.name),
          rows: figures.hours.filter { $0.days > 0 }.map { hour in
            [hour.name] + (isDay ? [] : ["\(hour.days)" as Text]) + durations(hour.seconds)
          }))
    }
  }

  func days(_ page: inout HTMLPage) {
    let key = key.dropLast()
    let words: (heading: Text, note: Text) =
      switch figures.columnUnit {
      case .days: ("Days", "Hours of each day.")
      case .weeks: ("Weeks", "Hours of a day, the mean of the days with data in that week.")
      case .months: ("Months", "Hours of a day, the mean of the days with data in that month.")
      }
    page.section("days", words.heading) { page in
      let greatest = figures.columns.map { $0.seconds.total / 3600 }.max() ?? 0
      let ticks = ColumnChart.ticks(to: greatest, steps: [1, 2, 3, 6])
      let chart = ColumnChart(
        columns: figures.columns.map { column in
          .init(
            label: column.label, parts: parts(column.seconds, per: 3600),
            hint: "\(column.name): \(self.words(column.seconds))")
        },
        top: ticks.last ?? 24, ticks: ticks.map { ($0, "\($0, places: 0) h") },
        gap: figures.columns.count > 60 ? 0 : 0.16)
      page.figure(
        chart.element("\(words.heading): hours of each posture."), key: Array(key), note: words.note,
        HTMLTable(
          caption: "time in each posture a day", heads: ["time", "days"] + ReportWords.postures.map(\.name),
          rows: figures.columns.filter { $0.days > 0 }.map { [$0.name, "\($0.days)"] + durations($0.seconds) }))
    }
  }
}
