import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// A report for a terminal of 80 columns.
struct ReportText {
  private let figures: ReportFigures
  private let chart: BlockChart
  private var lines: [Text] = []

  /// The order of `ReportWords.postures`.
  private var characters: [Text] {
    chart.isPlain ? ["#", "|", ">", "_", "-", "."] : ["█", "▒", "░", "▁", "-", "·"]
  }

  init(_ figures: ReportFigures, isPlain: Bool) {
    self.figures = figures
    chart = BlockChart(isPlain: isPlain)
    write()
  }

  var text: Text {
    var text = Text()
    for line in lines { text += "\(line.withoutTrailingBlanks)\n" }
    return chart.isPlain ? text.replacing("\u{B0}", with: " deg") : text
  }

  private mutating func heading(_ words: Text) { lines += ["", words] }

  private mutating func write() {
    lines.append("Psoas report: \(figures.period.title)")
    if figures.days.isEmpty {
      lines += ["", ReportWords.noData]
    } else {
      summary()
      strips()
      hours()
      days()
      bouts()
      tilt()
    }
    suggestions()
    exercises()
    programme()
    calibration()
    lines.append("")
    wrap(ReportWords.footer)
  }

  private mutating func wrap(_ text: Text) {
    var line = Text()
    for word in text.split(separator: UInt8(ascii: " ")).map({ Text($0) }) {
      if !line.isEmpty, line.width + 1 + word.width > 78 {
        lines.append(line)
        line = Text()
      }
      line += line.isEmpty ? word : " \(word)"
    }
    lines.append(line)
  }

  private mutating func summary() {
    heading("Time")
    let amounts = ReportWords.postures.map { figures.total[$0.posture] }
    let percentages = Percentages.whole(amounts)
    for (index, entry) in ReportWords.postures.enumerated() where amounts[index] > 0 {
      let value: Text = "\(duration: amounts[index])"
      let share: Text = "\(percentages[index]) %"
      lines.append(
        "  \(entry.name.padded(10))\(chart.bar(amounts[index] / figures.total.seconds.total, 40)) \(share.padded(6, toRight: true))  \(value.padded(12, toRight: true))"
      )
    }
    let missing: Text = "\(duration: figures.missing)"
    lines.append("  \(("no data" as Text).padded(58))\(missing.padded(13, toRight: true))")
    let total = figures.total
    lines.append(
      "  longest bout \(duration: total.longestBout); \(count: total.breaks, "break", "breaks"), \(total.activeBreaks) active; \(count: total.steps, "step", "steps")"
    )
  }

  private mutating func strips() {
    guard !figures.strips.isEmpty else { return }
    let isDay = figures.period.count == 1
    heading(isDay ? "The day in order of time" : "Each day in order of time")
    for strip in figures.strips {
      let label: Text = isDay ? "" : "\(shortDay: strip.day)"
      lines.append(label.padded(7) + cells(strip))
    }
    var scale: Text = "       "
    for hour in stride(from: 0, through: 21, by: 3) { scale += ("\(hour)" as Text).padded(9) }
    lines.append(scale)
    let words = zip(characters, ReportWords.postures).map { "\($0) \($1.name)" as Text }
    lines.append("       \(words, joined: "  ")")
  }

  /// 72 cells of 20 minutes, each with the commonest content.
  private func cells(_ strip: DayStrip) -> Text {
    var line = Text()
    for cell in 0..<72 {
      let (from, to) = (Double(cell) / 3, Double(cell + 1) / 3)
      var sums = PerPosture<Double>()
      for segment in strip.segments {
        let overlap = min(segment.position.upperBound, to) - max(segment.position.lowerBound, from)
        if overlap > 0 { sums += segment.shares.map { $0 * overlap } }
      }
      let best = ReportWords.postures.indices.max {
        sums[ReportWords.postures[$0].posture] < sums[ReportWords.postures[$1].posture]
      }
      let isEmpty = sums.total * 2 < to - from
      line += isEmpty ? " " : best.map { characters[$0] } ?? " "
    }
    return line
  }

  private mutating func hours() {
    guard figures.hours.contains(where: { $0.seconds.total > 0 }) else { return }
    heading(
      figures.period.count == 1 ? "Sitting, minutes of each hour" : "Sitting, minutes of each hour of the mean day")
    let rows = chart.columns(figures.hours.map { $0.seconds[.sitting] / 3600 }, width: 3, rows: 4)
    for (index, row) in rows.enumerated() {
      lines.append(("\(60 - 15 * index)" as Text).padded(5, toRight: true) + "  " + row)
    }
    var scale: Text = "       "
    for hour in figures.hours { scale += hour.label.padded(3) }
    lines.append(scale)
  }

