import PsoasCore
import PsoasSystem

/// The wearer's configuration. Each field has its unit, range and source; the defaults are compiled in. A new setting
/// is a field here, a row in `Setting.all` below, and what the tests require: its lines in psoas.conf(5) and in the
/// example file (`psoasctl config example`).
public struct Configuration: Equatable, Sendable {
  /// Seconds of sitting in one bout before a reminder; 60 to 14400. Half an hour is the commonest definition of a
  /// prolonged bout (Physiological Reviews 2024, PMC10625842, table 2).
  public var remindAfter = 1800.0
  /// Least seconds between two reminders; 60 to 14400 (chosen by judgement: frequent reminders get turned off).
  public var reminderGap = 1200.0
  /// Largest number of reminders per day; 0 to 48 (Klasnja 2019 used 5 per day and saw their effect decline).
  public var remindersPerDay = 8
  /// Seconds upright that end a bout; 20 to 300 (ActiPASS tolerates 20 s inside a bout; a minute is chosen by
  /// judgement).
  public var breakLength = 60.0
  /// Seconds after which an unanswered reminder counts as ignored; 60 to 3600 (chosen by judgement).
  public var ignoredAfter = 600.0
  /// Default minutes of a snooze; 1 to 600.
  public var snoozeMinutes = 10
  /// Seconds that a due reminder waits for a break point, such as a shift in the seat; 0 to 900 (Iqbal and Bailey:
  /// deferral reduces frustration; the five minutes are chosen by judgement).
  public var waitForBreakPoint = 300.0
  /// Maximum number of snoozes per reminder; 0 to 10 (chosen by judgement).
  public var snoozesInRow = 2
  /// Consecutive ignored reminders after which the intervals grow; 0 to 20, 0 for never (chosen by judgement).
  public var backOffAfter = 3
  /// The factor of growth; 1 to 3 (chosen by judgement).
  public var backOffFactor = 1.5
  /// Upper limit of the grown interval, seconds; 60 to 14400.
  public var backOffMost = 5400.0
  /// The times at which reminders are allowed.
  public var workingHours = WorkingHours()
  /// The alert level of a reminder, and when it escalates.
  public var escalation = Escalation()
  /// Identifier of the exercise to suggest after long sitting; empty for the programme's choice.
  public var sittingExercise: Text = []
  /// Whether suggestions in working hours are exercises that can be done beside a desk, where one fits.
  public var atDesk = true
  /// Identifiers of the programme's exercises, separated by single blanks.
  public var programme: Text = "kneeling-hip-flexor figure-four glute-bridge plank"
  /// Contraindications for some exercises.
  public var profile = Profile()
  public var notifications = NotificationSettings()
  /// Degrees on either side of neutral that still count as neutral; 3 to 10. A difference below 4.5 is not detectable
  /// (Koumantakis 2016: minimal detectable change 4.46).
  public var tiltDeadBand = 5
  /// Placements configured by the wearer: a sensor's identifier for each; empty if none.
  public var sensors = PerPlacement<Text>(repeating: [])
  /// Days for which the history keeps bouts, breaks, reminders and hours; 0 keeps them for ever. Totals of days stay.
  public var retentionDays = 0
  /// Priority of a suggestion in the journal as in syslog(3): 0 emergency to 7 debug. 5 is notice: a significant but
  /// normal condition.
  public var alertPriority = 5

  public init() {}
}

