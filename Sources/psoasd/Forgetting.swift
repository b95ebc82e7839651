import PsoasBus
import PsoasHistory
import PsoasMonitor

extension Daemon {
  /// The wearer's past goes from the file, from what waits to be written, and from the day so far.
  func forget(before day: Int64?) throws(ServiceRefusal) {
    do throws(HistoryError) {
      // First the file: where it cannot be changed nothing has been forgotten.
      try history?.forget(before: day)
    } catch {
      var message = Bytes()
      error.append(message: &message)
      throw ServiceRefusal("org.psoas.Psoas1.Error.HistoryUnwritable", message)
    }
    session.give(.command(.forget(before: day)))
  }
}
