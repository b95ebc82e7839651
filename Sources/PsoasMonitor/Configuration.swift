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
  /// Seconds that a due reminder waits for a break point, such as a shift in the seat; 0 to 900 (Iqbal and Bailey:
  /// deferral cuts frustration; the five minutes are the house's judgement).
  public var waitForBreakPoint = 300.0
  /// Times that a reminder may be put off before it wants another answer; 0 to 10 (the house's judgement).
  public var snoozesInRow = 2
  /// Ignored reminders in a row after which the intervals grow; 0 to 20, 0 for never (the house's judgement).
  public var backOffAfter = 3
  /// By how much they grow each time; 1 to 3 (the house's judgement).
  public var backOffFactor = 1.5
  /// Seconds that they grow to at most; 60 to 14400.
  public var backOffMost = 5400.0
  /// When reminders are welcome.
  public var workingHours = WorkingHours()
  /// How loudly a reminder speaks, and when louder.
  public var escalation = Escalation()
  /// Exercise that long sitting always suggests, by its identifier in the catalog; empty for what the programme has.
  public var sittingExercise: [UInt8] = []
  /// The programme's exercises by their identifiers, with single blanks between them.
  public var programme: [UInt8] = Array("kneeling-hip-flexor figure-four glute-bridge plank".utf8)
  /// What speaks against some exercises.
  public var profile = Profile()
  public var notifications = NotificationSettings()
  /// Degrees on either side of neutral that still count as neutral; 3 to 10. A difference below 4.5 is no difference
  /// (Koumantakis 2016: minimal detectable change 4.46).
  public var tiltDeadBand = 5
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
