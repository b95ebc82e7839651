import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Passes the reports of logind to the run as inputs. Closes the sensors while another user's login session is active
/// on the seat.
final class LogindSource {
  private let session: DaemonRun
  private let sensors: LiveSensors?
  private var logind: Logind?

  /// - Parameters:
  ///   - connection: the system bus.
  ///   - sensors: released while another user has the seat; nil for a synthetic wearer.
  init(on connection: BusConnection, _ loop: EventLoop, _ session: DaemonRun, _ sensors: LiveSensors?) throws(BusError)
  {
    self.session = session
    self.sensors = sensors
    logind = try Logind(on: connection, loop, unretained(self) { $0.logind($1) })
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
}
