import PsoasSystem

/// How reminders come to the screen, and what holds them back there ([Notifications] in psoas.conf(5)). Nothing of it
/// changes what `Monitor` makes of its inputs, so a recording does without.
public struct NotificationSettings: Equatable, Sendable {
  /// Whether reminders are shown on the desktop at all; D-Bus, the journal and psoasctl tell of them in any case.
  public var areShown = true
  /// Minutes of the buttons that put a reminder off, besides the usual `Configuration.snoozeMinutes`; 1 to 600, at most
  /// four. Half an hour is the longest that still serves the day (our judgement).
  public var otherSnoozes = [30]
  /// Whether the desktop's do-not-disturb holds reminders back.
  public var respectDoNotDisturb = true
  /// Whether a program that keeps the screen as it is (a film, a presentation, a call) holds them back.
  public var respectFullScreen = true

  public init() {}
}
