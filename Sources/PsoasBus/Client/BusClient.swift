import CLinux
import CSystemd
import PsoasCore
import PsoasMonitor

/// Asks a running psoasd, and waits for the answer (5 s at most).
public final class BusClient {
  let connection: BusConnection

  public init(_ kind: BusKind) throws(BusError) { connection = try BusConnection(kind) }

  public var kind: BusKind { connection.kind }

  /// What the daemon knows now.
  public func status() throws(BusError) -> (version: Bytes, status: BusStatus) {
    let reply = try call("GetStatus") { _ in }
    defer { sd_bus_message_unref(reply) }
    var status = BusStatus()
    var version = Bytes()
    let isWhole = MessageReader(reply).dictionary { key, entry in
      guard let property = key.withCString({ BusProperty.named($0) }), property != .suggestions else { return }
      _ = entry.container(BusType.variant, property.signature) { value in
        property.read(value, into: &status, version: &version)
      }
    }
    guard isWhole else { throw .failed("GetStatus", code: EBADMSG) }
    return (version, status)
  }

  /// - Parameter minutes: 1 to 600.
  public func snooze(minutes: Int) throws(BusError) {
    try send("Snooze") { $0.append(UInt64(clamping: minutes) * 60_000_000) }
  }

  /// - Parameter minute: since local midnight, 0 to 1439.
  public func snooze(until minute: Int) throws(BusError) {
    try send("SnoozeUntil") { $0.append(UInt64(clamping: minute) * 60_000_000) }
  }

  /// An exercise was done, by its identifier.
  public func done(_ exercise: Bytes) throws(BusError) { try send("DoneExercise") { $0.append(text: exercise) } }

  /// What is due today, and what was done.
  public func programme() throws(BusError) -> ProgrammeReport {
    let reply = try call("GetProgramme") { _ in }
    defer { sd_bus_message_unref(reply) }
    guard let report = ProgrammeReport(MessageReader(reply)) else { throw .failed("GetProgramme", code: EBADMSG) }
    return report
  }

  public func skip() throws(BusError) { try send("Skip") { _ in } }
  public func done() throws(BusError) { try send("Done") { _ in } }
  public func pause() throws(BusError) { try send("Pause") { _ in } }
  public func resume() throws(BusError) { try send("Resume") { _ in } }
  /// - Parameter identifier: empty for no sensor there.
  public func assign(_ placement: Placement, _ identifier: Bytes) throws(BusError) {
    try send("AssignSensor") {
      $0.append(text: placement.name)
      $0.append(text: identifier)
    }
  }

  /// The posture has been this since it last changed.
  public func correctEpisode(_ posture: Posture) throws(BusError) {
    try send("CorrectEpisode") { $0.append(text: posture.name) }
  }

  /// The posture is this from now on.
  public func correct(_ posture: Posture) throws(BusError) {
    try send("CorrectPosture") { $0.append(text: posture.name) }
  }

  /// Has the daemon forget what it keeps of the days before `date`, written 2026-03-29; empty: of all days.
  public func forget(before date: Bytes) throws(BusError) { try send("Forget") { $0.append(text: date) } }

  /// Has the daemon read its configuration anew; gives what it complains of.
  public func reload() throws(BusError) -> [Bytes] {
    let answer = try call("Reload") { _ in }
    defer { sd_bus_message_unref(answer) }
    var warnings: [Bytes] = []
    let isWhole = MessageReader(answer).container(BusType.array, "s") { list in
      while let warning = list.text() { warnings.append(warning) }
    }
    guard isWhole else { throw .failed("Reload", code: EBADMSG) }
    return warnings
  }

