import Glibc
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Runs a session at the terminal: the service's, or a local one by the clock. Ends with the session.
final class ExerciseSessionDriver {
  private enum Guide {
    case none
    case service(BusClient, SignalStream, number: Int)
    case clock(ExerciseSession)
  }

  private let loop: EventLoop
  private let terminal: Terminal?
  private var guide = Guide.none
  private var view = ExerciseSessionView()
  private var sources: [FileSource] = []
  private var signals: [SignalSource] = []
  private var timer: TimerSource?
  private var isOver = false
  private var failure: BusError?
  private var lastWords: [String] = []
  private(set) var result: ExerciseSessionResult?
  /// The signal that ended the session.
  private(set) var endingSignal: Int32?
  /// The last progress of the stage that was printed as plain text.
  private var lastSpoken = 0

  init(isPlain: Bool) throws(BusError) {
    loop = try EventLoop()
    terminal = isPlain ? nil : Terminal()
  }

  /// The service guides the session.
  func follow(_ client: BusClient, _ request: ExerciseSessionRequest) throws(BusError) {
    let stream = try client.listen()
    let number = try client.startSession(request)
    guide = .service(client, stream, number: number)
    // The loop turns for the signals of the service, which `drain` processes.
    sources.append(try FileSource(loop, stream.fileDescriptor) { _ in })
  }

  /// The session runs by the clock, because there is no service.
  func guide(_ exercise: Exercise, _ request: ExerciseSessionRequest, because error: BusError) throws(BusError) {
    var request = request
    let wasWanted = request.usesSensor && exercise.check != .none
    request.usesSensor = false
    if wasWanted {
      view.notice = "by the clock: psoasd is not running (systemctl --user start psoasd)"
    }
    guide = .clock(ExerciseSession(exercise, request, sensor: .absent, at: now))
  }

  func run() throws(BusError) {
    timer = try TimerSource(loop, accuracy: 10_000, unretained(self) { $0.passSecond() })
    let signalled = unretained(self) { $0.received(signal: $1) }
    for number in [SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGWINCH] {
      signals.append(try SignalSource(loop, number, signalled))
    }
    if let terminal {
      signals.append(try SignalSource(loop, SIGTSTP, signalled))
      sources.append(try FileSource(loop, STDIN_FILENO, unretained(self) { (driver, _) in driver.readKeys() }))
      terminal.open()
    }
    defer { terminal?.close() }
    // The reader closed the pipe, or the disk is full: the service's session ends as well.
    StandardOutput.beforeFailure = { [self] in
      terminal?.close()
      quit()
    }
    defer { StandardOutput.beforeFailure = nil }
    timer?.start(every: 1_000_000)
    if case .clock(var session) = guide {
      var events: [ExerciseSessionEvent] = []
      session.begin(into: &events)
      guide = .clock(session)
      receive(events)
    }
    drain()
    while !isOver {
      _ = try loop.runOnce(waiting: UInt64.max)
      drain()
    }
    terminal?.close()
    for line in lastWords { printLine(line) }
    if let failure { throw failure }
  }

  private var now: Double { Double(SystemClock.monotonic) * 1e-6 }

  // MARK: Events

  private func readKeys() {
    guard let terminal else { return }
    guard let keys = terminal.keys()?.pressed else { return quit() }
    // An escape byte alone is the Escape key; followed by others, it is an arrow key or similar.
    if keys.first == 27 {
      if keys.count == 1 { quit() }
      return
    }
    for key in keys { press(key) }
  }

  private func passSecond() {
    guard case .clock(var session) = guide else { return }
    var events: [ExerciseSessionEvent] = []
    session.step(at: now, hasSensor: false, into: &events)
    guide = .clock(session)
    receive(events)
  }

  private func received(signal: Int32) {
    switch signal {
    case SIGWINCH: draw()
    case SIGTSTP: stop()
    default:
      endingSignal = signal
      quit()
    }
  }

  /// Ctrl-Z: restores the terminal, and pauses the session, because the wearer is not holding.
  private func stop() {
    if view.progress?.isPaused != true { respond(.pause) }
    guard !isOver else { return }
    terminal?.close()
    JobControl.stop()
    terminal?.open()
    draw()
  }

