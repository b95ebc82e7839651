import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Prints events on standard output, as lines for people or as JSON Lines.
final class StandardOutput: EventSink, StatusSink {
  enum Form { case text, jsonl }

  /// Seconds of the run between two status lines for people.
  private static let statusInterval: Int64 = 60

  private let form: Form
  private var isOpen = true
  private var lastStatus: Int64 = 0
  private var lastReported: CalibrationProgress?

  init(_ form: Form) { self.form = form }

  func receive(_ event: TimedEvent) {
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
      }
    }
    write(line)
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
    write(line)
  }

  private func write(_ line: Text) {
    guard isOpen else { return }
    do throws(Errno) { try BorrowedDescriptor.standardOutput.write(line) } catch {
      isOpen = false
      // The reader has closed the pipe. Monitoring continues.
      if error.number != EPIPE { StandardError.print("standard output cannot be written: no more events are printed") }
    }
  }
}
