import Glibc
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// The live view on a terminal: follows the service, reads keys, and draws at most four times per second.
final class MonitorScreen {
  private let client: BusClient
  private let bus: BusOptions
  private let hasBell: Bool
  private let loop: EventLoop
  private let stream: SignalStream
  private let query: StatusQuery
  private let output: LineQueue
  private let terminal: Terminal
  private var state = MonitorState()
  private var clock = ServiceClock()
  private var diff = ScreenDiff()
  private var limit = FrameLimit()
  private var sources: [FileSource] = []
  private var signals: [SignalSource] = []
  private var writable: WritableSource?
  private var second: TimerSource?
  private var frame: TimerSource?
  private var isChanged = true
  private var isOver = false
  private var failure: BusError?
  /// Seconds until the sensors and the programme are asked for again.
  private var untilDetails = 0
  /// Seconds until the notice is removed.
  private var noticeLeft = 0

  /// Seconds between two queries of what changes rarely, and for which a notice is displayed. Chosen by judgement.
  private static let detailsInterval = 5
  private static let noticeTime = 20

  /// nil without a terminal.
  init?(_ client: BusClient, _ bus: BusOptions, hasBell: Bool) throws(BusError) {
    let output = LineQueue(.standardOutput)
    // The reader may have stopped, as with Ctrl-S: what it does not take soon is lost.
    let write: (String) -> Void = { codes in
      try? output.write(Text(codes.utf8))
      if output.isWaiting { _ = output.drain() }
    }
    guard let terminal = Terminal(write: write) else { return nil }
    (self.client, self.bus, self.hasBell, self.output, self.terminal) = (client, bus, hasBell, output, terminal)
    loop = try EventLoop()
    stream = try client.listen()
    query = StatusQuery(client)
    state.status = try client.status().status
    let band = (try? Settings.load(configuration: nil))?.configuration.tiltDeadBand
    state.deadBand = Double(band ?? Configuration().tiltDeadBand)
    state.now = clock.now
    state.isSystem = bus.system
    if let folder = try? HistoryOptions.directory(nil, system: bus.system) {
      state.hour = PostureHour(folder: folder, now: state.now)
    }
  }

  func run() throws(BusError) {
    sources = [
      // The loop turns for the signals of the service, which `drain` processes.
      try FileSource(loop, stream.fileDescriptor) { _ in },
      try FileSource(loop, STDIN_FILENO, unretained(self) { (screen, _) in screen.readKeys() }),
    ]
    if let descriptor = output.pollable {
      writable = try WritableSource(loop, descriptor, unretained(self) { $0.send("") })
    }
    second = try TimerSource(loop, accuracy: 50_000, unretained(self) { $0.passSecond() })
    frame = try TimerSource(loop, accuracy: 10_000, unretained(self) { _ in })
    try listenToSignals()
    terminal.open()
    defer { terminal.close() }
    // The terminal is gone, or its disk is full.
    StandardOutput.beforeFailure = { [terminal] in terminal.close() }
    defer { StandardOutput.beforeFailure = nil }
    second?.start(every: 1_000_000)
    connect()
    while !isOver {
      drain()
      draw()
      guard !isOver else { break }
      try loop.runOnce(waiting: UInt64.max)
    }
    terminal.close()
    if let failure { throw failure }
  }

  // MARK: The service

  /// Asks a service that has just appeared for what does not change.
  private func connect() {
    attempt { () throws(BusError) in
      try client.claimTilt()
      state.exercises = try client.exercises()
    }
    untilDetails = 0
    query.ask()
  }

  private func passSecond() {
    query.ask()
    if noticeLeft > 0 {
      noticeLeft -= 1
      if noticeLeft == 0 { state.notice = nil }
    }
    passTime()
    isChanged = true
  }

  /// Adds the time since the last call to the hour.
  private func passTime() {
    let step = clock.step()
    if step.isBack { state.hour = PostureHour() }
    if !step.isJump, state.service == .running {
      state.hour.add(state.status.posture.posture, step.time.lowerBound, step.time.upperBound)
    }
    state.now = step.time.upperBound
  }

  /// Processes what the service has sent.
  private func drain() {
    do throws(BusError) {
      while let signal = try stream.next() { receive(signal) }
    } catch {
      fail(.lost(client.kind))
    }
    if let answer = query.take() { receive(answer) }
  }

  private func receive(_ answer: StatusQuery.Answer) {
    isChanged = true
    switch answer {
    case .status(let status):
      state.service = .running
      state.status = status
      state.fromNeutral.follow(status.tilt.fromNeutral)
      if !status.tilt.fromNeutral.isFinite, status.tilt.state != "seat-unknown", status.tilt.state != "no-neutral" {
        state.tilt.follow(nil)
      }
      if status.activeSession.isEmpty { (state.stage, state.progress) = (nil, nil) }
      untilDetails -= 1
      if untilDetails < 0 { askDetails() }
    case .notRunning: state.service = .stopped
    case .none: if state.service == .running { state.service = .silent }
    }
  }

