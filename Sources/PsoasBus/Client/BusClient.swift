import CLinux
import CSystemd
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Calls a running psoasd, and waits for the reply (5 s at most).
public final class BusClient {
  let connection: BusConnection

  public init(_ kind: BusKind) throws(BusError) { connection = try BusConnection(kind) }

  public var kind: BusKind { connection.kind }

  /// The daemon's current state.
  public func status() throws(BusError) -> (version: Text, status: BusStatus) {
    let status = try call("GetStatus") { BusStatus(reply: $0) }
    return (status.version, status)
  }

  /// The daemon sends its tilt to this connection from now on.
  public func claimTilt() throws(BusError) { try send("ClaimTilt") { _ in } }

  /// - Parameter minutes: 1 to 600.
  public func snooze(minutes: Int) throws(BusError) {
    try send("Snooze") { $0.append(UInt64(clamping: minutes) * 60_000_000) }
  }

  /// - Parameter minute: after local midnight, 0 to 1439.
  public func snooze(until minute: Int) throws(BusError) {
    try send("SnoozeUntil") { $0.append(UInt64(clamping: minute) * 60_000_000) }
  }

  /// Reports an exercise as done, by its identifier.
  public func done(_ exercise: Text) throws(BusError) { try send("DoneExercise") { $0.append(text: exercise) } }

  /// The due and completed exercises of today.
  public func programme() throws(BusError) -> ProgrammeReport {
    try call("GetProgramme") { ProgrammeReport($0) }
  }

  public func skip() throws(BusError) { try send("Skip") { _ in } }
  public func done() throws(BusError) { try send("Done") { _ in } }
  /// Takes back the wearer's last act.
  public func undo() throws(BusError) -> WearerAct {
    try call("Undo") { $0.act() }
  }

  public func pause() throws(BusError) { try send("Pause") { _ in } }
  public func resume() throws(BusError) { try send("Resume") { _ in } }
  /// - Parameter identifier: empty to remove the assignment.
  public func assign(_ placement: Placement, _ identifier: Text) throws(BusError) {
    try send("AssignSensor") {
      $0.append(text: placement.name)
      $0.append(text: identifier)
    }
  }

  /// Corrects the posture since its last change.
  public func correctEpisode(_ posture: Posture) throws(BusError) {
    try send("CorrectEpisode") { $0.append(text: posture.name) }
  }

  /// Corrects the posture from now on.
  public func correct(_ posture: Posture) throws(BusError) {
    try send("CorrectPosture") { $0.append(text: posture.name) }
  }

  /// Deletes the daemon's data of the days before `date`, written 2026-03-29; empty: of all days.
  public func forget(before date: Text) throws(BusError) { try send("Forget") { $0.append(text: date) } }

  /// Makes the daemon reload its configuration; returns its warnings.
  public func reload() throws(BusError) -> [Text] {
    try call("Reload") { $0.texts() }
  }

  /// Starts a calibration.
  /// - Parameter steps: by their names; empty for all.
  public func startCalibration(isQuick: Bool, steps: [Text]) throws(BusError) {
    try send("StartCalibration") { writer in
      writer.append(isQuick)
      writer.container(BusType.array, "s") { for step in steps { $0.append(text: step) } }
    }
  }

  public func cancelCalibration() throws(BusError) { try send("CancelCalibration") { _ in } }
  public func nextCalibrationStep() throws(BusError) { try send("NextCalibrationStep") { _ in } }
  public func skipCalibrationStep() throws(BusError) { try send("SkipCalibrationStep") { _ in } }

  public func forgetCalibration(_ placement: Placement) throws(BusError) {
    try send("ForgetCalibration") { $0.append(text: placement.name) }
  }

  /// The stored calibration of the sensor worn at a placement.
  public func calibration(_ placement: Placement) throws(BusError) -> StoredCalibration {
    try call("GetCalibration", { $0.append(text: placement.name) }, { StoredCalibration($0) })
  }

  func send(_ method: StaticString, _ write: (inout MessageWriter) -> Void) throws(BusError) {
    try call(method, write) { _ in () }
  }

  /// Calls a method and waits for the reply.
  /// - Parameter read: returns nil for an invalid reply.
  func call<Answer>(
    _ method: StaticString, interface: StaticString = ServiceName.manager,
    _ write: (inout MessageWriter) -> Void = { _ in }, _ read: (MessageReader) -> Answer?
  ) throws(BusError) -> Answer {
    let message = BusMessage.call(
      on: connection, ServiceName.bus, ServiceName.path.cString, interface, method)
    guard let message else { throw .failed("sd_bus_message_new_method_call", code: ENOMEM) }
    // A query of the status must not start a service that was stopped.
    sd_bus_message_set_auto_start(message.pointer, 0)
    sd_bus_message_set_allow_interactive_authorization(message.pointer, 1)
    guard message.write(write) else { throw .failed("sd_bus_message_append", code: EINVAL) }
    var error = sd_bus_error()
    defer { sd_bus_error_free(&error) }
    var answered: Int32 = 0
    let reply = BusMessage.make {
      answered = sd_bus_call(connection.bus, message.pointer, 0, &error, &$0)
      return answered
    }
    guard let reply else { throw failure(error, code: -answered) }
    guard let answer = reply.read(read) else { throw .failed(method, code: EBADMSG) }
    return answer
  }

  private func failure(_ error: sd_bus_error, code: Int32) -> BusError {
    let name = Text(cString: error.name)
    if name == "org.freedesktop.DBus.Error.ServiceUnknown"
      || name == "org.freedesktop.DBus.Error.NameHasNoOwner"
    {
      return .notRunning(kind)
    }
    if name == "org.freedesktop.DBus.Error.NoReply" || code == ETIMEDOUT { return .timedOut }
    if BusError.isLoss(code) { return .lost(kind) }
    if name.isEmpty || code == ECONNREFUSED {
      return .absent(kind, code: code)
    }
    return .refused(name: name, message: Text(cString: error.message))
  }

  // MARK: Signals

  /// Calls `body` with each signal of the daemon, until `body` returns false.
  /// - Throws: `BusError.lost` when the bus disconnects.
  public func follow(_ body: (BusSignal) -> Bool) throws(BusError) {
    try follow(every: UInt64.max) { signal in signal.map(body) ?? true }
  }

  /// The same; also calls `body` with nil after each timeout, and whenever this process receives a Unix signal.
  /// - Parameters:
  ///   - patience: timeout in microseconds, evaluated before each wait.
  ///   - ready: called once the signals are subscribed to.
  public func follow(
    every patience: @autoclosure () -> UInt64, ready: () throws(BusError) -> Void = {}, _ body: (BusSignal?) -> Bool
  ) throws(BusError) {
    let inbox = try SignalInbox(connection)
    try ready()
    while true {
      let result = sd_bus_process(connection.bus, nil)
      guard result >= 0 else { throw .lost(kind) }
      while let signal = inbox.next() {
        guard body(signal) else { return }
      }
      if result == 0 {
        let waited = sd_bus_wait(connection.bus, patience())
        guard waited >= 0 || waited == -EINTR else { throw .lost(kind) }
        if waited <= 0, !body(nil) { return }
      }
    }
  }
}

extension MessageReader {
  /// Reads an `ss`: an act of the wearer, and the exercise that was reported as done.
  func act() -> WearerAct? {
    guard let name = text(), let exercise = text() else { return nil }
    return WearerAct(name: name, exercise: exercise)
  }
}