  /// Begins a calibration.
  /// - Parameter steps: by their names; none for all of them.
  public func startCalibration(isQuick: Bool, steps: [Bytes]) throws(BusError) {
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

  /// What is stored of the sensor worn somewhere.
  public func calibration(_ placement: Placement) throws(BusError) -> StoredCalibration {
    let reply = try call("GetCalibration") { $0.append(text: placement.name) }
    defer { sd_bus_message_unref(reply) }
    return StoredCalibration(MessageReader(reply))
  }

  func send(_ method: StaticString, _ write: (inout MessageWriter) -> Void) throws(BusError) {
    sd_bus_message_unref(try call(method, write))
  }

  func call(
    _ method: StaticString, _ write: (inout MessageWriter) -> Void
  ) throws(BusError) -> OpaquePointer {
    var message: OpaquePointer?
    let result = sd_bus_message_new_method_call(
      connection.bus, &message, ServiceName.bus.cString, ServiceName.path.cString, ServiceName.manager.cString,
      method.cString)
    guard result >= 0, let message else { throw .failed("sd_bus_message_new_method_call", code: -result) }
    defer { sd_bus_message_unref(message) }
    // Who asks how things stand has not asked for a service that was stopped to start.
    sd_bus_message_set_auto_start(message, 0)
    sd_bus_message_set_allow_interactive_authorization(message, 1)
    var writer = MessageWriter(message)
    write(&writer)
    guard writer.result >= 0 else { throw .failed("sd_bus_message_append", code: -writer.result) }
    var error = sd_bus_error()
    defer { sd_bus_error_free(&error) }
    var reply: OpaquePointer?
    let answered = sd_bus_call(connection.bus, message, 0, &error, &reply)
    guard answered >= 0, let reply else { throw failure(error, code: -answered) }
    return reply
  }

  private func failure(_ error: sd_bus_error, code: Int32) -> BusError {
    let name = Bytes(cString: error.name)
    if name.equals("org.freedesktop.DBus.Error.ServiceUnknown")
      || name.equals("org.freedesktop.DBus.Error.NameHasNoOwner")
    {
      return .notRunning(kind)
    }
    if name.equals("org.freedesktop.DBus.Error.NoReply") || code == ETIMEDOUT { return .timedOut }
    if name.isEmpty || code == ECONNREFUSED || code == ECONNRESET || code == ENOTCONN {
      return .absent(kind, code: code)
    }
    return .refused(name: name, message: Bytes(cString: error.message))
  }

  // MARK: Signals

  /// Calls `body` with each signal of the daemon as it comes, until `body` returns false.
  /// - Throws: `BusError.absent` when the bus goes away.
  public func follow(_ body: (BusSignal) -> Bool) throws(BusError) {
    try follow(every: UInt64.max) { signal in signal.map(body) ?? true }
  }

  /// The same, with nil every so often while nothing comes, and whenever this process is sent a signal.
  /// - Parameters:
  ///   - patience: microseconds.
  ///   - ready: called once the signals are being listened to.
  public func follow(
    every patience: UInt64, ready: () throws(BusError) -> Void = {}, _ body: (BusSignal?) -> Bool
  ) throws(BusError) {
    let inbox = SignalInbox()
    var slots: [OpaquePointer?] = [nil, nil]
    defer { for slot in slots { sd_bus_slot_unref(slot) } }
    try inbox.watch(connection, &slots)
    try ready()
    while true {
      let result = sd_bus_process(connection.bus, nil)
      guard result >= 0 else { throw .absent(kind, code: -result) }
      while let signal = inbox.next() {
        guard body(signal) else { return }
      }
      if result == 0 {
        let waited = sd_bus_wait(connection.bus, patience)
        guard waited >= 0 || waited == -EINTR else { throw .absent(kind, code: -waited) }
        if waited <= 0, !body(nil) { return }
      }
    }
  }
}

extension BusProperty {
  func read(_ value: MessageReader, into status: inout BusStatus, version: inout Bytes) {
    switch self {
    case .version: version = value.text() ?? version
    case .posture: status.posture.posture = value.text().flatMap(Posture.init(name:)) ?? .unknown
    case .confidence: status.posture.confidence = value.double() ?? 0
    case .sittingSince: status.sittingSince = value.unsigned64() ?? 0
    case .sittingToday: status.sittingToday = value.unsigned64() ?? 0
    case .longestBoutToday: status.longestBoutToday = value.unsigned64() ?? 0
    case .nextReminder: status.nextReminder = value.unsigned64() ?? 0
    case .paused: status.isPaused = value.boolean() ?? false
    case .tiltState: status.tilt.state = value.text() ?? status.tilt.state
    case .tiltFromNeutral: status.tilt.fromNeutral = value.double() ?? .nan
    case .tiltTrend: status.tilt.trend = value.double() ?? .nan
    case .calibrationState: status.tilt.calibration = value.text() ?? status.tilt.calibration
    case .calibrationReason: status.tilt.reason = value.text() ?? []
    case .tiltToday:
      _ = value.container(BusType.array, "(sttt)") { array in
        while array.container(
          BusType.structure, "sttt",
          { entry in
            guard let name = entry.text() else { return }
            let bands = TiltBands(
              posterior: entry.seconds() ?? 0, neutral: entry.seconds() ?? 0, anterior: entry.seconds() ?? 0)
            if let posture = Posture(name: name) { status.tilt.bands[posture] = bands }
          })
        {}
      }
    case .pauseReasons:
      _ = value.container(BusType.array, "s") { array in
        while let name = array.text() {
          for known in PauseReasons.all where name.equals(known.name) { status.pauseReasons.insert(known.reason) }
        }
      }
    case .activeSession: status.activeSession = value.text() ?? []
    case .openReminder: status.openReminder = value.text() ?? []
    // Words for people, which `psoasctl suggestions` finds in the history itself.
    case .suggestions: break
    }
  }
}
