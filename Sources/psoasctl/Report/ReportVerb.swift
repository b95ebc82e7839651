import ArgumentParser
import PsoasHistory
import PsoasMonitor
import PsoasSettings
import PsoasState
import PsoasSystem

/// Shows a period as a page with charts.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a report of a day, a week, a month or any days, with charts.",
    discussion: """
      One HTML file that loads nothing from elsewhere: for a browser, for paper and for a phone. It contains health
      data; it is readable by its owner only. `--format text` is for the terminal, `--json` for programs.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case html, text }

  @Argument(help: "Any day of the period: 2026-03-29, today or yesterday.")
  var date = LocalDay(LocalDay.today)

  @Flag(help: "One day (the default).")
  var day = false

  @Flag(help: "The week of the day, Monday to Sunday.")
  var week = false

  @Flag(help: "The month of the day.")
  var month = false

  @Option(help: ArgumentHelp("The first day, instead of a day, week or month.", valueName: "date"))
  var from: LocalDay?

  @Option(help: ArgumentHelp("The last day; today without it.", valueName: "date"))
  var to: LocalDay?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write, or - for standard output. (default: psoas-report-DATE.html in this folder, and standard output for text and JSON)",
      valueName: "file"))
  var output: String?

  @Flag(help: "Open the page in the browser (xdg-open).")
  var open = false

  @Option(help: ArgumentHelp("A page, or text in 80 columns: html, text.", valueName: "format"))
  var format: Format = .html

  @Flag(help: "Print one JSON object with the numbers behind the charts.")
  var json = false

  @Flag(help: "Draw text with plain ASCII.")
  var ascii = false

  @OptionGroup var history: HistoryOptions

  func validate() throws {
    guard [day, week, month, from != nil || to != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("--day, --week, --month, --from with --to: choose one")
    }
    if to != nil, from == nil { throw ValidationError("--to needs --from, the first day") }
    if let from {
      let last = to?.number ?? LocalDay.today
      guard from.number <= last else {
        throw ValidationError("--from \(from.text) is after the last day, \(LocalDay(last).text)")
      }
      guard last - from.number < Int64(ReportPeriod.mostDays) else {
        throw ValidationError("--from and --to: at most \(ReportPeriod.mostDays) days")
      }
    }
    if json, format == .text { throw ValidationError("--json and --format text: choose one") }
    if open, json || format == .text || output == "-" { throw ValidationError("--open shows a page from a file") }
  }

  func run() throws { try Failure.reported { () throws(Failure) in try write() } }

  private func write() throws(Failure) {
    let figures = try gather()
    let text: Text
    if json {
      text = ReportJSON.object(figures)
    } else if format == .text {
      text = ReportText(figures, isPlain: ascii || !Terminal.usesUTF8).text
    } else {
      text = ReportPage.html(figures)
    }
    let isPage = !json && format == .html
    let path = output ?? (isPage ? "\(figures.period.fileName.text).html" : "-")
    guard path != "-" else { return print(text.text, terminator: "") }
    try ReportFile.write(text, to: Text(path.utf8))
    if isPage { print(path) }
    if open { try ReportFile.open(Text(path.utf8)) }
  }

  private var period: ReportPeriod {
    if let from {
      let last = to?.number ?? LocalDay.today
      return from.number == last ? .day(last) : ReportPeriod(kind: .range, days: from.number...last)
    }
    return week ? .week(of: date.number) : month ? .month(of: date.number) : .day(date.number)
  }

  private func gather() throws(Failure) -> ReportFigures {
    let settings = try? DataFiles.load(nil)
    let directory = try HistoryOptions.directory(history.state, system: history.system)
    // A wearer's first report comes before the first minute of history; a named folder without one is a mistake.
    let isOwn = history.state == nil && !history.system
    guard !isOwn || Files.exists(HistoryArchive.path(in: directory)) else {
      return ReportFigures(period, now: .now, settings: settings)
    }
    let archive = try history.open(for: period.days)
    do throws(HistoryError) {
      return try ReportFigures(period, now: .now, settings: settings, from: archive)
    } catch {
      throw Failure(error)
    }
  }
}
