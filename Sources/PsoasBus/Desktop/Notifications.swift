import PsoasMonitor
import PsoasSystem

/// Shows reminders on the desktop, one at a time, and receives the user's responses. Messages about sensors have places
/// of their own. Without a notification server, nothing happens. A server that starts later shows the reminder that is
/// open at that time.
public final class Notifications {
  private var slot: NotificationSlot?
  private let sensors = SensorNotifications()
  private let handler: any CommandHandler
  /// Applies from the next notification on.
  public var configuration: Configuration {
    didSet {
      if !configuration.notifications.areShown {
        slot?.withdraw()
        sensors.withdraw()
      }
    }
  }
  /// The source of the exercises' pictures.
  public var catalog: ExerciseCatalog
  /// The open reminder at its current level.
  private var open: Reminder?
  /// The exercise session that was started here and is shown on the screen.
  private var guided: ExerciseSessionNotification?
  private var isStarting = false
  /// The exercise that the wearer chose without a reminder, and the number of its notification: no reminder and no
  /// session has it.
  private var chosen: (number: Int, exercise: Text) = (1 << 30, [])
  /// What the wearer knows of the safety advice; without it the advice counts as known.
  public var safety: (any SafetyMemory)?

  /// - Parameters:
  ///   - connection: the session bus, served by a loop.
  ///   - catalog: the source of the exercises' pictures.
  ///   - handler: performs the commands of the buttons.
  public init(
    on connection: BusConnection, _ configuration: Configuration, _ catalog: ExerciseCatalog,
    _ handler: any CommandHandler
  ) throws(BusError) {
    self.configuration = configuration
    self.catalog = catalog
    self.handler = handler
    slot = try NotificationSlot(on: connection, unretained(self) { $0.answered($1, $2) })
    sensors.connection = connection
  }

  /// The bus has closed the connection, and the server's notifications are gone.
  public func disconnect() {
    slot = nil
    sensors.connection = nil
  }

  /// Continues on a new connection, and shows what is open.
  public func reconnect(on connection: BusConnection) throws(BusError) {
    slot = try NotificationSlot(on: connection, unretained(self) { $0.answered($1, $2) })
    sensors.connection = connection
    show()
  }

  /// Shows a reminder when it opens, closes it when it ends, and shows messages about sensors; other events are not
  /// displayed.
  public func announce(_ event: Event) {
    switch event {
    case .reminder(let reminder), .reminderReopened(let reminder, _):
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
    case .sensorNotice(let placement, let notice):
      if configuration.notifications.areShown { sensors.show(notice, of: placement) }
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

  /// Sessions started elsewhere, at the terminal or by a program, have their own display.
  private func follow(_ number: Int, _ event: ExerciseSessionEvent) {
    if case .started(let start) = event, isStarting {
      isStarting = false
      guided = ExerciseSessionNotification(number, start, picture: catalog[start.exercise]?.picturePath ?? [])
    }
    let counts = slot?.replacesSilently ?? false
    guard configuration.notifications.areShown, let shown = guided?.take(number, event, counts: counts) else { return }
    slot?.show(shown)
    if case .finished = event { guided = nil }
  }

  /// Minutes of the snooze buttons.
  private var snoozes: [Int] {
    let usual = configuration.snoozeMinutes
    return [usual] + configuration.notifications.otherSnoozes.filter { $0 != usual }
  }

  private func answered(_ notification: DesktopNotification, _ answer: NotificationSlot.Answer) {
    switch answer {
    case .action(.done): perform(.done, notification)
    case .action(.snooze(let minutes)): perform(.snooze(minutes: minutes), notification)
    case .action(.stop): perform(.stopSession, notification)
    // Negative numbers are sessions: closing the notification does not end the session.
    case .dismissed where notification.number < 0: guided = nil
    // The safety advice is closed, and not the reminder.
    case .dismissed where notification.isSafetyAdvice: show()
    case .action(.skip), .dismissed: perform(.skip, notification)
    case .action(.start): begin(notification)
    case .action(.more): showSafety(SafetyText.full, [.begin], notification)
    case .action(.begin):
      safety?.note()
      start(notification)
    }
  }

  /// Starts an exercise that the wearer chose elsewhere on the desktop, and shows it here.
  func start(_ exercise: Text) {
    if let open, open.exercise == exercise { return begin(DesktopNotification(open, snoozes: snoozes)) }
    chosen = (chosen.number + 1, exercise)
    begin(DesktopNotification(number: chosen.number, title: catalog[exercise]?.title ?? exercise, body: []))
  }

  private func begin(_ notification: DesktopNotification) {
    if let safety, !safety.isShown { return showSafety(SafetyText.short, [.begin, .more], notification) }
    start(notification)
  }

  private func start(_ notification: DesktopNotification) {
    guard let exercise = exercise(of: notification) else { return }
    isStarting = true
    perform(.startSession(ExerciseSessionRequest(exercise)), notification)
    isStarting = false
  }

  private func exercise(of notification: DesktopNotification) -> Text? {
    if notification.number == chosen.number { return chosen.exercise }
    return open?.number == notification.number ? open?.exercise : nil
  }

  /// Shows the safety advice before the first exercise.
  private func showSafety(
    _ text: StaticString, _ actions: [DesktopNotification.Action], _ notification: DesktopNotification
  ) {
    guard exercise(of: notification) != nil else { return }
    var advice = notification
    advice.title = "Before your first exercise"
    advice.body = Text(text)
    advice.actions = actions
    advice.level = .resident
    slot?.show(advice)
  }

  /// If the command is refused, the notification is shown again with the reason.
  private func perform(_ command: Command, _ notification: DesktopNotification) {
    do throws(CommandRefusal) { _ = try handler.perform(command) } catch {
      guard configuration.notifications.areShown else { return }
      var refused = notification
      refused.body = error.message
      // An open reminder can still be answered; otherwise only the reason is shown.
      if open?.number != notification.number { refused.actions = [] }
      slot?.show(refused)
    }
  }
}

extension DesktopNotification {
  /// The notification of a reminder: what to do now and why, then the exercise, the amount, and the cue.
  init(_ reminder: Reminder, snoozes: [Int]) {
    number = reminder.number
    title = "Time to get up: \(seated: reminder.sittingSeconds) seated"
    body = "\(reminder.title), \(reminder.dose).\n\(reminder.cue)"
    level = reminder.level
    let snoozes = reminder.maySnooze ? snoozes : []
    actions.append(.start)
    if let first = snoozes.first { actions.append(.snooze(minutes: first)) }
    actions.append(.skip)
    for minutes in snoozes.dropFirst() { actions.append(.snooze(minutes: minutes)) }
    actions.append(.done)
  }
}

/// Whether the wearer has seen the safety advice.
public protocol SafetyMemory: AnyObject {
  var isShown: Bool { get }
  /// It has been shown now.
  func note()
}

extension DesktopNotification {
  /// Whether it is the safety advice, and not a reminder or a session.
  fileprivate var isSafetyAdvice: Bool { actions.contains(.begin) }
}

extension TextInterpolation {
  /// `31 minutes`, `2 h 05 min`: the time seated, for a heading.
  fileprivate mutating func appendInterpolation(seated seconds: Double) {
    let minutes = Int(max(seconds, 0) / 60)
    insert { text in
      if 1..<60 ~= minutes { text += "\(count: minutes, "minute", "minutes")" } else { text.append(duration: seconds) }
    }
  }
}
