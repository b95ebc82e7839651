import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Passes the reports of logind to the run as inputs. Closes the sensors while another user's login session is active
/// on the seat.
final class LogindSource: BusLinkHandler {
  private let loop: EventLoop
  private let session: DaemonRun
  private let sensors: LiveSensors?
  /// Whether the end of the bus is reported here; false if it is the bus of the service, which reports it.
  private let reportsBus: Bool
  private var logind: Logind?
  private var link: BusLink?
  /// The last reports, while there is no connection.
  private var known = (seat: SeatState(), isSleeping: false)

  /// - Parameters:
  ///   - connection: the system bus.
  ///   - sensors: released while another user has the seat; nil for a synthetic wearer.
  init(
    on connection: BusConnection, _ loop: EventLoop, _ session: DaemonRun, _ sensors: LiveSensors?, reportsBus: Bool
  ) throws(BusError) {
    self.loop = loop
    self.session = session
    self.sensors = sensors
    self.reportsBus = reportsBus
    logind = try Logind(on: connection, loop, unretained(self) { $0.logind($1) })
    link = try BusLink(connection, loop, self)
  }

  private func logind(_ change: Logind.Change) {
    switch change {
    case .sleeping: session.suspend()
    case .awake: session.wake()
    case .locked(let isLocked): session.handle(.locked(isLocked))
    case .idle(let isIdle): session.handle(.idle(isIdle))
    case .atSeat(let isHere): if isHere { sensors?.reopenSensors() } else { sensors?.releaseSensors() }
    }
  }

  func disconnected() {
    if reportsBus { BusReport.lost("system bus", "suspend, lock and seat are unknown until it is back") }
    if let logind { known = (logind.lastReported, logind.isSleeping) }
    logind = nil
  }

  func reconnected(_ connection: BusConnection) throws(BusError) {
    logind = try Logind(on: connection, loop, after: known.seat, unretained(self) { $0.logind($1) })
    if known.isSleeping { session.wake() }
    known.isSleeping = false
    if reportsBus { BusReport.restored("system bus") }
  }
}
