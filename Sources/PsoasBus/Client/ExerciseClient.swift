import CSystemd
import PsoasMonitor
import PsoasSystem

/// Exercises and exercise sessions of a running psoasd.
extension BusClient {
  public func exercises() throws(BusError) -> [ExerciseSummary] {
    try call("ListExercises") { $0.exercises() }
  }

  /// - Returns: the session's number.
  public func startSession(_ request: ExerciseSessionRequest) throws(BusError) -> Int {
    try call(
      "StartSession",
      { writer in
        writer.append(text: request.exercise)
        writer.container(BusType.array, "{sv}") { options in
          if let side = request.side { options.entry("side", side.name) }
          options.entry("sensor", request.usesSensor)
          options.entry("long", request.isLong)
        }
      }, { $0.unsigned32().map { Int($0) } })
  }

  public func stopSession() throws(BusError) { try send("StopSession") { _ in } }

  public func respond(_ response: ExerciseSessionResponse) throws(BusError) {
    try send("Respond") { $0.append(text: response.name) }
  }

  /// Subscribes now: signals before the first call of `next` are kept.
  public func listen() throws(BusError) -> SignalStream { try SignalStream(connection) }
}

extension MessageReader {
  /// Reads an `aa{sv}`: one dictionary per exercise.
  func exercises() -> [ExerciseSummary]? {
    var exercises: [ExerciseSummary] = []
    let isWhole = container(BusType.array, "a{sv}") { list in
      while true {
        let details = MessageDetails(list)
        guard !details.keys.isEmpty else { break }
        exercises.append(ExerciseSummary(details))
      }
    }
    return isWhole ? exercises : nil
  }
}

/// The daemon's signals for a program with its own event loop.
public final class SignalStream {
  private let connection: BusConnection
  private let inbox: SignalInbox

  fileprivate init(_ connection: BusConnection) throws(BusError) {
    self.connection = connection
    inbox = try SignalInbox(connection)
    // Pending requests are sent before the caller waits for replies.
    sd_bus_flush(connection.bus)
  }

  /// Poll this for reading; call `next` until it returns nil before each wait.
  public var fileDescriptor: Int32 { sd_bus_get_fd(connection.bus) }

  /// The next received signal; nil if there is none.
  /// - Throws: `BusError.absent` when the bus disconnects.
  public func next() throws(BusError) -> BusSignal? {
    while true {
      if let signal = inbox.next() { return signal }
      let result = sd_bus_process(connection.bus, nil)
      guard result >= 0 else { throw .absent(connection.kind, code: -result) }
      if result == 0 { return inbox.next() }
    }
  }
}
