import PsoasCore
import PsoasMonitor
import PsoasState
import PsoasSystem
import PsoasTrace

/// Stores the wearer's requests for fewer reminders, so that they survive a restart.
final class ReminderHoldSink: StatusSink {
  private let store: ReminderHoldStore
  private var kept = ReminderHold()

  /// - Parameter state: the state directory.
  init(state: Text) { store = ReminderHoldStore(state: state) }

  /// The stored state of the previous run; nil if there is none.
  func known() -> Input? {
    do throws(TraceError) { kept = try store.read() } catch {
      StandardError.print("\(error.message): no pause, snooze or skipped day is restored")
    }
    return kept.isEmpty ? nil : .hold(kept)
  }

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    guard !status.hold.isSame(as: kept) else { return }
    kept = status.hold
    do throws(TraceError) { try store.write(kept) } catch { StandardError.print(error.message) }
  }
}
