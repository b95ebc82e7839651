import PsoasBus
import PsoasHistory
import PsoasMonitor
import PsoasSystem
import PsoasTrace

extension Daemon {
  /// The wearer's past goes from the files, from what waits to be written, and from the day so far.
  func forget(before day: Int64?) throws(ServiceRefusal) {
    do throws(HistoryError) {
      // First the file: where it cannot be changed nothing has been forgotten.
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
