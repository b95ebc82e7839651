import CSystemd
import PsoasMonitor
import PsoasSystem

/// The combined state of the user's login sessions at a seat.
public struct SeatState: Equatable, Sendable {
  /// True if one of the user's sessions is active, or if the user has none: on a machine without a seat no other user
  /// needs the devices.
  var isAtSeat = true
  /// There are foreground sessions, and all are locked.
  var isLocked = false
  /// There are foreground sessions, and all are idle.
  var isIdle = false

  public init() {}

  fileprivate init(isAtSeat: Bool, isLocked: Bool, isIdle: Bool) {
    (self.isAtSeat, self.isLocked, self.isIdle) = (isAtSeat, isLocked, isIdle)
  }
}

/// Queries all login sessions of a user at a seat once; remote sessions (ssh) do not count.
final class LoginSessionQuery {
  private let connection: BusConnection
  private let user: UInt32
  private let done: () -> Void
  private var slot: BusSlot?
  private var questions: [Question] = []
  private(set) var isDone = false

  /// - Parameter done: called once, from the event loop.
  init(_ connection: BusConnection, user: UInt32, _ done: @escaping () -> Void) {
    self.connection = connection
    self.user = user
    self.done = done
    guard
      let message = Logind.call(
        connection, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "ListSessions")
    else { return }
    slot = BusSlot.send(
      message, on: connection,
      { message, userdata, _ in deliver(message, userdata, to: LoginSessionQuery.self) { $0.listed($1) } },
      Unmanaged.passUnretained(self).toOpaque())
  }

  /// Whether the object of a session is part of the query.
  func covers(_ path: Text) -> Bool { questions.contains { $0.path == path } }

  var state: SeatState {
    let sessions = questions.compactMap { $0.answer }
    let active = sessions.filter { $0.isActive }
    return SeatState(
      isAtSeat: sessions.isEmpty || !active.isEmpty, isLocked: !active.isEmpty && active.allSatisfy { $0.isLocked },
      isIdle: !active.isEmpty && active.allSatisfy { $0.isIdle })
  }

  private func listed(_ reply: MessageReader) {
    // An error means that logind is not running. No other user needs the devices then.
    if !reply.isError {
      _ = reply.container(BusType.array, "(susso)") { array in
        while array.container(
          BusType.structure, "susso",
          { session in
            guard session.text() != nil, let owner = session.unsigned32(), session.text() != nil,
              let seat = session.text(), let path = session.path()
            else { return }
            if owner == user, !seat.isEmpty { questions.append(Question(path, unretained(self) { $0.settle() })) }
          })
        {}
      }
    }
    for question in questions { question.ask(connection) }
    settle()
  }

  private func settle() {
    guard !isDone, questions.allSatisfy({ $0.isAnswered }) else { return }
    isDone = true
    done()
  }

  /// The query of one session.
  private final class Question {
    struct Answer {
      var isActive = false
      var isLocked = false
      var isIdle = false
    }

    let path: Text
    private(set) var answer: Answer?
    private(set) var isAnswered = false
    private let settle: () -> Void
    private var slot: BusSlot?

    /// - Parameter settle: called once it is answered.
    init(_ path: Text, _ settle: @escaping () -> Void) {
      self.path = path
      self.settle = settle
    }

    func ask(_ connection: BusConnection) {
      let message = BusMessage.make { message in
        path.withCString {
          sd_bus_message_new_method_call(
            connection.bus, &message, Logind.name.cString, $0, StaticString("org.freedesktop.DBus.Properties").cString,
            StaticString("GetAll").cString)
        }
      }
      if let message, message.write({ $0.append(text: "org.freedesktop.login1.Session") }) {
        slot = BusSlot.send(
          message, on: connection,
          { message, userdata, _ in deliver(message, userdata, to: Question.self) { $0.answered($1) } },
          Unmanaged.passUnretained(self).toOpaque())
      }
      isAnswered = slot == nil
    }

    private func answered(_ reply: MessageReader) {
      isAnswered = true
      // A session that no longer exists returns an error, and does not count.
      if !reply.isError {
        var answer = Answer()
        _ = reply.dictionary { key, entry in
          func flag() -> Bool {
            var value = false
            _ = entry.container(BusType.variant, "b") { value = $0.boolean() ?? false }
            return value
          }
          if key == "Active" { answer.isActive = flag() }
          if key == "LockedHint" { answer.isLocked = flag() }
          if key == "IdleHint" { answer.isIdle = flag() }
        }
        self.answer = answer
      }
      settle()
    }
  }
}
