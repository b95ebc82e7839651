import CLinux
import CSystemd
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Performs the commands of the wearer, or of a program on the wearer's behalf, that arrive over a bus.
public protocol CommandHandler: AnyObject {
  /// Called before the reply is sent: its changes are on the bus when the reply arrives.
  func perform(_ command: Command) throws(CommandRefusal) -> Reply
}

/// Handles the other requests of programs.
public protocol ServiceHandler: CommandHandler {
  /// Programs started or stopped to inhibit reminders.
  func quiet(_ reason: QuietReason, _ isOn: Bool)
  /// The first client has claimed the tilt, or the last client has released it.
  func wantsTilt(_ isWanted: Bool)
  /// Assigns a sensor to a placement, immediately and permanently.
  /// - Parameter identifier: the sensor; empty to remove the assignment.
  func assign(_ placement: Placement, _ identifier: Text) throws(ServiceRefusal)
  /// Reloads the configuration.
  /// - Returns: the errors in it, one line each; empty if there were none.
  /// - Throws: if nothing was applied.
  func reload() throws(ServiceRefusal) -> [Text]
  /// Deletes the data of the days before `day` (since 1970-01-01, local calendar); nil: of all days.
  func forget(before day: Int64?) throws(ServiceRefusal)
}

/// Implements org.psoas.Psoas1 on a bus: replies to calls and emits signals. The connection's event loop serves it.
///
/// Replies use the current state. Changes are signalled together, after the pending events are handled.
public final class BusService {
  let connection: BusConnection
  let handler: any ServiceHandler
  let inhibitions: ClaimTable
  let tiltClaims: ClaimTable
  private let authority: Authority
  private let table = ServiceTable.make()
  private let objects: SensorObjects
  private var slots: [BusSlot] = []
  private(set) var status = BusStatus()
  /// The result of ListExercises().
  public var catalog = ExerciseCatalog()
  /// The muscle suggestions in each status. They come from the history, not from the current state.
  var suggestions: [MuscleSuggestion] = []
  /// The status that clients last received.
  private var lastReported = BusStatus()
  private var sensors: [BusSensor]?
  private var deferredChanges: DeferSource?

  /// Exports the object, then requests the name, so that the object exists when the name appears.
  /// - Parameters:
  ///   - connection: served by an event loop.
  ///   - hasSeveralUsers: whether changes require authorization by polkit, as on the system bus.
  /// - Throws: `BusError.nameTaken` if another daemon is on this bus, `.nameDenied` if the policy forbids it.
  public init(
    on connection: BusConnection, _ loop: EventLoop, _ handler: any ServiceHandler, hasSeveralUsers: Bool? = nil
  ) throws(BusError) {
    self.connection = connection
    self.handler = handler
    authority = Authority(connection, isNeeded: hasSeveralUsers ?? (connection.kind == .system))
    objects = SensorObjects(connection)
    inhibitions = ClaimTable(connection) { handler.quiet(.inhibited, $0) }
    tiltClaims = ClaimTable(connection) { handler.wantsTilt($0) }
    deferredChanges = try DeferSource(loop, unretained(self) { $0.sendPropertyChanges() })
    let (entries, userdata) = (table.entries.baseAddress, Unmanaged.passUnretained(self).toOpaque())
    slots = [
      try BusSlot.make("sd_bus_add_object_vtable") {
        sd_bus_add_object_vtable(
          connection.bus, &$0, ServiceName.path.cString, ServiceName.manager.cString, entries, userdata)
      },
      try BusSlot.make("sd_bus_add_object_manager") {
        sd_bus_add_object_manager(connection.bus, &$0, ServiceName.path.cString)
      },
    ]
    let result = sd_bus_request_name(connection.bus, ServiceName.bus.cString, 0)
    guard result >= 0 else { throw BusService.refusal(-result, connection) }
  }

  deinit {
    // Before the table that they refer to.
    slots = []
    sd_bus_release_name_async(connection.bus, nil, ServiceName.bus.cString, { _, _, _ in 0 }, nil)
  }

