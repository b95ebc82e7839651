import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// Subscribes to systemd-logind (org.freedesktop.login1(5)) on the system bus, served by the connection's loop.
///
/// Without logind, nothing happens. When logind starts or restarts, its state is queried again. Each change is reported
/// once.
public final class Logind {
  public enum Change: Equatable, Sendable {
    /// The system is about to suspend (PrepareForSleep).
    case sleeping
    case awake
    /// The screen was locked or unlocked.
    case locked(Bool)
    /// The login session became idle or active (IdleHint). A user who watches a film is idle too.
    case idle(Bool)
    /// The seat is active for the wearer's login session, or for another user's: access to the sensors follows the
    /// seat.
    case atSeat(Bool)
  }

  private let connection: BusConnection
  private let user: UInt32
  private let report: (Change) -> Void
  private var matches: [BusSlot] = []
  private var lockCall: BusSlot?
  private var query: LoginSessionQuery?
  private var requeryTimer: TimerSource?
  /// The state changed during a query.
  private var isStale = false
  /// Whether `.sleeping` was reported last.
  public private(set) var isSleeping = false
  /// The inhibitor lock (delay): while it is open the system does not suspend; -1 if there is none.
  private var lock: Int32 = -1
  public private(set) var lastReported: SeatState
  /// True after a Lock signal, until LockedHint follows.
  private var isLockAnnounced = false

  /// Seconds within which a desktop must set LockedHint after a Lock signal. A desktop that never sets it would
  /// otherwise appear locked for ever, because unlocking by password sends no signal. Chosen by judgement.
  private static let secondsToHint: UInt64 = 10

  static let name: StaticString = "org.freedesktop.login1"
  private static let path: StaticString = "/org/freedesktop/login1"
  private static let manager: StaticString = "org.freedesktop.login1.Manager"

  /// - Parameters:
  ///   - connection: the system bus, served by `loop`.
  ///   - user: the user of the login sessions.
  ///   - known: the state that the receiver of the reports has got on an earlier connection.
  ///   - report: called from the loop, never from this initializer. For `.sleeping` the suspend is delayed until it
  ///     returns: data must be written there.
  public init(
    on connection: BusConnection, _ loop: EventLoop, user: UInt32 = getuid(), after known: SeatState = SeatState(),
    _ report: @escaping (Change) -> Void
  ) throws(BusError) {
    lastReported = known
    self.connection = connection
    self.user = user
    self.report = report
    requeryTimer = try TimerSource(loop, accuracy: 1_000_000, unretained(self) { $0.hintIsMissing() })
    try match(
      "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Manager'",
      { message, userdata, _ in deliver(message, userdata, to: Logind.self) { $0.managerSignal($1) } })
    try match(
      "type='signal',sender='org.freedesktop.login1',path_namespace='/org/freedesktop/login1/session'",
      { message, userdata, _ in deliver(message, userdata, to: Logind.self) { $0.sessionSignal($1) } })
    try match(
      """
      type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',\
      arg0='org.freedesktop.login1'
      """,
      { message, userdata, _ in deliver(message, userdata, to: Logind.self) { $0.ownerChanged($1) } })
    takeLock()
    ask()
  }

  deinit {
    query = nil
    releaseLock()
  }

  /// Whether suspend is delayed for this process.
  public var holdsLock: Bool { lock >= 0 }

  // MARK: Suspend

  private func managerSignal(_ signal: MessageReader) {
    let member = signal.member
    if member == "PrepareForSleep" {
      guard let begins = signal.boolean(), begins != isSleeping else { return }
      isSleeping = begins
      report(begins ? .sleeping : .awake)
      if begins { releaseLock() } else { takeLock() }
    } else if member == "SessionNew" || member == "SessionRemoved" {
      ask()
    }
  }

  private func takeLock() {
    guard let message = Logind.call(connection, Logind.path, Logind.manager, "Inhibit") else { return }
    let isWhole = message.write {
      $0.append(text: "sleep")
      $0.append(text: "Psoas")
      $0.append(text: "Ends the bout of sitting and writes the history")
      $0.append(text: "delay")
    }
    guard isWhole else { return }
    lockCall = BusSlot.send(
      message, on: connection,
      { message, userdata, _ in deliver(message, userdata, to: Logind.self) { $0.lockGranted($1) } },
      Unmanaged.passUnretained(self).toOpaque())
  }

  /// polkit may deny the inhibitor lock. PrepareForSleep still arrives then, but logind does not delay the sleep.
  private func lockGranted(_ reply: MessageReader) {
    guard let given = reply.descriptor() else { return }
    releaseLock()
    // The message closes its own descriptor when it is freed.
    if !isSleeping { lock = psoas_duplicate(given) }
  }

  private func releaseLock() {
    if lock >= 0 { close(lock) }
    lock = -1
  }

  // MARK: Login sessions

  private func sessionSignal(_ signal: MessageReader) {
    let member = signal.member
    if member == "Lock" || member == "Unlock" {
      guard query?.covers(signal.objectPath) == true else { return }
      isLockAnnounced = member == "Lock"
      if isLockAnnounced { requeryTimer?.start(after: Self.secondsToHint * 1_000_000) } else { requeryTimer?.stop() }
      reportChanges()
    } else if member == "PropertiesChanged" {
      ask()
    }
  }

  /// A new or restarted logind has lost the lock and may have other sessions.
  private func ownerChanged(_ reader: MessageReader) {
    guard reader.text() != nil, reader.text() != nil, let owner = reader.text() else { return }
    guard !owner.isEmpty else { return }
    if isSleeping {
      isSleeping = false
      report(.awake)
    }
    takeLock()
    ask()
  }

  /// Queries all login sessions of the user again: changes are rare, and this needs no bookkeeping.
  private func ask() {
    if let query, !query.isDone {
      isStale = true
      return
    }
    isStale = false
    query = LoginSessionQuery(connection, user: user, unretained(self) { $0.reportChanges() })
  }

  private func reportChanges() {
    guard let query, query.isDone else { return }
    var state = query.state
    if state.isLocked { isLockAnnounced = false }
    state.isLocked = state.isLocked || isLockAnnounced
    let before = lastReported
    lastReported = state
    if state.isAtSeat != before.isAtSeat { report(.atSeat(state.isAtSeat)) }
    if state.isLocked != before.isLocked { report(.locked(state.isLocked)) }
    if state.isIdle != before.isIdle { report(.idle(state.isIdle)) }
    if isStale { ask() }
  }

  /// No hint followed the Lock signal: the state of the screen is unknown here.
  private func hintIsMissing() {
    isLockAnnounced = false
    reportChanges()
  }

  // MARK: Implementation

  static func call(
    _ connection: BusConnection, _ path: StaticString, _ interface: StaticString, _ member: StaticString
  ) -> BusMessage? {
    BusMessage.call(on: connection, name, path.cString, interface, member)
  }

  private func match(_ rule: StaticString, _ callback: sd_bus_message_handler_t) throws(BusError) {
    matches.append(try connection.listen(Text(rule), callback, Unmanaged.passUnretained(self).toOpaque()))
  }
}
