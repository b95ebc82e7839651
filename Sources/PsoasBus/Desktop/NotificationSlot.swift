import CSystemd
import PsoasMonitor
import PsoasSystem

/// Keeps at most one notification on the screen (org.freedesktop.Notifications). `show` and `withdraw` set the
/// desired state. The slot brings the server to that state, even if the server starts late, restarts or is slow.
final class NotificationSlot {
  /// The wearer's answer to the notification on the screen.
  enum Answer: Equatable {
    case action(DesktopNotification.Action)
    /// Closed without an answer.
    case dismissed
  }

  /// What the server shows, according to its replies.
  private enum Shown {
    case nothing
    /// Sent, without a reply yet; `before` is what it may still show.
    case asked(DesktopNotification, before: UInt32)
    case open(DesktopNotification, identifier: UInt32)
  }

  private let connection: BusConnection
  private var server: NotificationServer?
  private let report: (DesktopNotification, Answer) -> Void
  private var wanted: DesktopNotification?
  private var shown = Shown.nothing
  /// The notification that must not be shown again: the wearer has closed it, or the server refused it.
  private var settled: DesktopNotification?
  private var call: BusSlot?
  private var matches: [BusSlot] = []

  /// - Parameters:
  ///   - connection: the session bus, served by a loop.
  ///   - report: called with the answer to a notification.
  init(
    on connection: BusConnection, _ report: @escaping (DesktopNotification, Answer) -> Void
  ) throws(BusError) {
    self.connection = connection
    self.report = report
    let userdata = Unmanaged.passUnretained(self).toOpaque()
    let peer = NotificationServer.peer
    matches = [
      try peer.listen(
        "ActionInvoked", on: connection,
        { message, userdata, _ in deliver(message, userdata, to: NotificationSlot.self) { $0.invoked($1) } }, userdata),
      try peer.listen(
        "NotificationClosed", on: connection,
        { message, userdata, _ in deliver(message, userdata, to: NotificationSlot.self) { $0.closed($1) } }, userdata),
    ]
    server = try NotificationServer(on: connection, unretained(self) { $0.serverChanged($1) })
  }

  deinit {
    if case .open(_, let identifier) = shown { close(identifier) }
  }

  /// Whether the server replaces a notification in place, without showing it anew: only then may it change each second.
  var replacesSilently: Bool { server?.capabilities?.contains(.silentReplacement) ?? false }

  /// Shows `notification` in place of the current one.
  func show(_ notification: DesktopNotification) {
    wanted = notification
    settle()
  }

  /// Closes the notification.
  func withdraw() {
    wanted = nil
    settle()
  }

  /// Brings the server to the desired state. Only one call is pending at a time, so there is never more than one
  /// notification, and only the last of several successive ones is shown.
  private func settle() {
    switch shown {
    case .asked: break
    case .open(let notification, let identifier):
      if let wanted {
        if wanted != notification { notify(wanted, replacing: identifier) }
      } else {
        shown = .nothing
        close(identifier)
      }
    case .nothing:
      guard let wanted, wanted != settled else { return }
      notify(wanted, replacing: 0)
    }
  }

  private func notify(_ notification: DesktopNotification, replacing identifier: UInt32) {
    guard let server else { return }
    guard let capabilities = server.capabilities else { return server.want() }
    // The call has no timeout: a slow server still shows the notification, which may need an update afterwards. If
    // the server exits, the bus returns an error.
    call = NotificationServer.peer.call(
      "Notify", on: connection, patience: .max, starts: true,
      { reply, userdata, _ in deliver(reply, userdata, to: NotificationSlot.self) { $0.answered($1) } },
      Unmanaged.passUnretained(self).toOpaque(),
      { $0.append(notification, replacing: identifier, capabilities) })
    if call != nil { shown = .asked(notification, before: identifier) }
  }

  private func close(_ identifier: UInt32) {
    // No reply is needed: closing one that no longer exists does no harm.
    NotificationServer.peer.send("CloseNotification", on: connection) { $0.append(identifier) }
  }

  // MARK: Replies and signals of the server

  private func serverChanged(_ isPresent: Bool) {
    if isPresent { return settle() }
    call = nil
    shown = .nothing
    settled = nil
  }

  private func answered(_ reply: MessageReader) {
    guard case .asked(let notification, _) = shown else { return }
    if !reply.isError, let identifier = reply.unsigned32() {
      shown = .open(notification, identifier: identifier)
    } else {
      // D-Bus, psoasctl and the journal still report the event.
      shown = .nothing
      settled = notification
    }
    settle()
  }

  private func invoked(_ signal: MessageReader) {
    guard let identifier = signal.unsigned32(), let key = signal.text(), let notification = seen(identifier) else {
      return
    }
    // A click on the notification itself is its first button.
    let action = key == "default" ? notification.actions.first : notification.actions.first { $0.key == key }
    if let action { finish(notification, .action(action)) }
  }

  private func closed(_ signal: MessageReader) {
    guard let identifier = signal.unsigned32(), let reason = signal.unsigned32(),
      let notification = seen(identifier)
    else { return }
    // 1: expired. 3: closed by a call. 4: undefined. None of them is an answer, and a server with a list may still show
    // it there and accept answers.
    guard reason == 2 else { return }
    if case .open = shown { shown = .nothing }
    finish(notification, .dismissed)
  }

  /// The notification with an identifier, if it is ours and still wanted.
  private func seen(_ identifier: UInt32) -> DesktopNotification? {
    switch shown {
    case .open(let notification, identifier) where wanted?.number == notification.number: notification
    // The previous notification stays on the screen until the server replies. Its actions count if its subject is
    // the same.
    case .asked(let notification, before: identifier)
    where identifier != 0 && wanted?.number == notification.number:
      notification
    default: nil
    }
  }

  private func finish(_ notification: DesktopNotification, _ answer: Answer) {
    // Not every server closes a notification when it is answered.
    wanted = nil
    settled = notification
    settle()
    report(notification, answer)
  }
}
