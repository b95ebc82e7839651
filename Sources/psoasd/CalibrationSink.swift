import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasState
import PsoasSystem
import PsoasTrace

/// Stores calibrations between runs, by sensor and placement.
final class CalibrationSink: EventSink {
  private let store: CalibrationStore
  /// The identifiers of the worn sensors, by placement.
  private var identifiers = PerPlacement<Text>(repeating: [])

  /// - Parameter state: the state directory.
  init(state: Text) { store = CalibrationStore(state: state) }

  /// The stored calibration of a sensor that was opened. A damaged file is renamed; one that a newer program wrote is
  /// kept.
  func record(of placement: Placement, _ identifier: Text) -> CalibrationRecord? {
    identifiers[placement] = identifier
    do throws(TraceError) { return try store.calibration(of: placement, identifier) } catch {
      report(error, .calibration, placement, "run `psoasctl calibrate`")
      return nil
    }
  }

  /// The mounting of a sensor that an earlier run learned. A damaged file is renamed.
  func mounting(of placement: Placement, _ identifier: Text) -> Vector3? {
    do throws(TraceError) { return try store.mounting(of: placement, identifier) } catch {
      report(error, .mounting, placement, "walking will show it again")
      return nil
    }
  }

  private func report(
    _ error: TraceError, _ content: CalibrationStore.Content, _ placement: Placement, _ remedy: StaticString
  ) {
    switch error.kind {
    case .newer:
      let message: Text =
        "\(error.message): it is kept, and not used for the \(placement.name) sensor; update psoas, or \(remedy)"
      return report(message, .calibrationNewer)
    case .malformed: break
    default: return report(error.message)
    }
    let aside = store.setAside(content, placement, identifiers[placement])
    report("\(error.message); renamed to \(aside): \(remedy)")
  }

  func receive(_ event: TimedEvent) {
    do throws(TraceError) {
      switch event.event {
      case .calibrationDone(let placement, let record, _):
        if let kept = try store.write(record, placement, identifiers[placement]) {
          report("the earlier calibration, written by a newer psoas, is kept as \(kept)", .calibrationNewer)
        }
      case .mountingLearnt(let placement, let upright):
        guard !identifiers[placement].isEmpty else { return }
        try store.write(mounting: upright, placement, identifiers[placement])
      case .calibrationForgotten(let placement):
        try store.remove(placement, identifiers[placement])
      default: break
      }
    } catch {
      report(error.message)
    }
  }

  /// Deletes calibrations that were last made before `day`, including those of sensors that are not worn; nil: all.
  func forget(before day: Int64?) throws(TraceError) { try store.forget(before: day) }

  private func report(_ message: Text, _ kind: JournalMessage = .calibrationDamaged) {
    StandardError.print(message)
    try? Journal.send(JournalEntry(kind, text: message))
  }
}
