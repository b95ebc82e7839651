import MonitorScript
import PsoasCore
import PsoasMonitor
import PsoasSystem

@testable import PsoasBus
@testable import PsoasTrace

/// What holds for everything that is read from a message, whatever its body was.
public enum ReplyInvariants {
  public static func check(_ reply: ReceivedReply) throws(MonitorInvariants.Violation) {
    switch reply {
    case .status(let status):
      try check(0...1, status.posture.confidence, "confidence")
      for angle in [status.tilt.fromNeutral, status.tilt.deadBand, status.tilt.trend] where !angle.isNaN {
        try check(-360...360, angle, "angle")
      }
      for posture in TiltBands.postures {
        let bands = status.tilt.bands[posture]
        for band in TiltBands.Band.allCases { try check(0...9e9, bands[band], "seconds in a band") }
      }
      for time in [
        status.clock, status.sittingSince, status.sittingToday, status.longestBoutToday, status.nextReminder,
        status.snoozedUntil,
      ] { try check(time) }
    case .programme(let programme):
      if let adherence = programme.adherence { try check(0...1, adherence, "adherence") }
      for entry in programme.entries {
        try check(0...9e9, entry.asked, "doses")
        try check(0...9e9, entry.done, "doses")
        try check(entry.restsUntil)
      }
      _ = programme.mostUrgent
    case .exercises(let exercises):
      for exercise in exercises { try check(0...4_294_967_295, Double(exercise.sides), "sides") }
    case .calibration(let stored):
      try check(stored.made)
      try check(stored.rezeroed)
      for figure in stored.figures { try check(-9e9...9e9, figure.value, "figure") }
    case .sensors(let sensors):
      for sensor in sensors {
        try check(0...9e9, sensor.rate, "rate")
        if let percent = sensor.battery?.percent { try check(0...100, Double(percent), "charge") }
      }
    case .signal(let signal): try check(signal)
    case .read: break
    }
  }

  private static func check(_ signal: BusSignal) throws(MonitorInvariants.Violation) {
    switch signal {
    case .posture(let estimate):
      try check(0...1, estimate.confidence, "confidence")
      try checkLine(.posture(estimate))
    case .reminder(_, _, _, _, let sitting): try check(sitting)
    case .calibration(let update):
      try check(0...9e9, update.remaining, "seconds")
      try check(-360...360, update.angle, "angle")
      try check(-360...360, update.target, "angle")
    case .session(let number, let event): try checkLine(.session(number: number, event))
    case .rhythmProgress(let progress):
      try check(-360...360, progress.angle, "angle")
      try checkLine(.rhythmProgress(progress))
    case .rhythmMeasured(let result): try checkLine(.rhythmMeasured(result))
    case .tilt(let time, let sagittal, let lateral):
      try check(time)
      for angle in [sagittal, lateral] where !angle.isNaN { try check(-360...360, angle, "angle") }
    case .reminderClosed, .calibrationEnded, .rhythmRefused, .running: break
    }
  }

  /// The event of a signal is one line of JSON, and one of text.
  private static func checkLine(_ event: Event) throws(MonitorInvariants.Violation) {
    var line = Text()
    EventJSON.append(TimedEvent(Instant(microseconds: 0), event), to: &line)
    guard line.last == UInt8(ascii: "\n"), !line.dropLast().contains(where: { $0 < 0x20 }) else {
      throw MonitorInvariants.Violation("an event of no line, or of several: \(line.quoted)")
    }
    let isJSON =
      (try? Array(line.dropLast()).withUnsafeBufferPointer { (bytes) throws(TraceError) in
        _ = try JSONDocument(bytes, file: "event", line: 1)
      }) != nil
    guard isJSON else { throw MonitorInvariants.Violation("an event that is not JSON: \(line.quoted)") }
    var text = Text()
    EventText.append(TimedEvent(Instant(microseconds: 0), event), to: &text)
    guard !("\(escapedLines: text)" as Text).dropLast().contains(where: { $0 < 0x20 && $0 != 0x0A }) else {
      throw MonitorInvariants.Violation("a control character in a text: \(text.quoted)")
    }
  }

  private static func check(_ microseconds: UInt64) throws(MonitorInvariants.Violation) {
    guard microseconds < 9_000_000_000_000_000 else {
      throw MonitorInvariants.Violation("a time that cannot be: \(microseconds)")
    }
  }

  private static func check(
    _ range: ClosedRange<Double>, _ value: Double, _ name: String
  ) throws(MonitorInvariants.Violation) {
    guard range.contains(value) else { throw MonitorInvariants.Violation("\(name) of \(value)") }
  }
}

extension Text {
  fileprivate var quoted: String { String(decoding: self, as: UTF8.self) }
}
