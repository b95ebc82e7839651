import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// The sections about bouts of sitting and tilt.
extension ReportPage {
  func bouts(_ page: inout HTMLPage) {
    page.section("bouts", "Bouts of sitting") { page in
      let bouts = figures.bouts
      if let longest = bouts.longest, let median = bouts.median {
        page.paragraph(
          "\(count: bouts.count, "bout", "bouts"). The longest: \(duration: longest.sitting ?? 0) of sitting, \(ReportWords.times(longest, of: figures.period)). The middle one: \(duration: median).",
          "lead")
        page.bouts(bouts.bins)
      } else {
        page.paragraph("No bout of sitting ended.")
      }
      guard !figures.dayBouts.isEmpty else { return }
      let span = figures.period.span
      page.table(
        HTMLTable(
          caption: "bouts of the day", heads: ["from", "to", "sitting"],
          rows: figures.dayBouts.map { bout in
            let isLast = figures.isLive && bout == figures.dayBouts.last
            let isBefore = bout.began < span.lowerBound
            return [
              isBefore ? "\(clock: bout.began), the day before" : "\(clock: bout.began)",
              bout.ended.map { $0 > span.upperBound ? "\(clock: $0), the next day" : "\(clock: $0)" }
                ?? (isLast ? "continues" : "interrupted: the service ended during it"),
              bout.sitting.map { "\(duration: $0)" } ?? "",
            ]
          }, wordColumns: [1]))
    }
  }

  func tilt(_ page: inout HTMLPage) {
    page.section("tilt", "Tilt of the pelvis") { page in
      let tilt = figures.total.tilt
      let postures = ReportWords.postures.filter { tilt.bands[$0.posture].total >= 60 }
      guard !postures.isEmpty else { return page.paragraph(ReportWords.noTilt) }
      page.paragraph(ReportWords.tilt)
      var rows: [[Text]] = []
      let bars = postures.map { entry in
        let bands = tilt.bands[entry.posture]
        let percentages = Percentages.whole(ReportWords.bands.map { bands[$0.band] })
        rows += zip(ReportWords.bands, percentages).map {
          ["\(entry.name), \($0.name)", "\(duration: bands[$0.band])", "\($1) %"]
        }
        let words = zip(ReportWords.bands, percentages).map { "\($0.name) \($1) %" as Text }
        let short = zip(["back", "neutral", "forward"] as [Text], percentages).map { "\($0) \($1) %" as Text }
        return ShareChart.Bar(
          label: "\(entry.name) \(duration: bands.total): \(short, joined: ", ")",
          parts: ReportWords.bands.map { ChartPart(style: $0.style, amount: bands[$0.band]) },
          hint: "\(words, joined: ", ")")
      }
      page.figure(
        ShareChart(bars: bars).element("Share of the time in each band of tilt: \(bars.map(\.label), joined: "; ")."),
        key: ReportWords.bands.map { ($0.style, $0.name) },
        note: "Neutral is within \(figures.deadBand, places: 0) degrees of your neutral.",
        HTMLTable(caption: "time in each band of tilt", heads: ["posture and band", "time", "share"], rows: rows))
      degrees("standing still", tilt.standingDegrees, &page)
      degrees("sitting", tilt.sittingDegrees, &page)
    }
  }

  /// The time at each degree, with the neutral band.
  private func degrees(_ name: Text, _ histogram: TiltHistogram, _ page: inout HTMLPage) {
    guard histogram.total >= 60, let median = histogram.median else { return }
    let used = TiltHistogram.range.filter { histogram[$0] > 0 }
    let widest = max(used.map { abs($0) }.max() ?? 0, Int(figures.deadBand) + 3, 12)
    let limit = min((widest + 4) / 5 * 5, 45)
    let values = Array(-limit...limit)
    let ticks = ColumnChart.ticks(to: (used.map { histogram[$0] }.max() ?? 0) / 60)
    let chart = ColumnChart(
      columns: values.map { degree in
        let band = TiltBands.Band(tilt: Double(degree), deadBand: figures.deadBand)
        let style = ReportWords.bands.first { $0.band == band }?.style ?? "neutral"
        return .init(
          label: degree % (limit > 20 ? 10 : 5) == 0 ? ReportWords.degrees(Double(degree)) : "",
          parts: [ChartPart(style: style, amount: histogram[degree] / 60)],
          hint: "\(ReportWords.degrees(Double(degree))): \(duration: histogram[degree])")
      },
      top: ticks.last ?? 1, ticks: ticks.map { ($0, "\($0, places: 0)") }, height: 150, gap: 0.1,
      band: .init(
        columns: Double(limit) - figures.deadBand...(Double(limit) + figures.deadBand + 1), label: "neutral band"),
      marks: [.init(position: Double(limit) + 0.5 + median, label: "median \(ReportWords.degrees(median))")])
    page.figure(
      chart.element("Minutes at each degree of tilt while \(name); the median is \(ReportWords.degrees(median))."),
      note:
        "While \(name): minutes at each degree from your neutral, tilted back to the left, tilted forward to the right.",
      HTMLTable(
        caption: "time at each degree while \(name)", heads: ["degrees", "time"],
        rows: used.map { [ReportWords.degrees(Double($0)), "\(duration: histogram[$0])"] }))
  }
}

extension HTMLPage {
  /// Adds the distribution of bouts.
  mutating func bouts(_ bins: [BoutFigures.Bin]) {
    let ticks = ColumnChart.ticks(to: Double(bins.map(\.count).max() ?? 0))
    let percentages = Percentages.whole(bins.map(\.sitting))
    let chart = ColumnChart(
      columns: bins.map { bin in
        .init(
          label: "\(bin.from / 60, places: 0)", parts: [ChartPart(style: "sitting", amount: Double(bin.count))],
          hint: "\(bin.label): \(count: bin.count, "bout", "bouts"), \(duration: bin.sitting)")
      },
      top: ticks.last ?? 1, ticks: ticks.map { ($0, "\($0, places: 0)") }, height: 160, gap: 0.06, labelsEdges: true
    )
    figure(
      chart.element("Number of bouts of sitting by their length in minutes."),
      note: "Number of bouts by their length in minutes.",
      HTMLTable(
        caption: "bouts by length", heads: ["length", "bouts", "sitting", "share"],
        rows: zip(bins, percentages).map {
          [$0.label, "\($0.count)", "\(duration: $0.sitting)", "\($1) %"]
        }))
  }
}