  /// Processes the pending signals of the service.
  private func drain() {
    guard case .service(_, let stream, let number) = guide, !isOver else { return }
    do throws(BusError) {
      while let signal = try stream.next() {
        switch signal {
        case .session(number, let event): receive([event])
        case .running(false): fail(.notRunning(.user))
        default: break
        }
      }
    } catch {
      fail(error)
    }
  }

  private func press(_ key: UInt8) {
    switch key {
    case UInt8(ascii: " "), UInt8(ascii: "p"): respond(view.progress?.isPaused == true ? .resume : .pause)
    case UInt8(ascii: "n"): respond(.next)
    case UInt8(ascii: "d"): respond(.done)
    case UInt8(ascii: "q"): quit()
    default: break
    }
  }

  private func respond(_ response: ExerciseSessionResponse) {
    switch guide {
    case .service(let client, _, _): attempt { () throws(BusError) in try client.respond(response) }
    case .clock(var session):
      var events: [ExerciseSessionEvent] = []
      session.respond(response, into: &events)
      guide = .clock(session)
      receive(events)
    case .none: break
    }
  }

  private func quit() {
    guard !isOver else { return }
    switch guide {
    case .service(let client, _, _): attempt { () throws(BusError) in try client.stopSession() }
    case .clock(var session):
      var events: [ExerciseSessionEvent] = []
      session.stop(.stopped, into: &events)
      guide = .clock(session)
      receive(events)
    case .none: isOver = true
    }
  }

  private func attempt(_ body: () throws(BusError) -> Void) {
    do throws(BusError) { try body() } catch {
      // The session has ended at the same time.
      if case .refused = error { return }
      fail(error)
    }
  }

  private func fail(_ error: BusError) {
    failure = error
    isOver = true
  }

  // MARK: Display

  private func receive(_ events: [ExerciseSessionEvent]) {
    for event in events {
      if terminal == nil { announce(event) }
      switch event {
      case .started(let start): view.start = start
      case .stage(let stage):
        view.stage = stage
        view.progress = nil
        if terminal != nil { Self.bell() }
      case .progress(let progress): view.progress = progress
      case .stageDone, .feedback: break
      case .finished(let result):
        self.result = result
        var text = Text()
        ExerciseSessionText.append(result, to: &text)
        if terminal != nil { lastWords += Paragraph.lines(text.text, width: 78) }
        if result.basis.usesSensor, !result.isDone, result.ending != .stopped {
          lastWords.append("If you did it and the sensor did not confirm it: psoasctl done")
        }
        isOver = true
      }
    }
    draw()
  }

  private func draw() {
    guard let terminal, !isOver else { return }
    terminal.draw(view.lines(.ofThisProcess(terminal.size)))
  }

  /// The wearer may not see the screen when a stage ends.
  private static func bell() { StandardOutput.write("\u{7}") }

  /// Prints plain text: each stage, each message and every tenth second.
  private func announce(_ event: ExerciseSessionEvent) {
    switch event {
    case .progress(let progress):
      guard !progress.isPaused, progress.done > 0, progress.done != lastSpoken else { return }
      lastSpoken = progress.done
      if view.stage.map({ Self.isRepetitions($0) }) == true {
        printLine("  \(progress.done)")
      } else if progress.remaining > 0, progress.remaining % 10 == 0 {
        printLine("  \(progress.remaining) s")
      }
      return
    case .stage: lastSpoken = 0
    // The next event contains the same information.
    case .stageDone: return
    case .started where view.notice != nil:
      if case .started(let start) = event { printLine("exercise: \(start.title.text), \(view.notice ?? "")") }
      return
    case .started, .feedback, .finished: break
    }
    var text = Text()
    ExerciseSessionText.append(event, to: &text)
    printLine(text.text)
  }

  private static func isRepetitions(_ stage: ExerciseSessionStage) -> Bool {
    if case .repetitions = stage.part.work { return true }
    return false
  }

  private func printLine(_ line: String) {
    StandardOutput.write(line.line + "\n")
  }
}