extension Setting {
  /// Every setting, section by section in the order of `Section`.
  public static let all: [Setting] = [
    Setting(
      .reminders, "SittingTime", "remind_after_s", .span(60...14400) { access(&$0.remindAfter, $1) },
      "Sitting time in one bout before a suggestion."),
    Setting(
      .reminders, "Gap", "reminder_gap_s", .span(60...14400) { access(&$0.reminderGap, $1) },
      "The least time between two suggestions."),
    Setting(
      .reminders, "PerDay", "reminders_per_day", .whole(0...48) { access(&$0.remindersPerDay, $1) },
      "The largest number of suggestions per day; 0 for none."),
    Setting(
      .reminders, "BreakLength", "break_length_s", .span(20...300) { access(&$0.breakLength, $1) },
      "Time standing or walking that ends a bout."),
    Setting(
      .reminders, "IgnoredAfter", "ignored_after_s", .span(60...3600) { access(&$0.ignoredAfter, $1) },
      "Time after which an unanswered suggestion counts as ignored."),
    Setting(
      .reminders, "SnoozeMinutes", "snooze_minutes", .whole(1...600) { access(&$0.snoozeMinutes, $1) },
      "Minutes of the notification's snooze button."),
    exercise,
    Setting(
      .reminders, "AtDesk", "at_desk", .choice { access(&$0.atDesk, $1) },
      "Whether suggestions in WorkingHours= are exercises that can be done beside a desk, where one fits."),
    Setting(
      .reminders, "WaitForBreakPoint", "wait_for_break_point_s", .span(0...900) { access(&$0.waitForBreakPoint, $1) },
      "The longest time that a due suggestion waits for you to shift in the seat."),
    Setting(
      .reminders, "SnoozesInRow", "snoozes_in_row", .whole(0...10) { access(&$0.snoozesInRow, $1) },
      "How often a suggestion can be snoozed."),
    Setting(
      .reminders, "BackOffAfter", "back_off_after", .whole(0...20) { access(&$0.backOffAfter, $1) },
      "Consecutive ignored suggestions after which the intervals grow; 0 for never."),
    Setting(
      .reminders, "BackOffFactor", "back_off_factor", .factor(1...3) { access(&$0.backOffFactor, $1) },
      "The factor by which the intervals grow each time."),
    Setting(
      .reminders, "BackOffMost", "back_off_most_s", .span(60...14400) { access(&$0.backOffMost, $1) },
      "The upper limit of the growing intervals."),
    Setting(
      .reminders, "WorkingHours", "working_hours", .workingHours { access(&$0.workingHours, $1) },
      "The times at which suggestions are allowed, in local time; empty for always."),
    Setting(
      .reminders, "Escalation", "escalation", .escalation { access(&$0.escalation, $1) },
      "The alert level of a suggestion, and when it escalates without an answer."),
    Setting(
      .notifications, "Show", "show_notifications", .choice { access(&$0.notifications.areShown, $1) },
      "Whether suggestions are shown on the desktop."),
    Setting(
      .notifications, "OtherSnoozes", "other_snoozes_minutes", .minutes { access(&$0.notifications.otherSnoozes, $1) },
      "Minutes of additional snooze buttons, besides SnoozeMinutes=."),
    Setting(
      .notifications, "RespectDoNotDisturb", "respect_do_not_disturb",
      .choice { access(&$0.notifications.respectDoNotDisturb, $1) },
      "Whether the desktop's do-not-disturb inhibits suggestions."),
    Setting(
      .notifications, "RespectFullScreen", "respect_full_screen",
      .choice { access(&$0.notifications.respectFullScreen, $1) },
      "Whether a program that keeps the screen on inhibits suggestions: a film, a presentation, a call."),
    Setting(
      .notifications, "Tray", "tray", .choice { access(&$0.notifications.hasTray, $1) },
      "Whether the desktop's tray shows Psoas, with a menu."),
    exercises,
    Setting(
      .programme, "Profile", "profile", .profile { access(&$0.profile, $1) },
      "Your conditions that contraindicate some exercises."),
    sensor(.pelvis), sensor(.thigh), sensor(.trunk),
    Setting(
      .tilt, "DeadBand", "tilt_dead_band_deg", .whole(3...10) { access(&$0.tiltDeadBand, $1) },
      "Degrees on either side of your neutral that still count as neutral."),
    Setting(
      .history, "Retention", "retention_days", .days { access(&$0.retentionDays, $1) },
      "How long the history is kept, except the daily totals."),
    Setting(
      .journal, "AlertPriority", "alert_priority", .priority { access(&$0.alertPriority, $1) },
      "The priority of a suggestion in the systemd journal."),
  ]

  public static let exercise = Setting(
    .reminders, "Exercise", "sitting_exercise", .name { access(&$0.sittingExercise, $1) },
    "The identifier of the exercise for every suggestion; empty for the due exercises in turn.")

  public static let exercises = Setting(
    .programme, "Exercises", "programme", .names { access(&$0.programme, $1) },
    "The identifiers of the exercises in your programme.")

  /// The sensor worn at a placement.
  public static func sensor(_ placement: Placement) -> Setting {
    switch placement {
    case .pelvis:
      Setting(
        .sensors, "Pelvis", "pelvis_sensor", .name { access(&$0.sensors[.pelvis], $1) },
        "The sensor worn flat on the sacrum under a snug belt, in the midline.")
    case .thigh:
      Setting(
        .sensors, "Thigh", "thigh_sensor", .name { access(&$0.sensors[.thigh], $1) },
        "The sensor worn on the front of the thigh, half-way down.")
    case .trunk:
      Setting(
        .sensors, "Trunk", "trunk_sensor", .name { access(&$0.sensors[.trunk], $1) },
        "The sensor worn on the lower back, just above the waist (T12 to L1).")
    }
  }
}
