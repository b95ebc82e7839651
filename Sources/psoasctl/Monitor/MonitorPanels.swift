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
    return ScreenPanel(1, [first, first + (state.service == .stopped ? wrapped(MonitorWords.howToStart) : [])])
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
      let lines = Paragraph.lines(MonitorWords.suggestion(title).line, width: max(width - 2, 1))
      let heading = lines.map { ScreenRow(" \($0) ", .alert) }
      return ScreenPanel(2, [Array(heading.prefix(1)), heading, heading + wrapped(cue.text)])
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
    let gauge = TiltGauge(degrees: shown, deadBand: degrees == nil ? nil : state.deadBand)
    let row = gauge.row(width, isUnicode: isUnicode)
    let heading = degrees != nil && words.count == 1 ? words : [short]
    let scaled = heading + [row, gauge.scale(width, isUnicode: isUnicode)]
    return ScreenPanel(5, [[short], heading + [row], scaled] + (degrees == nil ? [scaled + words] : []))
  }

  private func strip(_ priority: Int) -> ScreenPanel {
    let strip = PostureStrip(state.hour.parts(width, until: state.now), isUnicode: isUnicode)
    let heading = ScreenRow(MonitorWords.lastHour)
    return ScreenPanel(
      priority, [[strip.row], [heading, strip.row], [heading, strip.row, strip.axis(width)],
      [heading, strip.row, strip.axis(width), strip.legend]])
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

/// The tilt on a line: the neutral band in brackets, and where the wearer is.
struct TiltGauge {
  /// Degrees at the ends of the line.
  static let limit = 30.0

  var degrees: Double
  /// Degrees on either side of neutral; nil without a neutral.
  var deadBand: Double?

  func row(_ width: Int, isUnicode: Bool) -> ScreenRow {
    var row = ScreenRow()
    let band = deadBand ?? 0
    let (low, middle, high) = (cell(-band, width), cell(0, width), cell(band, width))
    let place = cell(degrees, width)
    for index in 0..<width {
      if index == place {
        let isInside = deadBand.map { degrees.magnitude <= $0 } ?? true
        row.add(isUnicode ? "●" : "O", isInside ? .strong : .warning)
      } else if low < high, index == low || index == high {
        row.add(index == low ? "[" : "]", .strong)
      } else if index == middle {
        row.add(isUnicode ? "┼" : "+")
      } else if low < index, index < high {
        row.add(isUnicode ? "━" : "=")
      } else {
        row.add(isUnicode ? "─" : "-", .faint)
      }
    }
    return row
  }

  /// The ends and the middle of the line in words.
  func scale(_ width: Int, isUnicode: Bool) -> ScreenRow {
    let (limit, sign) = (Int(Self.limit), isUnicode ? "°" : "")
    let (left, right) = ("-\(limit)\(sign) back", "forward +\(limit)\(sign)")
    var row = ScreenRow(left, .faint)
    if width >= left.count + right.count + 8 {
      row.pad(to: cell(0, width))
      row.add("0", .faint)
    }
    row.pad(to: width - right.count)
    row.add(right, .faint)
    return row
  }

  func cell(_ degrees: Double, _ width: Int) -> Int {
    let share = (min(max(degrees, -Self.limit), Self.limit) + Self.limit) / (2 * Self.limit)
    return Int((share * Double(width - 1)).rounded())
  }
}

/// The postures of an hour in a row, lower for lower postures.
struct PostureStrip {
  private let parts: [Posture]
  private let isUnicode: Bool

  init(_ parts: [Posture], isUnicode: Bool) {
    self.parts = parts
    self.isUnicode = isUnicode
  }

  private func mark(_ posture: Posture) -> (text: String, look: ScreenRow.Look) {
    let letter = String(DayText.letter(posture))
    return switch posture {
    case .sitting: (isUnicode ? "▄" : letter, .sitting)
    case .standing: (isUnicode ? "█" : letter, .standing)
    case .walking: (isUnicode ? "▞" : letter, .walking)
    case .lying: (isUnicode ? "▁" : letter, .lying)
    case .notWorn: (letter, .faint)
    case .unknown: (isUnicode ? "·" : letter, .faint)
    }
  }

  var row: ScreenRow {
    var row = ScreenRow()
    for posture in parts { row.add(mark(posture).text, mark(posture).look) }
    return row
  }

  /// The postures that occur.
  var legend: ScreenRow {
    var row = ScreenRow()
    for posture in Posture.listed where parts.contains(posture) {
      if !row.pieces.isEmpty { row.add("  ") }
      row.add(mark(posture).text, mark(posture).look)
      row.add(" " + (posture == .notWorn ? "not worn" : "\(posture.name)"), .faint)
    }
    return row
  }

  /// Relative times, because they stay the same.
  func axis(_ width: Int) -> ScreenRow {
    let (left, middle, right) = ("-60 min", "-30 min", "now")
    var row = ScreenRow(left, .faint)
    if width >= 30 {
      row.pad(to: (width - middle.count) / 2)
      row.add(middle, .faint)
    }
    row.pad(to: width - right.count)
    row.add(right, .faint)
    return row
  }
}

/// Digits three rows high, two dots to a character.
enum SmallDigits {
  private static let colon = [" ", "#", " ", "#", " "]

  /// - Parameter text: digits and colons.
  static func rows(_ text: String) -> [String] {
    let shapes = text.map { character in character.wholeNumberValue.map { BigDigits.shapes[$0] } ?? colon }
    return (0..<3).map { row in
      shapes.map { shape in
        let upper = Array(shape[row * 2])
        let lower = row * 2 + 1 < shape.count ? Array(shape[row * 2 + 1]) : upper.map { _ in " " as Character }
        return zip(upper, lower).map { $0 == "#" ? ($1 == "#" ? "█" : "▀") : $1 == "#" ? "▄" : " " }.joined()
      }.joined(separator: " ")
    }
  }
}
