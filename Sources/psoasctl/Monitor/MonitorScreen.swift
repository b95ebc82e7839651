import Glibc
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// The live view on a terminal: follows the service, reads keys, and draws at most four times per second.
final class MonitorScreen {
  let client: BusClient
  let bus: BusOptions
  let hasBell: Bool
  let loop: EventLoop
  let stream: SignalStream
  let query: StatusQuery
  let output: LineQueue
  let terminal: Terminal
  var state = MonitorState()
  var clock = ServiceClock()
  var diff = ScreenDiff()
  var limit = FrameLimit()
  var sources: [FileSource] = []
  var signals: [SignalSource] = []
  var writable: WritableSource?
  var second: TimerSource?
  var frame: TimerSource?
  var isChanged = true
  var isOver = false
  var failure: BusError?
  /// Seconds until the sensors and the programme are asked for again.
  var untilDetails = 0
  /// Seconds until the notice is removed.
  var noticeLeft = 0

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
    state.snoozeMinutes = (try? Settings.load(configuration: nil))?.configuration.snoozeMinutes ?? state.snoozeMinutes
    clock = ServiceClock(state.status)
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

  // MARK: Drawing

  func redraw() {
    diff.forget()
    isChanged = true
  }

  /// Draws a frame if something has changed, now or as soon as one is allowed and the reader has taken the last one.
  func draw() {
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
  func send(_ codes: String) {
    do throws(Errno) { try output.write(Text(codes.utf8)) } catch { StandardOutput.fail(error) }
    writable?.isEnabled = output.isWaiting
  }
}
