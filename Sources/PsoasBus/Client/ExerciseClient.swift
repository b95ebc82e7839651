import CSystemd
import PsoasMonitor
import PsoasSystem

/// Exercises and guided sessions of a running psoasd.
extension BusClient {
  public func exercises() throws(BusError) -> [ExerciseSummary] {
    try call("ListExercises") { reply in
      var exercises: [ExerciseSummary] = []
      let isWhole = reply.container(BusType.array, "a{sv}") { list in
        while true {
          let details = MessageDetails(list)
          guard !details.keys.isEmpty else { break }
          exercises.append(ExerciseSummary(details))
        }
      }
      return isWhole ? exercises : nil
    }
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

  /// Listens from here on: what comes before `next` is called is kept.
  public func listen() throws(BusError) -> SignalStream { try SignalStream(connection) }
}

/// The daemon's signals for a program that waits for other things as well.
public final class SignalStream {
  private let connection: BusConnection
  private let inbox: SignalInbox

  fileprivate init(_ connection: BusConnection) throws(BusError) {
    self.connection = connection
    inbox = try SignalInbox(connection)
    // What is asked is sent before anybody waits for it.
    sd_bus_flush(connection.bus)
  }

  /// To poll for reading; call `next` until it gives nil before each wait.
  public var fileDescriptor: Int32 { sd_bus_get_fd(connection.bus) }

  /// The next signal that has come; nil where there is none.
  /// - Throws: `BusError.absent` when the bus goes away.
  public func next() throws(BusError) -> BusSignal? {
    while true {
      if let signal = inbox.next() { return signal }
      let result = sd_bus_process(connection.bus, nil)
      guard result >= 0 else { throw .absent(connection.kind, code: -result) }
      if result == 0 { return inbox.next() }
    }
  }
}