  /// Releases the claims of all programs: the connection is closed.
  public func releaseClaims() {
    inhibitions.releaseAll()
    tiltClaims.releaseAll()
  }

  /// Sets the current status. Emits PropertiesChanged for changed properties that announce changes.
  public func update(_ new: BusStatus) {
    status = new
    status.suggestions = suggestions
    for property in BusStatus.properties where property.announcement == .always {
      if property.differs(lastReported, status) {
        deferredChanges?.arm()
      } else {
        // A property keeps its last reported value until the difference is large enough to report.
        property.keep(lastReported, &status)
      }
    }
  }

  /// Sets the current sensors.
  public func update(_ new: [BusSensor]) {
    guard new != sensors else { return }
    sensors = new
    deferredChanges?.arm()
  }

  private func sendPropertyChanges() {
    if let sensors { objects.update(sensors) }
    var changed: [UnsafeMutablePointer<CChar>?] = []
    for property in BusStatus.properties
    where property.announcement == .always && property.differs(lastReported, status) {
      changed.append(UnsafeMutablePointer(mutating: property.name.cString))
    }
    lastReported = status
    guard !changed.isEmpty else { return }
    changed.append(nil)
    sd_bus_emit_properties_changed_strv(
      connection.bus, ServiceName.path.cString, ServiceName.manager.cString, &changed)
  }

  /// Sends the tilt only to the clients that claim it.
  /// - Parameters:
  ///   - time: microseconds since 1970.
  ///   - sagittal: degrees from the wearer's neutral, anterior positive; `lateral`: degrees, right side up positive.
  public func announceTilt(at time: UInt64, sagittal: Double, lateral: Double) {
    tiltClaims.each { _, owner, _ in
      signal("Tilt", to: owner) {
        $0.append(time)
        $0.append(sagittal)
        $0.append(lateral)
      }
    }
  }

  /// Emits the signal of an event; most events have none.
  public func announce(_ event: Event) {
    switch event {
    case .reminder(let reminder), .reminderReopened(let reminder, _):
      signal("Reminder") {
        $0.append(UInt32(clamping: reminder.number))
        $0.append(text: reminder.exercise)
        $0.append(text: reminder.title)
        $0.append(text: reminder.cue)
        $0.append(UInt64(micro: reminder.sittingSeconds))
      }
    case .reminderClosed(let number, let outcome):
      signal("ReminderClosed") {
        $0.append(UInt32(clamping: number))
        $0.append(text: outcome.name)
      }
    case .posture(let estimate):
      signal("PostureChanged") {
        $0.append(text: estimate.posture.name)
        $0.append(estimate.confidence)
      }
    case .calibrationProgress(let progress): announce(progress)
    case .calibrationDone(let placement, _, _): announceCalibration("done", placement)
    case .calibrationWithheld(let placement, let refusal, _): announceCalibration("withheld", placement, refusal)
    case .calibrationFailed(_, let refusal, _): announceCalibration("failed", nil, refusal)
    case .calibrationCancelled: announceCalibration("cancelled")
    case .calibrationForgotten(let placement): announceCalibration("forgotten", placement)
    case .rhythmProgress(let progress): announce(rhythm: progress)
    case .rhythmMeasured(let result): announce(rhythm: result)
    case .rhythmRefused(let refusal): announce(rhythm: refusal)
    case .session(let number, let event):
      signal("SessionProgress") {
        $0.append(UInt32(clamping: number))
        $0.append(text: event.name)
        ExerciseSessionMessage.write(event, to: &$0)
      }
    default: break
    }
  }

  /// - Parameter receiver: a connection's unique name; nil for a broadcast.
  func signal(_ name: StaticString, to receiver: Text? = nil, _ write: (inout MessageWriter) -> Void) {
    let message = BusMessage.make {
      sd_bus_message_new_signal(
        connection.bus, &$0, ServiceName.path.cString, ServiceName.manager.cString, name.cString)
    }
    guard let message else { return }
    if let receiver, receiver.withCString({ sd_bus_message_set_destination(message.pointer, $0) }) < 0 { return }
    // The daemon does not depend on a bus that has disconnected.
    if message.write(write) { message.send(on: connection) }
  }

