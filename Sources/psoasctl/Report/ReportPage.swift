import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// A report as one HTML file.
struct ReportPage {
  let figures: ReportFigures

  static func html(_ figures: ReportFigures) -> Text {
    let report = ReportPage(figures: figures)
    let title: Text = "Psoas report: \(figures.period.title)"
    let header: Text = """
      <p>Psoas report</p>
      <h1>\(html: figures.period.title)</h1>
      <p>Made on \(longDate: figures.now.localDay) at \(hourAndMinute: figures.now.secondOfDay), from the history on this \
      machine.</p>

      """
    let footer: Text = """
      <p>\(html: ReportWords.footer)</p>
      <p>\(html: Version.program). This file contains health data: consider whom you give it to.</p>

      """
    return HTMLPage.document(title: title, header: header, main: report.main, footer: footer)
  }

  private var main: HTMLPage {
    var page = HTMLPage()
    summary(&page)
    if !figures.days.isEmpty {
      if !figures.strips.isEmpty { strips(&page) }
      hours(&page)
      if !figures.columns.isEmpty { days(&page) }
      bouts(&page)
      tilt(&page)
    }
    suggestions(&page)
    exercises(&page)
    programme(&page)
    calibration(&page)
    return page
  }

  // MARK: Summary

  func summary(_ page: inout HTMLPage) {
    page.section("summary", "Summary") { page in
      guard !figures.days.isEmpty else {
        page.paragraph(ReportWords.noData, "notice")
        page.tiles([streak])
        return
      }
      page.tiles(tiles)
      let amounts = ReportWords.postures.map { figures.total[$0.posture] }
      let percentages = Percentages.whole(amounts)
      let parts = zip(ReportWords.postures, amounts).map { ChartPart(style: $0.style, amount: $1) }
      var rows = ReportWords.postures.indices.map { index -> [Text] in
        [ReportWords.postures[index].name, "\(duration: amounts[index])", "\(percentages[index]) %"]
      }
      rows.append(["no data", "\(duration: figures.missing)", ""])
      let shares = zip(ReportWords.postures, percentages).filter { $1 > 0 }.map { "\($0.name) \($1) %" as Text }
      page.figure(
        ShareChart(bars: [.init(label: "", parts: parts, hint: "\(shares, joined: ", ")")])
          .element("Share of each posture in the recorded time: \(shares, joined: ", ")."),
        key: zip(ReportWords.postures, percentages).filter { figures.total[$0.0.posture] > 0 }
          .map { ($0.style, "\($0.name) \($1) %") },
        note:
          "\(duration: figures.total.seconds.total) recorded, \(duration: figures.missing) without data. \(ReportWords.unknown)",
        HTMLTable(caption: "time in each posture", heads: ["posture", "time", "share"], rows: rows))
    }
  }

  private var streak: (name: Text, value: Text, remark: Text) {
    ("Exercise streak", "\(count: figures.programme.streak, "day", "days")", "as of \(longDate: figures.lastDay)")
  }

  private var tiles: [(name: Text, value: Text, remark: Text)] {
    let total = figures.total
    let days = Double(figures.days.count)
    let isDay = figures.period.count == 1
    let longest: Text = figures.bouts.longest.map { ReportWords.times($0, of: figures.period) } ?? ""
    let known = total.seconds.total - total[.unknown] - total[.notWorn]
    let share: Text = known > 0 ? "\(total[.sitting] / known * 100, places: 0) % of the time with a posture" : ""
    return [
      (isDay ? "Sitting" : "Sitting a day", "\(duration: total[.sitting] / days)", share),
      ("Longest bout", "\(duration: total.longestBout)", longest),
      (
        isDay ? "Breaks" : "Breaks a day",
        isDay ? "\(total.breaks)" : "\(Double(total.breaks) / days, places: 1)",
        isDay ? "\(total.activeBreaks) active" : "\(Double(total.activeBreaks) / days, places: 1) active"
      ),
      (isDay ? "Steps" : "Steps a day", "\(Double(total.steps) / days, places: 0)", ""),
      (
        "Suggestions followed", "\(total.remindersDone) of \(total.reminders)",
        "\(total.outcomes[.checked]) confirmed by the sensor"
      ),
      streak,
    ]
  }
}
