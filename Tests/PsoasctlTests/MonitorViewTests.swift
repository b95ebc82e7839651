import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import psoasctl

/// The live view of `psoasctl monitor`, without a terminal.
@Suite struct MonitorViewTests {
  private static let hour: UInt64 = 3_600_000_000
  private static let now: UInt64 = 1_790_000_000_000_000

  static func state(_ posture: Posture, tilt: Double? = nil) -> MonitorState {
    var state = MonitorState()
    state.now = Int64(now)
    state.status.posture = PostureEstimate(posture, confidence: 0.97)
    state.status.sittingToday = 2 * hour
    state.status.longestBoutToday = hour
    if posture == .sitting {
      state.status.sittingSince = now - hour / 4
      state.status.nextReminder = now + hour / 4
    }
    state.tilt.follow(tilt)
    state.fromNeutral.follow(tilt)
    state.status.tilt.state = "posterior"
    state.status.tilt.fromNeutral = tilt ?? .nan
    let ago = Int64(now) - Int64(hour)
    state.hour.add(.standing, ago, ago + Int64(hour / 2))
    state.hour.add(.sitting, ago + Int64(hour / 2), Int64(now))
    return state
  }

  private func lines(_ state: MonitorState, _ style: ScreenStyle = ScreenStyle()) -> [String] {
    MonitorView(state: state, style: style).rows.map(\.text)
  }

  // MARK: The figure

  /// The mean column of the dots in the upper third of the drawing.
  private func headColumn(_ posture: Posture, _ tilt: Double?) throws -> Double {
    let rows = BodyFigure(posture: posture, tilt: tilt).rows(columns: 34, rows: 20, isUnicode: true)
    let lines = rows.map { Array($0.text.unicodeScalars) }
    let first = try #require(lines.firstIndex { $0.contains { $0 != " " } })
    let top = lines[first..<first + 3].joined(separator: []).enumerated()
    let columns = top.filter { $0.element != " " }.map { Double($0.offset % 34) }
    return columns.reduce(0, +) / Double(columns.count)
  }

