import PsoasBus
import PsoasHistory
import PsoasMonitor
import PsoasSystem
import PsoasTrace

extension Daemon {
  /// Deletes the wearer's data from the files, from pending writes, and from the current day.
  func forget(before day: Int64?) throws(ServiceRefusal) {
    do throws(HistoryError) {
      // The history first: if it cannot be changed, nothing has been deleted.
      try history?.forget(before: day)
    } catch {
      throw ServiceRefusal("org.psoas.Psoas1.Error.HistoryUnwritable", error.message)
    }
    _ = try? session.perform(.forget(before: day))
    suggestions?.update()
    session.forgetCalibrations(before: day)
    do throws(TraceError) { try session.calibrations?.forget(before: day) } catch {
      throw ServiceRefusal("org.psoas.Psoas1.Error.HistoryUnwritable", error.message)
    }
  }
}
