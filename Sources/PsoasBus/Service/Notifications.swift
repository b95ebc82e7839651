import CSystemd
import PsoasCore
import PsoasMonitor

/// Shows reminders on the desktop (org.freedesktop.Notifications, Desktop Notifications Specification 1.2), one at a
/// time, and hears what the wearer answers. Where no desktop shows notifications, nothing happens.
public final class Notifications {
  /// What is on the screen, as far as the daemon knows.
  private enum Shown {
    case nothing
    /// The server was asked and has not answered yet.
    case asked(number: Int)
    case open(number: Int, identifier: UInt32)
  }

  private let connection: BusConnection
  private unowned(unsafe) let handler: any CommandHandler
  private let snoozeMinutes: Int
  private var shown = Shown.nothing
  /// What came up while the server had not answered yet.
  private var next: Reminder?
  private var call: OpaquePointer?
  private var actionMatch: OpaquePointer?
  private var closedMatch: OpaquePointer?

  private static let name: StaticString = "org.freedesktop.Notifications"
  private static let path: StaticString = "/org/freedesktop/Notifications"

  /// - Parameters:
  ///   - connection: the session bus, served by a loop.
  ///   - snoozeMinutes: what the snooze button asks for; 1 to 600.
  ///   - handler: not retained; must outlive this.
  public init(
    on connection: BusConnection, snoozeMinutes: Int, _ handler: any CommandHandler
  ) throws(BusError) {
    self.connection = connection
    self.snoozeMinutes = snoozeMinutes
    self.handler = handler
    try match(
      "ActionInvoked", &actionMatch,
      { message, userdata, _ in Notifications.hear(message, userdata) { $0.invoked(MessageReader($1)) } })
    try match(
      "NotificationClosed", &closedMatch,
      { message, userdata, _ in Notifications.hear(message, userdata) { $0.closed(MessageReader($1)) } })
  }

  deinit {
    withdraw()
    for slot in [call, actionMatch, closedMatch] { sd_bus_slot_unref(slot) }
  }

  /// Shows a reminder when one opens, and takes it away when it closes; other events are not for the screen.
  public func announce(_ event: Event) {
    switch event {
    case .reminder(let reminder): show(reminder)
    case .reminderClosed(let number, _): close(number)
    default: break
    }
  }

  // MARK: Showing

  private func show(_ reminder: Reminder) {
    if case .asked = shown {
      next = reminder
      return
    }
    var replaced: UInt32 = 0
    if case .open(_, let identifier) = shown { replaced = identifier }
    guard let message = methodCall("Notify") else { return }
    defer { sd_bus_message_unref(message) }
    var writer = MessageWriter(message)
    write(reminder, replacing: replaced, to: &writer)
    guard writer.result >= 0 else { return }
    call = sd_bus_slot_unref(call)
    let result = sd_bus_call_async(
      connection.bus, &call, message,
      { reply, userdata, _ in Notifications.hear(reply, userdata) { $0.answered($1) } },
      Unmanaged.passUnretained(self).toOpaque(), BusConnection.patience)
    shown = result >= 0 ? .asked(number: reminder.number) : .nothing
  }

  private func write(_ reminder: Reminder, replacing replaced: UInt32, to writer: inout MessageWriter) {
    writer.append(text: "Psoas")
    writer.append(replaced)
    // No icon: the desktop's own for a notification will do.
    writer.append(text: "")
    writer.append(text: reminder.title)
    writer.append(text: Notifications.body(of: reminder))
    var later = Bytes()
    later.append("In ")
    later.append(snoozeMinutes)
    later.append(" min")
    writer.container(BusType.array, "s") { actions in
      actions.append(text: "done")
      actions.append(text: "Done")
      actions.append(text: "snooze")
      actions.append(text: later)
      actions.append(text: "skip")
      actions.append(text: "Skip")
    }
    writer.container(BusType.array, "{sv}") { hints in
      // Normal: a suggestion is no alarm.
      hints.entry("urgency", "y") { $0.append(UInt8(1)) }
    }
    // -1: the server's own time; a reminder that has gone from the screen can still be answered.
    writer.append(Int32(-1))
  }

