import PsoasMonitor
import PsoasSystem

/// Shows reminders on the desktop, one at a time, and receives the user's responses. Without a notification server,
/// nothing happens. A server that starts later shows the reminder that is open at that time.
public final class Notifications: NotificationHandler {
  private var slot: NotificationSlot?
  private unowned(unsafe) let handler: any CommandHandler
  /// Holds from the next notification on.
  public var configuration: Configuration {
    didSet {
      if !configuration.notifications.areShown { slot?.withdraw() }
    }
  }
  /// Has the exercises' pictures.
  public var catalog: ExerciseCatalog
  /// The reminder that is open, at the level that it has reached.
  private var open: Reminder?
  /// The guided session that was started here, which the screen follows.
  private var guided: ExerciseSessionNotification?
  private var isStarting = false

  /// - Parameters:
  ///   - connection: the session bus, served by a loop.
  ///   - catalog: has the exercises' pictures.
  ///   - handler: not retained; must outlive this.
  public init(
    on connection: BusConnection, _ configuration: Configuration, _ catalog: ExerciseCatalog,
    _ handler: any CommandHandler
  ) throws(BusError) {
    self.configuration = configuration
    self.catalog = catalog
    self.handler = handler
    slot = try NotificationSlot(on: connection, self)
  }

  /// Shows a reminder when one opens, and takes it away when it closes; other events are not for the screen.
  public func announce(_ event: Event) {
    switch event {
    case .reminder(let reminder):
      open = reminder
      show()
    case .escalated(let number, let level):
      guard open?.number == number else { return }
      open?.level = level
      show()
    case .reminderClosed(let number, _):
      guard open?.number == number else { return }
      open = nil
      if guided == nil { slot?.withdraw() }
    case .session(let number, let event): follow(number, event)
    default: break
    }
  }

  private func show() {
    // The lowest level is for status lines and panels.
    guard configuration.notifications.areShown, guided == nil, let open, open.level != .status else { return }
    var notification = DesktopNotification(open, snoozes: snoozes)
    notification.picture = catalog[open.exercise]?.picturePath ?? []
    slot?.show(notification)
  }

  /// Others' sessions, at the terminal or of a program, have a screen of their own.
  private func follow(_ number: Int, _ event: ExerciseSessionEvent) {
    if case .started(let start) = event, isStarting {
      isStarting = false
      guided = ExerciseSessionNotification(number, start, picture: catalog[start.exercise]?.picturePath ?? [])
    }
    guard configuration.notifications.areShown, let shown = guided?.take(number, event) else { return }
    slot?.show(shown)
    if case .finished = event { guided = nil }
  }

  /// Minutes by which a reminder can be put off, a button each.
  private var snoozes: [Int] {
    let usual = configuration.snoozeMinutes
    return [usual] + configuration.notifications.otherSnoozes.filter { $0 != usual }
  }

  func answered(_ notification: DesktopNotification, _ answer: NotificationSlot.Answer) {
    switch answer {
    case .action(.done): perform(.done, notification)
    case .action(.snooze(let minutes)): perform(.snooze(minutes: minutes), notification)
    case .action(.stop): perform(.stopSession, notification)
    // Below zero are sessions: putting one's notification away does not end it.
    case .dismissed where notification.number < 0: guided = nil
    case .action(.skip), .dismissed: perform(.skip, notification)
    case .action(.start):
      guard let open, open.number == notification.number else { return }
      isStarting = true
      perform(.startSession(ExerciseSessionRequest(open.exercise)), notification)
      isStarting = false
    }
  }

  /// Where the command is refused the notification comes back with the reason.
  private func perform(_ command: Command, _ notification: DesktopNotification) {
    do throws(CommandRefusal) { _ = try handler.perform(command) } catch {
      guard configuration.notifications.areShown else { return }
      var refused = notification
      refused.body = error.text
      // What is open can still be answered; of what is not, the reason is all there is to show.
      if open?.number != notification.number { refused.actions = [] }
      slot?.show(refused)
    }
  }
}

extension DesktopNotification {
  /// A reminder as the screen shows it: the exercise, why now, how much of it, and the cue.
  init(_ reminder: Reminder, snoozes: [Int]) {
    number = reminder.number
    title = reminder.title
    body = Text()
    body.append("After ")
    body.append(duration: reminder.sittingSeconds)
    body.append(" of sitting: ")
    body.append(reminder.dose)
    body.append(".\n")
    body.append(reminder.cue)
    level = reminder.level
    let snoozes = reminder.maySnooze ? snoozes : []
    actions.append(.start)
    if let first = snoozes.first { actions.append(.snooze(minutes: first)) }
    actions.append(.skip)
    for minutes in snoozes.dropFirst() { actions.append(.snooze(minutes: minutes)) }
    actions.append(.done)
  }
}
