import PsoasCore

/// Seconds of one local day, by posture, with the bouts and reminders of that day.
public struct DayTotals: Equatable, Sendable {
  /// Days since 1970-01-01 by the local calendar; nil where no clock was given.
  public var day: Int64?
  /// Seconds in each posture. `unknown` is time in which no sensor could tell: never counted as sitting.
  public var sitting = 0.0
  public var standing = 0.0
  public var walking = 0.0
  public var lying = 0.0
  public var notWorn = 0.0
  public var unknown = 0.0
  /// Sitting seconds of the longest bout.
  public var longestBout = 0.0
  public var bouts = 0
  /// Breaks between bouts, and those of them with two minutes of walking or five on the feet.
  public var breaks = 0
  public var activeBreaks = 0
  public var steps = 0
  public var reminders = 0
  /// How they ended. Done by the wearer's word or seen by the sensor; those seen are counted once more apart. A snoozed
  /// one is not done (SafeEyes #327): it is raised again under another number.
  public var remindersDone = 0
  public var remindersChecked = 0
  public var remindersSnoozed = 0
  public var remindersSkipped = 0
  public var remindersIgnored = 0
  public var remindersWithdrawn = 0
  /// How the pelvis was tilted, as far as a calibration tells.
  public var tilt = TiltDay()

  public init(day: Int64? = nil) { self.day = day }

  /// Books seconds of one posture as another's, as many as this day has of them.
  public mutating func move(_ seconds: Double, from wrong: Posture, to right: Posture) {
    let moved = min(seconds, self[wrong])
    add(-moved, in: wrong)
    add(moved, in: right)
  }

  private subscript(posture: Posture) -> Double {
    switch posture {
    case .sitting: sitting
    case .standing: standing
    case .walking: walking
    case .lying: lying
    case .notWorn: notWorn
    case .unknown: unknown
    }
  }

  public mutating func add(_ seconds: Double, in posture: Posture) {
    switch posture {
    case .sitting: sitting += seconds
    case .standing: standing += seconds
    case .walking: walking += seconds
    case .lying: lying += seconds
    case .notWorn: notWorn += seconds
    case .unknown: unknown += seconds
    }
  }
}
