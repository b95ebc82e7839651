import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The text and the gauges beside the figure.
struct MonitorPanels {
  private let state: MonitorState
  private let width: Int
  private let isUnicode: Bool

  init(_ state: MonitorState, width: Int, isUnicode: Bool) {
    self.state = state
    self.width = max(width, 1)
    self.isUnicode = isUnicode
  }

  func rows(_ height: Int) -> [ScreenRow] {
    PanelStack.rows(panels, height: height).map { $0.cropped(to: width) }
  }

  private var status: BusStatus { state.status }

  private var panels: [ScreenPanel] {
    guard state.service == .running else { return [service, strip(2)] }
    return [clock, suggestion, quiet, problems, tilt, strip(5), today, sensors]
  }

  // MARK: Panels

  private var service: ScreenPanel {
    let heading = state.service == .stopped ? MonitorWords.stopped : MonitorWords.silent
    let first = [ScreenRow(heading, .warning)]
    return ScreenPanel(
      1, [first, first + (state.service == .stopped ? wrapped(MonitorWords.start(state.isSystem)) : [])])
  }

  /// The posture and the length of the bout.
  private var clock: ScreenPanel {
    let posture = status.posture.posture
    var short = ScreenRow(MonitorWords.posture(posture, boutMinutes: state.boutMinutes), .strong)
    let certainty = MonitorWords.certainty(status.posture)
    if short.width > width { short = ScreenRow("\(posture.phrase)", .strong) }
    if short.width + certainty.count + 2 <= width { short.add("  " + certainty, .faint) }
    guard let minutes = state.boutMinutes, posture == .sitting, isUnicode, width >= 26 else {
      return ScreenPanel(1, [[short]])
    }
    var heading = ScreenRow("\(posture.phrase)", .strong)
    heading.add("  " + certainty, .faint)
    var digits = SmallDigits.rows(minutes < 60 ? "\(minutes)" : "\(minutes / 60):" + "\(minutes % 60, width: 2)")
      .map { ScreenRow($0, .strong) }
    digits[digits.count - 1].add(minutes < 60 ? "  min" : "  h", .plain)
    return ScreenPanel(1, [[short], [short], [heading] + digits])
  }

  /// The exercise in progress, or the open suggestion, or the time of the next one.
  private var suggestion: ScreenPanel {
    if !status.activeSession.isEmpty {
      let lines = MonitorWords.session(state.title(status.activeSession), state.stage, state.progress)
      let rows = lines.enumerated().map { ScreenRow($1, $0 == 0 ? .strong : .plain) }
      return ScreenPanel(2, [[rows[0]], rows])
    }
    if !status.openReminder.isEmpty {
      let title = state.title(status.openReminder)
      let cue = state.exercises.first { $0.identifier == status.openReminder }?.cue ?? Text()
      let words = MonitorWords.suggestion(title).line
      let heading = Paragraph.lines(words, width: max(width - 2, 1)).map { ScreenRow(" \($0) ", .alert) }
      return ScreenPanel(2, [[ScreenRow(" \(words) ", .alert)], heading, heading + wrapped(cue.text)])
    }
    guard let share = state.shareOfBout, !status.isPaused else { return ScreenPanel(2, []) }
    let time = MonitorWords.nextShort(status)
    var short = bar(share, max(width - time.count - 1, 1))
    short.add(" " + time)
    return ScreenPanel(2, [[short], wrapped(MonitorWords.next(status)) + [bar(share, width)]])
  }

  private var quiet: ScreenPanel {
    let lines = QuietWords.lines(status, resume: "p").map { MonitorWords.quiet($0) }
    guard let first = lines.first else { return ScreenPanel(3, []) }
    return ScreenPanel(3, [[ScreenRow(first)], lines.flatMap { wrapped($0) }])
  }

  private var problems: ScreenPanel {
    let sensors = state.sensors.filter { !$0.problem.isEmpty }
    guard let first = sensors.first else { return ScreenPanel(4, []) }
    return ScreenPanel(
      4,
      [
        [ScreenRow(MonitorWords.sensor(first), .warning)],
        sensors.flatMap { wrapped(MonitorWords.sensor($0), .warning) },
      ])
  }

  private var tilt: ScreenPanel {
    let degrees = state.fromNeutral.degrees
    // In other postures it says nothing about the pelvis.
    let upright = TiltBands.postures.contains(status.posture.posture) ? state.tilt.degrees : nil
    var short = ScreenRow(MonitorWords.tilt(status.tilt, degrees: degrees, upright: upright))
    if short.width > width, let shown = degrees ?? upright { short = ScreenRow(MonitorWords.tilt(shown)) }
    let words = wrapped(MonitorWords.tiltLong(status.tilt, degrees: degrees))
    guard let shown = degrees ?? upright else { return ScreenPanel(5, [[short], words]) }
    let band = degrees != nil && status.tilt.deadBand.isFinite ? status.tilt.deadBand : nil
    let gauge = TiltGauge(degrees: shown, deadBand: band)
    let row = gauge.row(width, isUnicode: isUnicode)
    let heading = degrees != nil && words.count == 1 ? words : [short]
    let scaled = heading + [row, gauge.scale(width, isUnicode: isUnicode)]
    return ScreenPanel(5, [[short], heading + [row], scaled] + (degrees == nil ? [scaled + words] : []))
  }

  private func strip(_ priority: Int) -> ScreenPanel {
    let strip = PostureStrip(state.hour.parts(width, until: state.now), isUnicode: isUnicode)
    let heading = ScreenRow(MonitorWords.lastHour)
    return ScreenPanel(
      priority,
      [
        [strip.row], [heading, strip.row], [heading, strip.row, strip.axis(width)],
        [heading, strip.row, strip.axis(width), strip.legend],
      ])
  }

  private var today: ScreenPanel {
    let first = ScreenRow(MonitorWords.today(status))
    var both = first
    both.add(", " + MonitorWords.longest(status))
    let sums = both.width <= width ? [both] : [first, ScreenRow("  " + MonitorWords.longest(status))]
    var more = TiltWords.shares(status.tilt).flatMap { wrapped(MonitorWords.shares($0.name, $0.shares)) }
    if let programme = state.programme, !programme.entries.isEmpty {
      more += wrapped(MonitorWords.exercises(programme))
    }
    return ScreenPanel(6, [[first], sums, sums + more])
  }

  private var sensors: ScreenPanel {
    let worn = state.sensors.filter { $0.placement != nil && $0.problem.isEmpty }
    guard !worn.isEmpty else {
      return ScreenPanel(
        7, state.sensors.contains { $0.placement != nil } ? [] : [wrapped(MonitorWords.noSensor, .warning)])
    }
    let lines = worn.map { MonitorWords.sensor($0) }
    return ScreenPanel(7, [[ScreenRow(lines[0])], lines.map { ScreenRow($0) }, lines.flatMap { wrapped($0) }])
  }

  // MARK: Parts

  private func wrapped(_ text: String, _ look: ScreenRow.Look = .plain) -> [ScreenRow] {
    Paragraph.lines(text.line, width: width).map { ScreenRow($0, look) }
  }

  private func bar(_ share: Double, _ cells: Int) -> ScreenRow {
    let full = Int(share * Double(cells) + 0.5)
    var row = ScreenRow(String(repeating: isUnicode ? "━" : "=", count: full), share >= 1 ? .warning : .strong)
    row.add(String(repeating: isUnicode ? "─" : "-", count: cells - full), .faint)
    return row
  }
}
