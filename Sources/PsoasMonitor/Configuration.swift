/// What the wearer may set. Each field has its unit, range and source; the defaults are compiled in.
public struct Configuration: Equatable, Sendable {
  /// Seconds of sitting in one bout that call for a reminder; 60 to 14400. Half an hour is the commonest
  /// definition of a prolonged bout (Physiological Reviews 2024, PMC10625842, table 2).
  public var remindAfter = 1800.0
  /// Seconds at least between two reminders; 60 to 14400 (the house's judgement: reminders that nag are turned off).
  public var reminderGap = 1200.0
  /// Reminders a day at most; 0 to 48 (Klasnja 2019 used 5 a day and saw them wear off).
  public var remindersPerDay = 8
  /// Seconds upright that end a bout; 20 to 300 (ActiPASS tolerates 20 s inside a bout; a minute is the house's).
  public var breakLength = 60.0
  /// Seconds after which an unanswered reminder counts as ignored; 60 to 3600 (the house's judgement).
  public var ignoredAfter = 600.0
  /// Minutes of a snooze that names none; 1 to 600.
  public var snoozeMinutes = 10
  /// Exercise that long sitting suggests, by its identifier in the catalogue.
  public var sittingExercise: [UInt8] = Array("kneeling-hip-flexor".utf8)
  public var notifications = NotificationSettings()
  /// Placements given by the wearer: a sensor's identifier for each.
  public var pelvisSensor: [UInt8] = []
  public var thighSensor: [UInt8] = []
  public var trunkSensor: [UInt8] = []
  /// Days for which the history keeps bouts, breaks, reminders and hours; 0 to keep them for ever. Sums of days stay.
  public var retentionDays = 0
  /// Priority of a suggestion in the journal, syslog(3)'s: 0 emergency to 7 debug. 5, a notice: a suggestion is
  /// significant and no trouble.
  public var alertPriority = 5

  public init() {}
}
