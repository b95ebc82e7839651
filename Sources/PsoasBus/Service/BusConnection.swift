import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// A connection to a message bus (sd-bus(3)), shared by its users in the process.
public final class BusConnection {
  public let kind: BusKind
  let bus: OpaquePointer

  /// Timeout of calls, microseconds.
  static let patience: UInt64 = 5_000_000

  /// - Parameter loop: the loop that serves the connection; nil for a program that waits for its replies.
  /// - Throws: `BusError.absent` if the bus does not exist.
  public convenience init(_ kind: BusKind, loop: EventLoop? = nil) throws(BusError) {
    var bus: OpaquePointer?
    var result = BusConnection.open(kind, &bus)
    guard result >= 0, let bus else { throw .absent(kind, code: -result) }
    self.init(kind, bus)
    sd_bus_set_method_call_timeout(bus, BusConnection.patience)
    if let loop {
      result = sd_bus_attach_event(bus, loop.event, Int32(SD_EVENT_PRIORITY_NORMAL))
      guard result >= 0 else { throw .failed("sd_bus_attach_event", code: -result) }
    }
  }

  private init(_ kind: BusKind, _ bus: OpaquePointer) {
    self.kind = kind
    self.bus = bus
  }

  deinit {
    sd_bus_detach_event(bus)
    // A flush waits for the bus to answer, for 90 s where it never does.
    if isReady { sd_bus_flush(bus) }
    sd_bus_close_unref(bus)
  }

  /// False after the connection is closed; later messages are lost.
  public var isOpen: Bool { sd_bus_is_open(bus) > 0 }

  /// Whether the bus has answered on this connection.
  var isReady: Bool { sd_bus_is_ready(bus) > 0 }

  /// Waits until the bus has answered: opening a connection does not.
  /// - Parameter patience: the longest wait, microseconds.
  func waitForBus(_ patience: UInt64) throws(BusError) {
    let end = SystemClock.monotonic + Int64(clamping: patience)
    while !isReady {
      let processed = sd_bus_process(bus, nil)
      guard processed >= 0 else { throw .absent(kind, code: -processed) }
      guard processed == 0, !isReady else { continue }
      let left = end - SystemClock.monotonic
      guard left > 0 else { throw .absent(kind, code: ETIMEDOUT) }
      let waited = sd_bus_wait(bus, UInt64(left))
      guard waited >= 0 || waited == -EINTR else { throw .absent(kind, code: -waited) }
    }
  }

  /// Whether the end of the loop sends what is pending, and waits for the bus if it has not answered yet.
  func flushAtExit(_ flushes: Bool) { sd_bus_set_close_on_exit(bus, flushes ? 1 : 0) }

  /// The process that owns a name; nil if the bus does not report it.
  func process(of name: StaticString) -> Int32? {
    var credentials: OpaquePointer?
    guard sd_bus_get_name_creds(bus, name.cString, UInt64(SD_BUS_CREDS_PID), &credentials) >= 0 else { return nil }
    defer { sd_bus_creds_unref(credentials) }
    var process: pid_t = 0
    return sd_bus_creds_get_pid(credentials, &process) >= 0 ? process : nil
  }

  private static func open(_ kind: BusKind, _ bus: inout OpaquePointer?) -> Int32 {
    switch kind {
    case .user: return sd_bus_open_user(&bus)
    case .system: return sd_bus_open_system(&bus)
    case .address(let address):
      var result = sd_bus_new(&bus)
      if result >= 0 { result = address.withCString { sd_bus_set_address(bus, $0) } }
      if result >= 0 { result = sd_bus_set_bus_client(bus, 1) }
      if result >= 0 { result = sd_bus_start(bus) }
      if result < 0 { bus = sd_bus_unref(bus) }
      return result
    }
  }
}
