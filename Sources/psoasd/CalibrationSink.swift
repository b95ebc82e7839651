import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasTrace

/// Keeps calibrations from session to session, by the sensor and where it is worn.
final class CalibrationSink: EventSink {
  private let store: CalibrationStore
  /// The identifiers of the sensors worn, by placement.
  private var identifiers: [Bytes] = [[], [], []]

  /// - Parameter state: the daemon's state folder.
  init(state: Bytes) {
    var folder = state
    folder.append("/calibrations")
    store = CalibrationStore(folder: folder)
  }

  /// A sensor is opened: what is kept of it. A damaged file is set aside.
  func record(of placement: Placement, _ identifier: Bytes) -> CalibrationRecord? {
    identifiers[Int(placement.rawValue)] = identifier
    do throws(TraceError) { return try store.read(placement, identifier) } catch {
      var message = error.text
      if case .malformed = error.kind {
        message.append("; set aside as ")
        message.append(store.setAside(placement, identifier))
        message.append(": run `psoasctl calibrate`")
      }
      report(message)
      return nil
    }
  }

  func receive(_ event: TimedEvent) {
    do throws(TraceError) {
      switch event.event {
      case .calibrationDone(let placement, let record, _):
        try store.write(record, placement, identifiers[Int(placement.rawValue)])
      case .calibrationForgotten(let placement): try store.remove(placement, identifiers[Int(placement.rawValue)])
      default: break
      }
    } catch {
      report(error.text)
    }
  }

  /// Forgets calibrations of sensors that are not worn now, too: those last made before `day`; nil: all.
  func forget(before day: Int64?) throws(TraceError) { try store.forget(before: day) }

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {}

  private func report(_ message: Bytes) {
    StandardError.print(message)
    try? Journal.send(JournalEntry(.calibrationDamaged, text: message))
  }
}