  @Test(arguments: [Posture.sitting, .standing, .walking])
  func `the figure leans with the tilt`(posture: Posture) throws {
    let columns = try [-25, -10, 0, 10, 25].map { try headColumn(posture, $0) }
    for (back, forward) in zip(columns, columns.dropFirst()) { #expect(forward - back > 0.5, "\(columns)") }
    #expect(try headColumn(posture, nil) == headColumn(posture, 0))
  }

  @Test func `each posture has its own figure, and a body that is unknown is faint`() {
    var seen: Set<String> = []
    for posture in [Posture.sitting, .standing, .walking, .lying] {
      let rows = BodyFigure(posture: posture, tilt: -5).rows(columns: 30, rows: 18, isUnicode: true)
      seen.insert(rows.map(\.text).joined(separator: "\n"))
      #expect(rows.contains { $0.pieces.contains { $0.look == .accent && $0.text != " " } }, "\(posture)")
    }
    #expect(seen.count == 4)
    let lying = BodyFigure(posture: .lying).rows(columns: 30, rows: 18, isUnicode: true)
    #expect(lying.prefix(9).allSatisfy { $0.text.allSatisfy { $0 == " " } }, "it lies on the ground")
    for posture in [Posture.unknown, .notWorn] {
      let rows = BodyFigure(posture: posture).rows(columns: 30, rows: 18, isUnicode: true)
      #expect(rows.allSatisfy { $0.pieces.allSatisfy { $0.look == .faint } })
    }
  }

  @Test func `the figure has the asked size, in braille and in ASCII`() {
    for columns in [1, 2, 7, 20, 50] {
      for rows in [1, 2, 7, 33] {
        for isUnicode in [true, false] {
          let drawn = BodyFigure(posture: .sitting, tilt: 3).rows(columns: columns, rows: rows, isUnicode: isUnicode)
          #expect(drawn.count == rows && drawn.allSatisfy { $0.width == columns })
          if !isUnicode { #expect(drawn.allSatisfy { $0.text.utf8.allSatisfy { $0 < 128 } }) }
        }
      }
    }
    #expect(BodyFigure().rows(columns: 0, rows: 3, isUnicode: true).isEmpty)
  }

  // MARK: The arrangement

  /// States of every kind.
  private static var states: [MonitorState] {
    var open = state(.sitting, tilt: -14)
    open.status.openReminder = "kneeling-hip-flexor"
    open.notice = ("Suggestion dismissed: \u{1B}[31m", false)
    open.status.pauseReasons = [.snoozed, .doNotDisturb]
    var sensor = BusSensor(identifier: "a", name: "Joy\u{1B}]0;owned\u{07}\u{9B}con 漢字漢字漢字漢字漢字漢字漢字", placement: .pelvis)
    sensor.battery = Battery(percent: 15, status: .discharging)
    open.sensors = [sensor]
    var troubled = state(.unknown)
    sensor.problem = "it sends nothing: press a button\n\u{1B}[2J"
    troubled.sensors = [sensor]
    troubled.isAskingPosture = true
    var session = state(.lying)
    session.status.activeSession = "plank"
    session.stage = ExerciseSessionStage(
      number: 1, part: ExerciseSessionPart(work: .hold(seconds: 30), cue: "Keep it", side: .left))
    session.progress = ExerciseSessionProgress(stage: 1, remaining: 12, done: 18)
    var stopped = state(.sitting)
    stopped.service = .stopped
    return [state(.walking, tilt: 45), state(.standing, tilt: 0), state(.notWorn), open, troubled, session, stopped]
  }

  @Test func `every size from 1x1 to 200x60 works, and no row is wider than the screen`() {
    let sizes = [1, 2, 3, 8, 20, 29, 30, 40, 59, 60, 80, 120, 200]
    for (number, state) in Self.states.enumerated() {
      for columns in sizes {
        for rows in [1, 2, 4, 5, 6, 9, 10, 12, 15, 16, 24, 60] {
          for isUnicode in [true, false] {
            let style = ScreenStyle(columns: columns, rows: rows, isUnicode: isUnicode)
            let drawn = MonitorView(state: state, style: style).rows
            #expect(drawn.count == rows && drawn.allSatisfy { $0.width <= columns }, "\(number) \(columns)x\(rows)")
            let text = drawn.map(\.text).joined()
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
            #expect(isUnicode || text.utf8.allSatisfy { $0 < 128 })
          }
        }
      }
    }
  }

  @Test func `a small screen shows the most important first`() {
    let small = lines(Self.state(.sitting, tilt: -14), ScreenStyle(columns: 20, rows: 6))
    #expect(small[0] == "sitting 15 min")
    #expect(small[1].hasPrefix("━") && small[1].hasSuffix(Status.clock(Self.now + Self.hour / 4)))
    #expect(small[2].hasPrefix("tilt -14"))
    #expect(small[5] == "s p c u q")
    #expect(lines(Self.state(.sitting), ScreenStyle(columns: 20, rows: 1)) == ["sitting 15 min"])
    let open = lines(Self.states[3], ScreenStyle(columns: 20, rows: 4))
    #expect(open[1].hasPrefix(" suggested now:"))
    let large = lines(Self.state(.sitting, tilt: -14)).joined(separator: "\n")
    for words in ["last hour", "next suggestion ", "today: 2 h 00 min sitting", "longest bout 1 h 00 min", "q quit"] {
      #expect(large.contains(words), "\(words): \(large)")
    }
    #expect(large.contains { ("\u{2801}"..."\u{28FF}").contains($0) })
  }

  @Test func `a title that is too long ends with an ellipsis`() throws {
    var state = Self.states[3]
    state.exercises = [ExerciseSummary(Self.longExercise)]
    for isUnicode in [true, false] {
      let drawn = lines(state, ScreenStyle(columns: 30, rows: 6, isUnicode: isUnicode))
      let row = try #require(drawn.first { $0.contains("suggested") })
      #expect(row.hasSuffix(isUnicode ? "…" : "..."), "\(row)")
    }
    var session = ExerciseSessionView()
    session.start.title = Self.longExercise.title
    let rows = session.lines(ScreenStyle(columns: 40, rows: 24, hasColour: false))
    #expect(rows[0].hasSuffix("…") && ScreenRow.width(of: rows[0]) <= 40, "\(rows[0])")
    let listed = ExerciseList.lines([Self.longExercise])[0].text
    #expect(listed.contains("…  ") && ScreenRow.width(of: listed) < 100, "\(listed)")
    var sensor = BusSensor(identifier: "a", name: Self.longExercise.title, placement: .pelvis)
    #expect(SensorList.words(sensor).contains("…  (pelvis)"))
    sensor.problem = "it sends nothing"
    #expect(SensorList.statusLine(sensor)?.hasSuffix("…: it sends nothing") == true)
    // The longest of the supported devices has room.
    sensor.name = "Sony Interactive Entertainment DualSense Wireless Controller Motion Sensors"
    #expect(SensorList.words(sensor).contains(sensor.name.text + "  (pelvis"))
    #expect(SensorList.statusLine(sensor) == sensor.name.text + ": it sends nothing")
  }

  private static var longExercise: Exercise {
    var exercise = Exercise(identifier: "kneeling-hip-flexor")
    exercise.title = Text("Kneeling 漢字漢字漢字 hip-flexor stretch with a title that is longer than any line should be".utf8)
    return exercise
  }

  @Test func `the key that leads out is visible wherever there is a row for keys`() {
    for (number, state) in Self.states.enumerated() {
      for columns in [1, 2, 3, 5, 8, 11, 14, 15, 20, 29, 30, 59, 60, 80] {
        for rows in [2, 3, 5, 9, 10, 24] {
          let drawn = lines(state, ScreenStyle(columns: columns, rows: rows))
          let keys = drawn.suffix(rows >= 10 ? 2 : 1).joined(separator: " ").split(separator: " ")
          let last = state.isAskingPosture ? "Esc" : "q"
          if columns >= last.count { #expect(keys.contains { $0 == last }, "\(number) \(columns)x\(rows): \(keys)") }
        }
      }
    }
  }

  @Test func `a part that has room is shown in its larger size, and blank rows come last`() {
    let panels = [
      ScreenPanel(2, [[ScreenRow("a")], [ScreenRow("a"), ScreenRow("b")]]), ScreenPanel(1, [[ScreenRow("c")]]),
      ScreenPanel(3, [[]]),
    ]
    let expected = [[], ["c"], ["a", "c"], ["a", "b", "c"], ["a", "b", "", "c"], ["a", "b", "", "c"]]
    for (height, rows) in expected.enumerated() {
      #expect(PanelStack.rows(panels, height: height).map(\.text) == rows)
    }
  }

  @Test func `the neutral band is the service's, and none is drawn before it is known`() throws {
    var state = Self.state(.standing, tilt: 0)
    func band() -> Int? {
      guard let row = lines(state).first(where: { $0.contains("●") }).map(Array.init),
        let left = row.firstIndex(of: "["), let right = row.firstIndex(of: "]")
      else { return nil }
      return right - left
    }
    #expect(band() == nil)
    state.status.tilt.deadBand = 5
    let narrow = try #require(band())
    state.status.tilt.deadBand = 10
    let wide = try #require(band())
    #expect((wide - 2 * narrow).magnitude <= 2 && narrow > 2, "\(narrow) and \(wide) columns")
  }

  // MARK: Keys, colours, frames

  @Test func `the keys are those on offer`() {
    func keys(_ state: MonitorState) -> String { String(state.offers.map(\.key)) }
    #expect(keys(Self.state(.sitting)) == "spcuq")
    #expect(keys(Self.states[3]) == "szkdpcuq")
    #expect(keys(Self.states[4]) == "1234\u{1B}")
    #expect(keys(Self.states[5]) == "dpcuq")
    #expect(keys(Self.states[6]) == "q")
    var paused = Self.state(.sitting)
    paused.status.isPaused = true
    #expect(paused.offers.contains { $0.act == .resume } && !paused.offers.contains { $0.act == .pause })
    #expect(lines(Self.states[4]).last?.contains("1 standing") == true)
  }

  @Test func `only the 16 colours that are readable on white and on black, and none on request`() {
    for look in ScreenRow.Look.allCases {
      let codes = look.code.split(separator: ";").compactMap { Int($0) }
      // Not white, black, grey, yellow, cyan or dark blue.
      #expect(codes.allSatisfy { [1, 2, 7, 31, 35, 94].contains($0) }, "\(look)")
    }
    for state in Self.states {
      let style = ScreenStyle(hasColour: false)
      var diff = ScreenDiff()
      let codes = diff.update(MonitorView(state: state, style: style).rows, style)
      #expect(!codes.contains(/\u{1B}\[[0-9;]*m/))
    }
  }

  @Test func `arrow keys are not the letters in their codes`() {
    func keys(_ bytes: String) -> String { String(decoding: KeyCodes.single(Array(bytes.utf8)), as: UTF8.self) }
    #expect(keys("s\u{1B}[Aq\u{1B}OP\u{1B}[15~z") == "sqz")
    #expect(keys("\u{1B}") == "\u{1B}" && keys("\u{1B}[") == "" && keys("") == "")
  }

  @Test func `pasted text is left out, wherever a read ends in it`() {
    let bytes = Array("s\u{1B}[200~p\u{1B}[Aq\u{1B}[20\nz\u{1B}[201~q\u{1B}".utf8)
    for cut in 0...bytes.count {
      var filter = PasteFilter()
      let (first, second) = (filter.pressed(bytes[..<cut]), filter.pressed(bytes[cut...]))
      // Of a code that begins a paste, an escape byte and a bracket are keys already.
      if (2...3).contains(cut) { continue }
      #expect(first.pressed + second.pressed == Array("sq\u{1B}".utf8), "\(cut)")
      #expect(first.hasPaste || second.hasPaste)
    }
    var filter = PasteFilter()
    let typed = filter.pressed(Array("s\u{1B}[Aq".utf8))
    #expect(typed.pressed == Array("s\u{1B}[Aq".utf8) && !typed.hasPaste)
  }

  @Test func `only rows that changed are sent`() {
    var diff = ScreenDiff()
    let style = ScreenStyle(columns: 20, rows: 4)
    func send(_ rows: String...) -> String { diff.update(rows.map { ScreenRow($0) }, style) }
    #expect(send("a", "", "c") == "\u{1B}[2J\u{1B}[1;1H\u{1B}[Ka\u{1B}[3;1H\u{1B}[Kc")
    #expect(send("a", "", "c") == "")
    #expect(send("a", "b", "c") == "\u{1B}[2;1H\u{1B}[Kb")
    #expect(send("a") == "\u{1B}[2;1H\u{1B}[J")
    diff.forget()
    #expect(send("a").hasPrefix("\u{1B}[2J"))
  }

  @Test func `an unchanged state, and noise of less than a degree, send nothing`() {
    var (diff, state) = (ScreenDiff(), Self.state(.sitting, tilt: -14))
    let style = ScreenStyle()
    #expect(!diff.update(MonitorView(state: state, style: style).rows, style).isEmpty)
    var random = SeededGenerator(seed: TestSeed.seed(4))
    var frames = 0
    for second in 1...30 {
      state.tilt.follow(-14 + Double.random(in: -0.7...0.7, using: &random))
      state.fromNeutral.follow(-14 + Double.random(in: -0.7...0.7, using: &random))
      state.now = Int64(Self.now) + Int64(second) * 1_000_000
      if !diff.update(MonitorView(state: state, style: style).rows, style).isEmpty { frames += 1 }
    }
    // In half a minute the bar and the hour can each advance by one column.
    #expect(frames <= 2)
    state.tilt.follow(-10)
    #expect(!diff.update(MonitorView(state: state, style: style).rows, style).isEmpty)
  }

  @Test func `a second has four frames at most`() {
    var limit = FrameLimit()
    var frames: [Int64] = []
    // Something changes a hundred times per second.
    for moment in stride(from: Int64(0), to: 10_000_000, by: 10_000) where limit.wait(at: moment) == 0 {
      frames.append(moment)
      limit.drew(at: moment)
    }
    #expect(frames.count == 40)
    for first in frames { #expect(frames.count { ($0..<$0 + 1_000_000).contains(first) } <= 4) }
    #expect(limit.wait(at: 9_760_000) == 240_000)
  }

  // MARK: The hour

  @Test func `the hour is divided into equal parts, and the past does not move`() {
    let minute: Int64 = 60_000_000
    let now = 60 * 1000 * minute + 30_000_000
    var hour = PostureHour()
    #expect(hour.parts(60, until: now) == [Posture](repeating: .unknown, count: 60))
    hour.add(.sitting, now - 20 * minute, now - 10 * minute)
    hour.add(.walking, now - 10 * minute, now - 5 * minute)
    // Time that is already there is left out.
    hour.add(.lying, now - 20 * minute, now - 6 * minute)
    #expect(hour.spans.count == 2)
    hour.add(.standing, now - 4 * minute, now)
    let parts = hour.parts(60, until: now)
    #expect(parts[38] == .unknown && parts[40] == .sitting && parts[50] == .walking)
    #expect(parts[59] == .standing && parts[55] != .sitting)
    #expect(hour.parts(60, until: now + 20_000_000) == parts)
    #expect(Array(hour.parts(60, until: now + minute).dropLast()) == Array(parts.dropFirst()))
    for count in 1...200 { #expect(hour.parts(count, until: now).count == count) }
    hour.add(.sitting, now + 240 * minute, now + 241 * minute)
    #expect(hour.spans.count == 1, "what is older than two hours is released")
  }

  @Test func `between bouts the posture of most of the time is taken`() {
    func share(_ standing: Double, _ walking: Double, _ lying: Double = 0) -> Posture {
      PostureHour.posture(
        PerPosture { $0 == .standing ? standing : $0 == .walking ? walking : $0 == .lying ? lying : 0 })
    }
    #expect(share(0.6, 0.3) == .standing && share(0.3, 0.4) == .walking && share(0.2, 0.2) == .unknown)
    #expect(share(0.1, 0.1, 0.7) == .lying)
  }

  @Test func `texts are cropped by their columns`() {
    #expect(ScreenRow("漢字ab").cropped(to: 2).text == "漢")
    #expect(ScreenRow("漢字ab").cropped(to: 4).text == "漢…")
    #expect(ScreenRow("漢字ab").cropped(to: 6).text == "漢字ab")
    #expect(ScreenRow("e\u{301}abc").cropped(to: 3).text == "e\u{301}a…")
    #expect(ScreenRow("Kneeling hip-flexor").cropped(to: 12, ellipsis: "...").text == "Kneeling ...")
    #expect(ScreenRow("-3°, é…").inASCII.text == "-3 deg, ?...")
    #expect(ScreenRow("a\u{1B}[2J\nb\u{9B}").text == #"a\x1b[2J\nb\xc2\x9b"#)
    var row = ScreenRow("a")
    row.pad(to: 4)
    #expect(row.text == "a   ")
  }
}
