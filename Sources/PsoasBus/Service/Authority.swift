import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// Authorizes changes on the system bus: root, the service's own user, and callers that polkit authorizes
/// (data/polkit/org.psoas.Psoas1.policy). Without polkit, other callers are denied. A user bus has only one user.
final class Authority {
  /// The polkit actions.
  enum Action: Sendable {
    /// Answering reminders, pausing, correcting, exercising.
    case control
    /// Sensors, calibration and settings.
    case configure

    var name: StaticString {
      switch self {
      case .control: "org.psoas.Psoas1.control"
      case .configure: "org.psoas.Psoas1.configure"
      }
    }
  }

  enum Verdict {
    case allowed
    case denied
    /// A password would be required, but the caller did not allow interactive authorization.
    case needsPassword
    case busy
  }

  /// Largest number of pending queries: each keeps a call that waits for its reply.
  private static let limit = 64
  /// Timeout for entering a password, microseconds.
  private static let patience: UInt64 = 120_000_000

  private let connection: BusConnection
  private let isNeeded: Bool
  private var questions: [Question] = []

  /// - Parameter isNeeded: whether the bus has callers of several users.
  init(_ connection: BusConnection, isNeeded: Bool) {
    self.connection = connection
    self.isNeeded = isNeeded
  }

  /// Authorizes the sender of a call, immediately or later.
  /// - Parameters:
  ///   - action: the action that the call requires; nil for none.
  ///   - later: called if polkit had to be queried; the call is kept until then.
  /// - Returns: nil if `later` will be called.
  func decide(
    _ action: Action?, _ call: OpaquePointer, _ later: @escaping (OpaquePointer, Verdict) -> Void
  ) -> Verdict? {
    guard isNeeded, let action else { return .allowed }
    if isTrusted(call) { return .allowed }
    questions.removeAll { $0.isAnswered }
    guard questions.count < Self.limit else { return .busy }
    let question = Question(call, later)
    guard question.ask(action, connection, patience: Self.patience) else { return .denied }
    questions.append(question)
    return nil
  }

  private func isTrusted(_ call: OpaquePointer) -> Bool {
    var credentials: OpaquePointer?
    guard sd_bus_query_sender_creds(call, UInt64(SD_BUS_CREDS_EUID), &credentials) >= 0 else { return false }
    defer { sd_bus_creds_unref(credentials) }
    var user: uid_t = 0
    guard sd_bus_creds_get_euid(credentials, &user) >= 0 else { return false }
    return user == 0 || user == geteuid()
  }

  /// A call that waits for polkit's reply.
  private final class Question {
    private let call: BusMessage
    private var slot: BusSlot?
    private var later: ((OpaquePointer, Verdict) -> Void)?

    init(_ call: OpaquePointer, _ later: @escaping (OpaquePointer, Verdict) -> Void) {
      self.call = BusMessage(keeping: call)
      self.later = later
    }

    var isAnswered: Bool { later == nil }

    /// org.freedesktop.PolicyKit1.Authority.CheckAuthorization(subject, action, details, flags, cancellation).
    func ask(_ action: Action, _ connection: BusConnection, patience: UInt64) -> Bool {
      let polkit = BusPeer(
        name: "org.freedesktop.PolicyKit1", path: "/org/freedesktop/PolicyKit1/Authority",
        interface: "org.freedesktop.PolicyKit1.Authority")
      let mayAsk = sd_bus_message_get_allow_interactive_authorization(call.pointer) > 0
      let sender = MessageReader(call.pointer).sender
      slot = polkit.call(
        "CheckAuthorization", on: connection, patience: patience, starts: true,
        { message, userdata, _ in deliver(message, userdata, to: Question.self) { $0.answered($1) } },
        Unmanaged.passUnretained(self).toOpaque(),
        { writer in
          writer.container(BusType.structure, "sa{sv}") { subject in
            subject.append(text: "system-bus-name")
            subject.container(BusType.array, "{sv}") { details in
              details.entry("name", "s") { $0.append(text: sender) }
            }
          }
          writer.append(text: action.name)
          writer.container(BusType.array, "{ss}") { _ in }
          // 1: AllowUserInteraction.
          writer.append(UInt32(mayAsk ? 1 : 0))
          writer.append(text: "")
        })
      return slot != nil
    }

    private func answered(_ reply: MessageReader) {
      var verdict = Verdict.denied
      if !reply.isError {
        _ = reply.container(BusType.structure, "bba{ss}") { answer in
          let isAllowed = answer.boolean() ?? false
          let isChallenge = answer.boolean() ?? false
          if isAllowed { verdict = .allowed } else if isChallenge { verdict = .needsPassword }
          sd_bus_message_skip(answer.message, nil)
        }
      }
      let later = later
      self.later = nil
      later?(call.pointer, verdict)
    }
  }
}