  private func askDetails() {
    untilDetails = Self.detailsInterval
    attempt { () throws(BusError) in
      state.sensors = try client.sensors()
      state.programme = try client.programme()
      // A repeated claim has no further effect.
      if state.tilt.degrees == nil { try client.claimTilt() }
    }
  }

  private func receive(_ signal: BusSignal) {
    isChanged = true
    switch signal {
    case .tilt(let time, let sagittal, _):
      clock.follow(Int64(clamping: time))
      state.tilt.follow(sagittal)
      return
    case .posture(let estimate):
      passTime()
      state.status.posture = estimate
      return
    case .running(let isRunning):
      passTime()
      clock.reset()
      state.tilt.follow(nil)
      // Until a service that has started answers.
      state.service = .stopped
      state.isAskingPosture = false
      state.notice = nil
      if isRunning { connect() }
      return
    case .session(_, .stage(let stage)): (state.stage, state.progress) = (stage, nil)
    case .session(_, .progress(let progress)): state.progress = progress
    case .reminder: if hasBell { send("\u{07}") }
    // The wearer's own acts have a notice already.
    case .reminderClosed(_, let outcome) where outcome != "withdrawn" && outcome != "ignored": break
    default: if let line = MonitorWords.line(signal) { note(Text(line.utf8)) }
    }
    query.ask()
  }

  private func note(_ text: Text, isWarning: Bool = false) {
    state.notice = (text, isWarning)
    noticeLeft = Self.noticeTime
    isChanged = true
  }

  private func attempt(_ body: () throws(BusError) -> Void) {
    do throws(BusError) { try body() } catch {
      switch error {
      case .notRunning: state.service = .stopped
      case .timedOut: state.service = .silent
      case .lost, .absent: fail(.lost(client.kind))
      default: note(error.message, isWarning: true)
      }
    }
  }

  private func fail(_ error: BusError) {
    failure = error
    isOver = true
  }

  // MARK: Keys

  private func readKeys() {
    guard let keys = terminal.keys() else {
      isOver = true
      return
    }
    for key in KeyCodes.single(keys) where !isOver {
      let wasAsking = state.isAskingPosture
      if let offer = state.offers.first(where: { $0.key.asciiValue == key }) {
        perform(offer.act)
      } else if wasAsking {
        state.isAskingPosture = false
      }
      isChanged = true
    }
  }

  private func perform(_ act: MonitorState.Act) {
    state.isAskingPosture = act == .ask
    switch act {
    case .quit: isOver = true
    case .ask, .cancel: break
    case .start: start()
    case .snooze, .skip, .done, .pause, .resume, .undo, .correct:
      attempt { () throws(BusError) in note(try MonitorActs(client, state).perform(act)) }
      untilDetails = 0
      query.ask()
    }
  }

  /// A guided session in the place of this view, which returns at its end.
  private func start() {
    do throws(Failure) {
      let exercise = state.status.openReminder.isEmpty ? try ExerciseStart.due(bus) : state.status.openReminder
      terminal.close()
      // The session has its own; before it Ctrl-C has its usual effect.
      signals = []
      Self.unblock(Self.signals)
      let signal = try ExerciseStart.guide(ExerciseSessionRequest(exercise), isPlain: false, bus)
      if signal == SIGTERM || signal == SIGHUP { isOver = true }
    } catch {
      note(error.message, isWarning: true)
    }
    clock.forget()
    StandardOutput.beforeFailure = { [terminal] in terminal.close() }
    attempt { () throws(BusError) in if signals.isEmpty { try listenToSignals() } }
    guard !isOver else { return }
    terminal.open()
    diff.forget()
    query.ask()
  }

  // MARK: The terminal

  private static let signals = [SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT]

  private func listenToSignals() throws(BusError) {
    let signalled = unretained(self) { $0.received(signal: $1) }
    for number in Self.signals { signals.append(try SignalSource(loop, number, signalled)) }
  }

  private static func unblock(_ numbers: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private func received(signal: Int32) {
    switch signal {
    case SIGWINCH: redraw()
    case SIGTSTP:
      terminal.close()
      JobControl.stop()
      clock.forget()
      terminal.open()
      redraw()
    case SIGCONT:
      clock.forget()
      terminal.retake()
      redraw()
    default: isOver = true
    }
  }

  private func redraw() {
    diff.forget()
    isChanged = true
  }

  /// Draws a frame if something has changed, now or as soon as one is allowed and the reader has taken the last one.
  private func draw() {
    guard isChanged, !isOver, !output.isWaiting else { return }
    let now = SystemClock.monotonic
    let wait = limit.wait(at: now)
    guard wait == 0 else {
      frame?.start(after: UInt64(wait))
      return
    }
    isChanged = false
    let style = ScreenStyle.ofThisProcess(terminal.size)
    let codes = diff.update(MonitorView(state: state, style: style).rows, style)
    guard !codes.isEmpty else { return }
    limit.drew(at: now)
    send(codes)
  }

  /// Writes codes as far as the reader takes them; the rest follows when it does.
  private func send(_ codes: String) {
    do throws(Errno) { try output.write(Text(codes.utf8)) } catch { StandardOutput.fail(error) }
    writable?.isEnabled = output.isWaiting
  }
}
