import CSystemd
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A signal that the daemon emits.
public enum BusSignal: Equatable, Sendable {
  /// `sitting`: microseconds of sitting that caused it.
  case reminder(number: Int, exercise: Text, title: Text, cue: Text, sitting: UInt64)
  /// `outcome`: done, snoozed, skipped, ignored or withdrawn.
  case reminderClosed(number: Int, outcome: Text)
  case posture(PostureEstimate)
  case calibration(CalibrationUpdate)
  /// `outcome`: done, withheld, failed, cancelled or forgotten.
  case calibrationEnded(outcome: Text, placement: Text, reason: Text)
  case rhythmProgress(RhythmMeasurement.Progress)
  case rhythmMeasured(RhythmResult)
  /// `name`: the name of the reason; `message`: the reason and the remedy, for people.
  case rhythmRefused(name: Text, message: Text)
  /// `number`: of the exercise session, from 1 within the daemon's run.
  case session(number: Int, ExerciseSessionEvent)
  /// To those that claimed it. `time`: microseconds since 1970-01-01 UTC, of the service's clock; `sagittal`: degrees from
  /// upright standing, anterior positive; `lateral`: degrees, right side up positive.
  case tilt(time: UInt64, sagittal: Double, lateral: Double)
  /// A daemon has appeared on this bus, or has left it.
  case running(Bool)
}

/// Received signals that have not been read yet.
final class SignalInbox {
  private var waiting: [BusSignal] = []
  private var read = 0
  private var slots: [BusSlot] = []

  func next() -> BusSignal? {
    guard read < waiting.count else {
      waiting.removeAll(keepingCapacity: true)
      read = 0
      return nil
    }
    read += 1
    return waiting[read - 1]
  }

  init(_ connection: BusConnection) throws(BusError) {
    let userdata = Unmanaged.passUnretained(self).toOpaque()
    let manager = BusPeer(name: ServiceName.bus, path: ServiceName.path, interface: ServiceName.manager)
    do throws(BusError) {
      slots = [
        try manager.listen(
          on: connection,
          { message, userdata, _ in deliver(message, userdata, to: SignalInbox.self) { $0.take($1) } },
          userdata),
        try BusPeer.watchOwner(
          of: ServiceName.bus, on: connection,
          { message, userdata, _ in deliver(message, userdata, to: SignalInbox.self) { $0.ownerChanged($1) } },
          userdata),
      ]
    } catch {
      guard case .failed(_, let code) = error else { throw error }
      if BusError.isLoss(code) { throw .lost(connection.kind) }
      throw .absent(connection.kind, code: code)
    }
  }

  private func take(_ reader: MessageReader) {
    if let signal = BusSignal(reader) { waiting.append(signal) }
  }

  private func ownerChanged(_ reader: MessageReader) {
    if let isOwned = reader.ownerChange() { waiting.append(.running(isOwned)) }
  }
}

extension BusSignal {
  /// From a signal of the service; nil if it is another or invalid.
  init?(_ reader: MessageReader) {
    let member = reader.member
    if member == "Reminder" {
      guard let number = reader.unsigned32(), let exercise = reader.text(), let title = reader.text(),
        let cue = reader.text(), let sitting = reader.microseconds()
      else { return nil }
      self = .reminder(number: Int(number), exercise: exercise, title: title, cue: cue, sitting: sitting)
    } else if member == "ReminderClosed" {
      guard let number = reader.unsigned32(), let outcome = reader.text() else { return nil }
      self = .reminderClosed(number: Int(number), outcome: outcome)
    } else if member == "CalibrationProgress" {
      guard let update = CalibrationUpdate(reader) else { return nil }
      self = .calibration(update)
    } else if member == "CalibrationEnded" {
      guard let outcome = reader.text(), let placement = reader.text(), let reason = reader.text() else { return nil }
      self = .calibrationEnded(outcome: outcome, placement: placement, reason: reason)
    } else if member == "SessionProgress" {
      guard let number = reader.unsigned32(), let event = reader.text(),
        let sessionEvent = ExerciseSessionMessage.read(event, reader)
      else { return nil }
      self = .session(number: Int(number), sessionEvent)
    } else if member == "PostureChanged" {
      guard let word = reader.text(), let confidence = reader.double() else { return nil }
      let posture = Posture(name: word) ?? .unknown
      self = .posture(PostureEstimate(posture, confidence: PostureEstimate.share(confidence)))
    } else if member == "Tilt" {
      guard let time = reader.microseconds(), let sagittal = reader.double(), let lateral = reader.double() else {
        return nil
      }
      self = .tilt(time: time, sagittal: BusTilt.angle(sagittal), lateral: BusTilt.angle(lateral))
    } else if let signal = BusSignal(rhythm: member, reader) {
      self = signal
    } else {
      return nil
    }
  }
}
