import PsoasCore
import PsoasSystem

/// What a sensor can do, as `Monitor` needs to know it.
public struct SensorTraits: Equatable, Sendable {
  /// UTF-8, as the device reports it; empty if the recording does not name the device.
  public var name: Text
  public var hasGyroscope: Bool
  /// Sends nothing while nothing changes: silence is stillness, not loss.
  public var isSparse: Bool

  public init(name: Text = [], hasGyroscope: Bool = true, isSparse: Bool = false) {
    self.name = name
    self.hasGyroscope = hasGyroscope
    self.isSparse = isSparse
  }
}

/// The inputs of `Monitor`. A `TimedInput` adds the time.
///
/// Large, rare cases are boxed: otherwise every sample is copied at the size of the largest case.
public enum Input: Equatable, Sendable {
  case sensorAdded(Placement, SensorTraits)
  case sensorRemoved(Placement)
  case sample(Placement, Sample)
  /// The wearer stands in neutral from now until `standingEnded`.
  case standingBegan
  case standingEnded
  /// Only time has passed. This input keeps reminders running while no sensor sends data.
  case tick
  /// The current wall-clock time: at the start, and whenever the clock steps or the time zone changes.
  case wallClock(WallClock)
  /// The machine goes to sleep.
  case suspending
  /// It woke after so many microseconds that the session's clock did not count (CLOCK_BOOTTIME).
  case resumed(asleep: Int64)
  /// The screen was locked or unlocked.
  case locked(Bool)
  /// The session became idle, or active again.
  case idle(Bool)
  /// The desktop or a program started or stopped inhibiting reminders.
  case quiet(QuietReason, Bool)
  case command(Command)
  /// The wearer has set things otherwise: holds from here on.
  indirect case configuration(Configuration)
  /// The exercises there are now; at the start `Monitor` is given them.
  case catalog(ExerciseCatalog)
  /// What is already known of today, from the history, at the start.
  indirect case restore(DayTotals)
  /// What an earlier run was asked for to have fewer reminders, at the start.
  case hold(ReminderHold)
  /// What was done in earlier sessions, at the start: one each.
  case exerciseDone(ExerciseCompletion)
  /// What is stored of the sensor that was just added.
  indirect case calibration(Placement, CalibrationRecord)
  /// Up in standing, unit, axes of the sensor that was just added, as an earlier run learnt it in the same mounting.
  case mounting(Placement, upright: Vector3)
  /// How the pelvis was tilted on an earlier day (since 1970-01-01, local calendar), from the history, at the start.
  indirect case earlierTilt(day: Int64, TiltDay)
  /// What the last fortnight suggests to work on: at the start, at each day's end, and when days are forgotten.
  case suggested([MuscleGroup])
  /// The session ends here: open bouts are closed.
  case end
}

public struct TimedInput: Equatable, Sendable {
  public var time: Instant
  public var input: Input

  public init(_ time: Instant, _ input: Input) {
    self.time = time
    self.input = input
  }
}
