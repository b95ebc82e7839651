import PsoasMonitor
import PsoasSystem

extension BusService {
  func forget(_ call: MessageReader) throws(ServiceRefusal) {
    let text = call.word()
    let date = CivilDate(iso8601: text)
    guard date != nil || text.isEmpty else {
      throw ServiceRefusal(
        "org.psoas.Psoas1.Error.InvalidDate", "A date is written 2026-03-29; an empty one deletes all days.")
    }
    try handler.forget(before: date?.daysSinceEpoch)
  }
}
