import PsoasAnalysis
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The report of an analysis as one HTML file.
struct AnalysisPage {
  /// The most pieces of all strips together: more make a page of tens of megabytes.
  private static let mostPieces = 60_000

  private struct Entry {
    var name: Text
    var person: Text
    var seconds: PerPosture<Double>
    var bouts: [Double]
    var steps: Text
    var tilt: Text
    var warnings: Text
    var strip: StripChart.Row
    var length: Double
  }

  private let pieces: Int
  private var entries: [Entry] = []
  private var failures: [(name: Text, reason: Text)] = []
  private var agreement: AgreementTable?

  /// - Parameter count: of the recordings.
  init(_ count: Int) { pieces = max(min(Self.mostPieces / max(count, 1), 600), 24) }

  mutating func add(failure reason: Text, of trace: Text) { failures.append((trace, reason)) }
  mutating func compare(_ agreement: AgreementTable?) { self.agreement = agreement }

  mutating func add(_ part: AnalysisPart, _ trace: Text, _ person: Text) {
    let cells = part.cells
    func cell(_ name: Text) -> Text {
      RecordingColumn.all.firstIndex { $0.name == name }.flatMap { $0 < cells.count ? cells[$0] : nil } ?? ""
    }
    var (seconds, began, ended) = (PerPosture<Double>(), Double.infinity, 0.0)
    var intervals: [(began: Double, ended: Double, posture: Posture)] = []
    part.eachInterval { from, to, posture in
      began = min(began, from)
      ended = to
      seconds[posture] += to - from
      intervals.append((from, to, posture))
    }
    let length = max(ended - began, 0)
    entries.append(
      Entry(
        name: trace, person: person, seconds: seconds, bouts: part.bouts, steps: cell("steps"),
        tilt: cell("tilt_standing_median_deg"), warnings: cell("warnings"),
        strip: .init(label: "\(entries.count + 1)", pieces: strip(intervals, began, length)), length: length))
  }

  /// Pieces of one posture each; in a long recording pieces of equal length with the share of each posture.
  private func strip(
    _ intervals: [(began: Double, ended: Double, posture: Posture)], _ began: Double, _ length: Double
  ) -> [StripChart.Piece] {
    guard intervals.count > pieces else {
      return intervals.map { interval in
        let style = ReportWords.postures.first { $0.posture == interval.posture }?.style ?? "unknown"
        return .init(
          span: interval.began - began..<max(interval.ended, interval.began) - began,
          parts: [ChartPart(style: style, amount: 1)],
          hint: "\(interval.posture.name) \(duration: interval.ended - interval.began)")
      }
    }
    var bins = [PerPosture<Double>](repeating: PerPosture(), count: pieces)
    let width = length / Double(pieces)
    for interval in intervals {
      var from = interval.began - began
      let end = interval.ended - began
      while from < end {
        let bin = min(Int(from / width), pieces - 1)
        let to = bin == pieces - 1 ? end : min(Double(bin + 1) * width, end)
        bins[bin][interval.posture] += to - from
        guard to > from else { break }
        from = to
      }
    }
    return bins.enumerated().map { index, seconds in
      .init(
        span: Double(index) * width..<Double(index + 1) * width,
        parts: ReportWords.postures.map { ChartPart(style: $0.style, amount: seconds[$0.posture] / width) },
        hint: Self.words(seconds))
    }
  }

  private static func words(_ seconds: PerPosture<Double>) -> Text {
    let words = ReportWords.postures.filter { seconds[$0.posture] >= 1 }
      .map { "\($0.name) \(duration: seconds[$0.posture])" as Text }
    return "\(words, joined: ", ")"
  }

  // MARK: Page

  var html: Text {
    let header: Text = """
      <p>Psoas analysis</p>
      <h1>\(count: entries.count, "recording", "recordings")</h1>
      <p>The same figures are in recordings.csv and diary.csv beside this file.</p>

      """
    let footer: Text = """
      <p>\(html: ReportWords.footer)</p>
      <p>\(html: Version.program). This file contains health data: consider whom you give it to.</p>

      """
    var page = HTMLPage()
    if !failures.isEmpty { addFailures(&page) }
    if entries.isEmpty { page.paragraph("No recording could be used.", "notice") }
    if !entries.isEmpty {
      addSummary(&page)
      addStrips(&page)
      addTable(&page)
      addBouts(&page)
    }
    if let agreement { AgreementPage(table: agreement).add(to: &page) }
    return HTMLPage.document(title: "Psoas analysis", header: header, main: page, footer: footer)
  }

  private var total: PerPosture<Double> {
    entries.reduce(into: PerPosture<Double>()) { $0 += $1.seconds }
  }