  /// The reason and the cue, as the specification's markup.
  static func body(of reminder: Reminder) -> Bytes {
    var text = Bytes()
    text.append(duration: reminder.sittingSeconds)
    text.append(" of sitting. ")
    text.append(reminder.dose)
    text.append(". ")
    text.append(reminder.cue)
    var escaped = Bytes()
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): escaped.append("&amp;")
      case UInt8(ascii: "<"): escaped.append("&lt;")
      case UInt8(ascii: ">"): escaped.append("&gt;")
      default: escaped.append(byte)
      }
    }
    return escaped
  }

  private func close(_ number: Int) {
    if let next, next.number == number { self.next = nil }
    switch shown {
    case .open(number, _): withdraw()
    // Closed when the server answers with its identifier.
    case .asked(number): shown = .asked(number: 0)
    default: break
    }
  }

  /// Takes the notification off the screen.
  private func withdraw() {
    guard case .open(_, let identifier) = shown else { return }
    shown = .nothing
    guard let message = methodCall("CloseNotification") else { return }
    defer { sd_bus_message_unref(message) }
    var writer = MessageWriter(message)
    writer.append(identifier)
    // No reply is wanted: one that has gone already is closed as well.
    sd_bus_message_set_expect_reply(message, 0)
    if writer.result >= 0 { sd_bus_send(connection.bus, message, nil) }
  }

  // MARK: Hearing

  private func answered(_ reply: OpaquePointer) {
    guard case .asked(let number) = shown else { return }
    shown = .nothing
    // An error is a desktop without notifications: D-Bus, `psoasctl` and the journal still tell.
    if sd_bus_message_is_method_error(reply, nil) == 0, let identifier = MessageReader(reply).unsigned32() {
      shown = .open(number: number, identifier: identifier)
      if number == 0, next == nil { withdraw() }
    }
    if let next {
      self.next = nil
      show(next)
    }
  }

  private func invoked(_ signal: MessageReader) {
    guard let identifier = signal.unsigned32(), let action = signal.text(), isOpen(identifier) else { return }
    if action.equals("done") {
      finish(.done)
    } else if action.equals("snooze") {
      finish(.snooze(minutes: snoozeMinutes))
    } else if action.equals("skip") {
      finish(.skip)
    }
  }

  private func closed(_ signal: MessageReader) {
    guard let identifier = signal.unsigned32(), let reason = signal.unsigned32(), isOpen(identifier) else { return }
    // 2: the wearer put it away. Otherwise it ran out, or the desktop tidied up: that is no answer.
    let wasDismissed = reason == 2
    shown = .nothing
    if wasDismissed { handler.command(.skip) }
  }

  private func finish(_ command: Command) {
    // Not every server takes a notification away when it is answered.
    withdraw()
    handler.command(command)
  }

  private func isOpen(_ identifier: UInt32) -> Bool {
    if case .open(_, identifier) = shown { return true }
    return false
  }

  // MARK: Plumbing

  private func methodCall(_ member: StaticString) -> OpaquePointer? {
    var message: OpaquePointer?
    let result = sd_bus_message_new_method_call(
      connection.bus, &message, Notifications.name.cString, Notifications.path.cString, Notifications.name.cString,
      member.cString)
    return result >= 0 ? message : nil
  }

  private func match(
    _ member: StaticString, _ slot: inout OpaquePointer?, _ callback: sd_bus_message_handler_t
  ) throws(BusError) {
    let result = sd_bus_match_signal(
      connection.bus, &slot, Notifications.name.cString, Notifications.path.cString, Notifications.name.cString,
      member.cString, callback, Unmanaged.passUnretained(self).toOpaque())
    guard result >= 0 else { throw .failed("sd_bus_match_signal", code: -result) }
  }

  private static func hear(
    _ message: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?, _ body: (Notifications, OpaquePointer) -> Void
  ) -> Int32 {
    guard let message, let userdata else { return 0 }
    body(Unmanaged<Notifications>.fromOpaque(userdata).takeUnretainedValue(), message)
    return 0
  }
}