  private static func refusal(_ code: Int32, _ connection: BusConnection) -> BusError {
    let kind = connection.kind
    return switch code {
    case EEXIST: .nameTaken(kind, process: connection.process(of: ServiceName.bus))
    case EPERM, EACCES: .nameDenied(kind)
    case ECONNREFUSED, ECONNRESET, ENOTCONN, ENOENT, ETIMEDOUT: .absent(kind, code: code)
    default: .failed("sd_bus_request_name", code: code)
    }
  }
}

// MARK: Calls

extension BusService {
  typealias ErrorPointer = UnsafeMutablePointer<sd_bus_error>

  /// Handles a call: immediately, or after polkit's reply.
  static func receive(
    _ message: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?, _ error: ErrorPointer?
  ) -> Int32 {
    guard let message, let userdata,
      let method = BusMethod.named(MessageReader(message).member)
    else { return -EINVAL }
    let service = Unmanaged<BusService>.fromOpaque(userdata).takeUnretainedValue()
    let later = unretained(service) { (service, call: OpaquePointer, verdict: Authority.Verdict) in
      // The callback has returned already: an error is sent instead of being returned.
      var error = sd_bus_error()
      defer { sd_bus_error_free(&error) }
      let result = service.answer(method, call, verdict, &error)
      if sd_bus_error_is_set(&error) != 0 {
        sd_bus_reply_method_error(call, &error)
      } else if result < 0 {
        sd_bus_reply_method_errno(call, result, nil)
      }
    }
    return service.authority.decide(method.action, message, later).map { service.answer(method, message, $0, error) }
      ?? 1
  }

  /// Every reply is sent here: the results, or a refusal as a D-Bus error.
  private func answer(
    _ method: BusMethod, _ call: OpaquePointer, _ verdict: Authority.Verdict, _ error: ErrorPointer?
  ) -> Int32 {
    do throws(ServiceRefusal) {
      if let refusal = verdict.refusal { throw refusal }
      guard let reply = BusMessage.make({ sd_bus_message_new_method_return(call, &$0) }) else { return -ENOMEM }
      var writer = MessageWriter(reply.pointer)
      try method.handler(self, MessageReader(call), &writer)
      return writer.result < 0 ? writer.result : reply.send(on: connection)
    } catch let refusal {
      return refusal.set(error)
    }
  }

  static func write(
    _ name: UnsafePointer<CChar>?, to reply: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?
  ) -> Int32 {
    guard let reply, let userdata, let property = BusStatus.properties.named(Text(cString: name)) else {
      return -EINVAL
    }
    let service = Unmanaged<BusService>.fromOpaque(userdata).takeUnretainedValue()
    var writer = MessageWriter(reply)
    property.write(service.status, &writer)
    return writer.result
  }

  func writeStatus(to writer: inout MessageWriter) {
    writer.container(BusType.array, "{sv}") { array in
      for property in BusStatus.properties {
        array.entry(property.name, property.signature) { property.write(status, &$0) }
      }
    }
  }

  @discardableResult
  func perform(_ command: Command) throws(ServiceRefusal) -> Reply {
    do throws(CommandRefusal) { return try handler.perform(command) } catch { throw ServiceRefusal(error) }
  }
}

extension Authority.Verdict {
  fileprivate var refusal: ServiceRefusal? {
    switch self {
    case .allowed: nil
    case .needsPassword:
      ServiceRefusal(
        "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
        "This needs an administrator's password: call as root, or with interactive authorization allowed.")
    case .busy:
      ServiceRefusal(
        "org.psoas.Psoas1.Error.TooManyRequests", "Too many calls wait for polkit: try again in a moment.")
    case .denied:
      ServiceRefusal(
        "org.psoas.Psoas1.Error.NotAuthorized",
        "Access denied: call as root, or configure polkit to allow it (man psoas-dbus).")
    }
  }
}