  private mutating func days() {
    guard !figures.columns.isEmpty else { return }
    heading("Hours a day")
    let greatest = figures.columns.map { $0.seconds.total }.max() ?? 0
    for column in figures.columns where column.days > 0 {
      let name = column.name.padded(19)
      let cells = greatest > 0 ? Int(column.seconds.total / greatest * 36 + 0.5) : 0
      let bar = chart.shares(ReportWords.postures.map { column.seconds[$0.posture] }, characters, cells).padded(37)
      let sitting: Text = "\(duration: column.seconds[.sitting])"
      lines.append("  \(name)\(bar)\(sitting.padded(12, toRight: true)) sitting")
    }
  }

  private mutating func bouts() {
    heading("Bouts of sitting")
    let bouts = figures.bouts
    guard let longest = bouts.longest, let median = bouts.median else {
      lines.append("  none ended")
      return
    }
    let greatest = Double(bouts.bins.map(\.count).max() ?? 1)
    for bin in bouts.bins where bin.count > 0 {
      lines.append("  \(bin.label.padded(16))\(chart.bar(Double(bin.count) / greatest, 40)) \(bin.count)")
    }
    lines.append("  longest: \(duration: longest.sitting ?? 0), \(ReportWords.times(longest, of: figures.period))")
    lines.append("  middle one: \(duration: median)")
  }

  private mutating func tilt() {
    heading("Tilt of the pelvis, from your own neutral")
    let tilt = figures.total.tilt
    let postures = ReportWords.postures.filter { tilt.bands[$0.posture].total >= 60 }
    guard !postures.isEmpty else {
      wrap("  \(ReportWords.noTilt)")
      return
    }
    let characters: [Text] = chart.isPlain ? ["<", "=", ">"] : ["░", "█", "▒"]
    for entry in postures {
      let amounts = ReportWords.bands.map { tilt.bands[entry.posture][$0.band] }
      let percentages = Percentages.whole(amounts).map { "\($0) %" as Text }
      lines.append("  \(entry.name.padded(10))\(chart.shares(amounts, characters, 40)) \(percentages, joined: ", ")")
    }
    let words = zip(characters, ReportWords.bands).map { "\($0) \($1.name)" as Text }
    lines.append("            \(words, joined: "  ") (neutral: within \(figures.deadBand, places: 0)°)")
    for (name, median) in [("standing still", tilt.standingDegrees.median), ("sitting", tilt.sittingDegrees.median)]
      as [(Text, Double?)]
    {
      if let median { lines.append("  median while \(name): \(ReportWords.degrees(median))") }
    }
  }

  private mutating func suggestions() {
    heading("Suggestions")
    let counts = ReportWords.counts(figures.total)
    let all = counts.reduce(0, +)
    if all == 0 { lines.append("  none") }
    for (entry, count) in zip(ReportWords.outcomes, counts) where count > 0 {
      lines.append("  \(entry.name.padded(31))\(chart.bar(Double(count) / Double(all), 40)) \(count)")
    }
  }

  private mutating func exercises() {
    heading("Exercises")
    if figures.exercises.isEmpty { lines.append("  none") }
    for count in figures.exercises {
      let title = ReportWords.title(count.exercise, figures.catalog)
      lines.append(
        ("  \(listed: title)  " as Text).padded(44)
          + "\(count.checked) checked by the sensor, \(count.reported) reported")
    }
  }

  private mutating func programme() {
    heading("Programme")
    for entry in figures.programme.entries {
      lines.append(("  \(listed: entry.exercise.title)  " as Text).padded(46) + ReportWords.state(entry))
    }
    var line: Text = "  streak \(count: figures.programme.streak, "day", "days")"
    if let adherence = figures.programme.adherence {
      line += "; \(adherence * 100, places: 0) % of the due exercises done in the week before"
    }
    lines.append(line)
  }

  private mutating func calibration() {
    heading("Calibration")
    if figures.calibrations.current.isEmpty { lines.append("  none is known: run psoasctl calibrate") }
    for entry in figures.calibrations.current {
      lines.append(
        "  \(entry.placement.name)  \(dateAndMinute: entry.at), \(ReportWords.age(entry)), \(escaped: ReportWords.kind(entry.kind))"
      )
    }
    let refused = figures.calibrations.refused.count
    if refused > 0 { lines.append("  refused in this period: \(refused)") }
  }
}
