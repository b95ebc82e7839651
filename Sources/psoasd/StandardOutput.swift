import CLinux
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Prints events on standard output, as lines for people or as JSON Lines. A reader that has stopped does not stop the
/// daemon: see `LineQueue`.
final class StandardOutput: EventSink, StatusSink {
  enum Form { case text, jsonl }

  /// Seconds of the run between two status lines for people.
  private static let statusInterval: Int64 = 60

  private let form: Form
  private let queue: LineQueue
  /// nil if the output never blocks.
  private var source: WritableSource?
  private var isOpen = true
  private var lastStatus: Int64 = 0
  private var lastTime = Instant(microseconds: 0)
  private var lastReported: CalibrationProgress?
  /// psoasctl reaches this run: a suggestion is followed by the commands that answer it.
  var isOnBus = false

  /// Aligned with the events, which begin with the time of day.
  private static let answers: Text = "          psoasctl exercise start, snooze, skip or done answers it\n"

  init(_ form: Form, _ loop: EventLoop) throws(BusError) {
    self.form = form
    queue = LineQueue(.standardOutput)
    if form == .jsonl { queue.notice = { [unowned(unsafe) self] in noticeJSON(dropped: $0) } }
    if let descriptor = queue.pollable {
      source = try WritableSource(loop, descriptor, unretained(self) { $0.continueWriting() })
    }
  }

  func receive(_ event: TimedEvent) {
    lastTime = event.time
    var line = Text()
    switch form {
    case .jsonl: EventJSON.append(event, to: &line)
    case .text:
      if case .calibrationProgress(let progress) = event.event, !isNew(progress) { return }
      // Updates once per second are only for a screen that redraws them in place.
      if case .session(_, .progress) = event.event { return }
      if case .ended(let totals) = event.event {
        line.append("\n")
        SummaryText.append(totals, to: &line)
      } else if case .rhythmProgress = event.event {
        // Updates five times per second are for a display.
        return
      } else {
        EventText.append(event, to: &line)
        if isOnBus, case .reminder = event.event { line += Self.answers }
      }
    }
    print(line)
  }

  /// A calibration reports its progress each second. Text output prints a line only when the stage changes.
  private func isNew(_ progress: CalibrationProgress) -> Bool {
    defer { lastReported = progress }
    guard let lastReported else { return true }
    return lastReported.step != progress.step || lastReported.phase != progress.phase
      || lastReported.refusal != progress.refusal
      || lastReported.repetitions != progress.repetitions
  }

  /// For people: prints the status, once per minute of the run.
  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    guard form == .text else { return }
    let minute = now.microseconds / (Self.statusInterval * 1_000_000)
    guard minute > lastStatus else { return }
    lastStatus = minute
    var line = Text()
    EventText.append(clock: clock, or: now, to: &line)
    line.append("  ")
    StatusText.append(status, tilt: tilt, now: now.seconds, to: &line)
    line.append("\n")
    print(line)
  }

  /// Prints whole lines.
  func print(_ lines: Text) {
    // JSON has its own escapes.
    attempt { () throws(Errno) in try queue.write(form == .text ? "\(escapedLines: lines)" : lines) }
  }

  private func continueWriting() {
    attempt { () throws(Errno) in try queue.flush() }
  }

  /// Prints what still waits, before the end.
  func finish() {
    guard isOpen else { return }
    source = nil
    let lost = queue.drain()
    if lost > 0 { StandardError.print("\(count: lost, "line", "lines") of standard output dropped: nothing read it") }
  }

  private func attempt(_ body: () throws(Errno) -> Void) {
    guard isOpen else { return }
    do throws(Errno) {
      try body()
      source?.isEnabled = queue.isWaiting
    } catch {
      isOpen = false
      source = nil
      // The reader has closed the pipe. Monitoring continues.
      if error.number != EPIPE { StandardError.print("standard output cannot be written: no more events are printed") }
    }
  }

  private func noticeJSON(dropped: Int) -> Text {
    var line: Text = "{\"time\":"
    line.append(time: lastTime)
    line += ",\"event\":\"lines-dropped\",\"lines\":\(dropped)}\n"
    return line
  }
}
