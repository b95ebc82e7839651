import PsoasMonitor
import PsoasSystem

/// The display of a session: a value that is rendered to lines.
struct ExerciseSessionView {
  var start = ExerciseSessionStart()
  var stage: ExerciseSessionStage?
  var progress: ExerciseSessionProgress?
  /// Replaces the basis, because it is more specific.
  var notice: String?

  func lines(_ style: ScreenStyle) -> [String] {
    let width = max(min(style.columns, 100) - 4, 16)
    var lines: [(text: String, look: ScreenRow.Look)] = []
    func add(_ text: String = "", _ look: ScreenRow.Look = .plain) { lines.append((text, look)) }
    let isRoomy = style.rows >= 18 && width >= 40
    add(Self.apart(start.title.text, position, width), .strong)
    for line in Paragraph.lines(notice ?? "\(start.basis.phrase)", width: width) { add(line, .faint) }
    add(String(repeating: style.isUnicode ? "─" : "-", count: width), .faint)
    if isRoomy { add() }
    add(heading, .strong)
    for line in Paragraph.lines(stage?.part.cue.text ?? "", width: width) { add(line) }
    if isRoomy {
      add()
      for line in BigDigits.lines(count, isUnicode: style.isUnicode) { add("    " + line, .strong) }
      add()
    }
    add(bar(width, style))
    add(gauge(width, style))
    if isRoomy { add() }
    add(message.text, message.look)
    while isRoomy, lines.count < min(style.rows, 24) - 1 { add() }
    add(keys(width), .faint)
    return lines.prefix(style.rows).map { line in
      "  "
        + ScreenRow(line.text.line, line.look).cropped(to: width, ellipsis: style.isUnicode ? "\u{2026}" : "...")
        .coded(hasColour: style.hasColour)
    }
  }

  // MARK: Parts

  private static func apart(_ left: String, _ right: String, _ width: Int) -> String {
    let gap = width - ScreenRow.width(of: left) - right.count
    return gap > 0 ? left + String(repeating: " ", count: gap) + right : left
  }

  private var position: String {
    guard let stage else { return "" }
    var words: [String] = []
    if let side = stage.part.side { words.append("\(side.name) side") }
    if start.sets > 1 { words.append("set \(stage.part.set) of \(start.sets)") }
    words.append("stage \(stage.number) of \(start.stages)")
    return words.joined(separator: ", ")
  }

  private var heading: String {
    guard let stage else { return "" }
    return switch stage.part.work {
    case .prepare: "GET READY"
    case .hold: "HOLD"
    case .repetitions: "REPEAT"
    case .move: "MOVE"
    case .rest: "REST"
    }
  }

  private var isRepeating: Bool {
    if case .repetitions? = stage?.part.work { return true }
    return false
  }

  /// Remaining seconds, or completed repetitions.
  private var count: Int {
    guard let progress else { return isRepeating ? 0 : stage?.part.work.target ?? 0 }
    return isRepeating ? progress.done : progress.remaining
  }

  private func bar(_ width: Int, _ style: ScreenStyle) -> String {
    guard let stage else { return "" }
    let target = max(stage.part.work.target, 1)
    let done = progress?.done ?? 0
    let words = isRepeating ? "\(done) of \(target)" : "\(done) of \(target) s"
    let room = max(min(width - 12, 50), 4)
    let filled = min(done * room / target, room)
    let (full, empty) = style.isUnicode ? ("█", "░") : ("#", ".")
    return String(repeating: full, count: filled) + String(repeating: empty, count: room - filled) + " " + words
  }

  /// The angle of the pelvis relative to the target.
  private func gauge(_ width: Int, _ style: ScreenStyle) -> String {
    guard let window = start.window, let tilt = progress?.tilt else { return "" }
    let (low, high) = (window.lowerBound - 25, window.upperBound + 25)
    let target = progress?.target ?? Double(window.lowerBound)...Double(window.upperBound)
    let room = max(min(width - 16, 46), 10)
    func cell(_ degrees: Double) -> Int {
      min(max(Int((degrees - Double(low)) / Double(high - low) * Double(room - 1) + 0.5), 0), room - 1)
    }
    var cells = Array(repeating: Character(style.isUnicode ? "·" : "."), count: room)
    for index in cell(target.lowerBound)...cell(target.upperBound) { cells[index] = style.isUnicode ? "─" : "-" }
    cells[cell(target.lowerBound)] = "["
    cells[cell(target.upperBound)] = "]"
    cells[cell(tilt)] = style.isUnicode ? "●" : "O"
    let whole = Int(tilt.rounded())
    return "tilt " + String(cells) + " " + (whole > 0 ? "+" : "") + "\(whole)" + (style.isUnicode ? "°" : " deg")
  }

  private var message: (text: String, look: ScreenRow.Look) {
    guard let progress else { return ("", .plain) }
    if progress.isPaused { return ("paused: space resumes", .warning) }
    if progress.feedback != .none { return ("> \(progress.feedback.phrase)", .warning) }
    guard stage?.part.work.isWork == true, start.basis.usesSensor, progress.isHolding else { return ("", .plain) }
    return (isRepeating ? "up" : "good, keep it", .strong)
  }

  private func keys(_ width: Int) -> String {
    let words = "space pause   n next   d done   q quit"
    return words.count <= width ? words : "spc n d q"
  }
}

/// Large digits that are readable from the floor.
enum BigDigits {
  /// Five rows for each digit.
  static let shapes: [[String]] = [
    ["###", "# #", "# #", "# #", "###"], ["  #", "  #", "  #", "  #", "  #"], ["###", "  #", "###", "#  ", "###"],
    ["###", "  #", "###", "  #", "###"], ["# #", "# #", "###", "  #", "  #"], ["###", "#  ", "###", "  #", "###"],
    ["###", "#  ", "###", "# #", "###"], ["###", "  #", "  #", "  #", "  #"], ["###", "# #", "###", "# #", "###"],
    ["###", "# #", "###", "  #", "###"],
  ]

  static func lines(_ number: Int, isUnicode: Bool) -> [String] {
    let digits = String(max(number, 0)).compactMap(\.wholeNumberValue)
    return (0..<5).map { row in
      digits.map { digit in
        shapes[digit][row].map { $0 == "#" ? (isUnicode ? "██" : "##") : "  " }.joined()
      }.joined(separator: "  ")
    }
  }
}
