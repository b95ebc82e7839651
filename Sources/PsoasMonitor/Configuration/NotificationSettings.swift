import PsoasSystem

/// How reminders are displayed, and what inhibits their display ([Notifications] in psoas.conf(5)). None of it affects
/// `Monitor`, so a recording does not contain it.
public struct NotificationSettings: Equatable, Sendable {
  /// Whether reminders are shown on the desktop; D-Bus, the journal and psoasctl report them in any case.
  public var areShown = true
  /// Minutes of the additional snooze buttons, besides `Configuration.snoozeMinutes`; 1 to 600, at most four. Half an
  /// hour is the longest useful snooze (chosen by judgement).
  public var otherSnoozes = [30]
  /// Whether the desktop's do-not-disturb inhibits reminders.
  public var respectDoNotDisturb = true
  /// Whether a program that inhibits the screen saver (a film, a presentation, a call) inhibits reminders.
  public var respectFullScreen = true
  /// Whether the desktop's tray shows Psoas, where there is one.
  public var hasTray = true

  public init() {}
}