  private func addFailures(_ page: inout HTMLPage) {
    page.section("failures", "Not used") { page in
      page.paragraph(
        "\(count: failures.count, "recording is", "recordings are") not in any of these figures.", "notice")
      page.table(
        HTMLTable(
          caption: "recordings that could not be used", heads: ["recording", "reason"],
          rows: failures.map { [$0.name, $0.reason] }, wordColumns: [1]))
    }
  }

  private func addSummary(_ page: inout HTMLPage) {
    let total = total
    let bouts = entries.flatMap(\.bouts)
    let known = total.total - total[.unknown] - total[.notWorn]
    page.section("summary", "Summary") { page in
      page.tiles([
        ("Recorded", "\(duration: total.total)", "\(count: entries.count, "recording", "recordings")"),
        (
          "Sitting", "\(duration: total[.sitting])",
          known > 0 ? "\(total[.sitting] / known * 100, places: 0) % of the time with a posture" : ""
        ),
        (
          "Bouts of sitting", "\(bouts.count)",
          "\(bouts.count { $0 >= Agreement.longBout }) of at least half an hour"
        ),
      ])
      let percentages = Percentages.whole(ReportWords.postures.map { total[$0.posture] })
      let shares = zip(ReportWords.postures, percentages).filter { $1 > 0 }.map { "\($0.name) \($1) %" as Text }
      page.figure(
        ShareChart(bars: [
          .init(
            label: "", parts: ReportWords.postures.map { ChartPart(style: $0.style, amount: total[$0.posture]) },
            hint: "\(shares, joined: ", ")")
        ]).element("Share of each posture in the recorded time: \(shares, joined: ", ")."),
        key: zip(ReportWords.postures, percentages).filter { total[$0.0.posture] > 0 }
          .map { ($0.style, "\($0.name) \($1) %") },
        note: "Unknown is time in which the sensor could not tell the posture; it never counts as sitting.",
        HTMLTable(
          caption: "time in each posture", heads: ["posture", "time", "share"],
          rows: zip(ReportWords.postures, percentages).map {
            [$0.name, "\(duration: total[$0.posture])", "\($1) %"]
          }))
    }
  }

  private func addStrips(_ page: inout HTMLPage) {
    let total = total
    page.section("strips", "Each recording in order of time") { page in
      let longest = entries.reduce(0) { max($0, $1.length) }
      let hours = ColumnChart.ticks(to: longest / 3600, steps: [0.1, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96])
      let places = hours.count > 1 && hours[1] < 1 ? 2 : 0
      let chart = StripChart(
        rows: entries.map(\.strip), length: max(longest, 1),
        ticks: hours.filter { $0 * 3600 <= longest }.map { ($0 * 3600, "\($0, places: places) h") }, rowHeight: 16)
      page.figure(
        chart.element("The postures of \(count: entries.count, "recording", "recordings") in order of time."),
        key: ReportWords.postures.filter { total[$0.posture] > 0 }.map { ($0.style, $0.name) } + [("track", "no data")],
        note:
          "Hours from the start of each recording; the numbers are those of the table. Where a recording has more than \(pieces) changes, the height of a color is its share of that piece of time.",
        HTMLTable(
          caption: "time in each posture by recording", heads: ["recording"] + ReportWords.postures.map(\.name),
          rows: entries.map { entry in
            [entry.name] + ReportWords.postures.map { "\(duration: entry.seconds[$0.posture])" }
          }))
    }
  }

  private func addTable(_ page: inout HTMLPage) {
    page.section("recordings", "Recordings") { page in
      page.table(
        HTMLTable(
          caption: "main figures of each recording",
          heads: [
            "recording", "number", "person", "recorded", "sitting", "bouts", "30 min or more", "longest", "steps",
            "standing tilt", "warnings",
          ],
          rows: entries.enumerated().map { index, entry in
            [
              entry.name, "\(index + 1)", entry.person, "\(duration: entry.seconds.total)",
              "\(duration: entry.seconds[.sitting])", "\(entry.bouts.count)",
              "\(entry.bouts.count { $0 >= Agreement.longBout })", "\(duration: entry.bouts.max() ?? 0)", entry.steps,
              entry.tilt.isEmpty ? "" : "\(entry.tilt)°", entry.warnings,
            ]
          }, wordColumns: [2]))
    }
  }

  private func addBouts(_ page: inout HTMLPage) {
    page.section("bouts", "Bouts of sitting") { page in
      let bouts = entries.flatMap(\.bouts)
      guard !bouts.isEmpty else { return page.paragraph("No bout of sitting.") }
      page.bouts(BoutFigures.bins(bouts))
    }
  }
}
