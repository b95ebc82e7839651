import PsoasCore
import PsoasSystem

/// The capabilities of a sensor.
public struct SensorTraits: Equatable, Sendable {
  /// UTF-8, as reported by the device; empty if the recording does not name the device.
  public var name: Text
  public var hasGyroscope: Bool
  /// The device sends nothing while nothing changes: silence means stillness, not loss.
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
  /// `isReleased`: the daemon closed it, because it is no longer assigned or another user has the seat.
  case sensorRemoved(Placement, isReleased: Bool = false)
  /// A sensor's readings cannot be used from now on, for this reason; the next sample ends it.
  case sensorFault(Placement, Text)
  case sample(Placement, Sample)
  /// The wearer stands in neutral from now until `standingEnded`.
  case standingBegan
  case standingEnded
  /// Time has passed. This input keeps reminders running while no sensor sends data.
  case tick
  /// The current wall-clock time: at the start, and whenever the clock is set or the time zone changes.
  case wallClock(WallClock)
  /// The system is about to suspend.
  case suspending
  /// The system resumed after so many microseconds that the run's clock did not count (CLOCK_BOOTTIME).
  case resumed(asleep: Int64)
  /// The screen was locked or unlocked.
  case locked(Bool)
  /// The login session became idle, or active again.
  case idle(Bool)
  /// The desktop or a program started or stopped inhibiting reminders.
  case quiet(QuietReason, Bool)
  case command(Command)
  /// A new configuration, effective from now on.
  indirect case configuration(Configuration)
  /// The current exercise catalog; `Monitor` gets the first one at its creation.
  case catalog(ExerciseCatalog)
  /// Today's totals from the history, at the start.
  indirect case restore(DayTotals)
  /// The reminder hold of an earlier run, at the start.
  case hold(ReminderHold)
  /// An exercise that was done in an earlier run, at the start; one input each.
  case exerciseDone(ExerciseCompletion)
  /// The stored calibration of the sensor that was just added.
  indirect case calibration(Placement, CalibrationRecord)
  /// The state of a sensor's battery: when the sensor was added, and when it changed; nil if it reports none.
  case battery(Placement, Battery?)
  /// Up in standing, unit vector, axes of the sensor that was just added, learned by an earlier run in the same
  /// mounting.
  case mounting(Placement, upright: Vector3)
  /// The tilt of an earlier day (since 1970-01-01, local calendar), from the history, at the start.
  indirect case earlierTilt(day: Int64, TiltDay)
  /// The muscle groups suggested from the last fortnight: at the start, at the end of each day, and when days are
  /// deleted.
  case suggested([MuscleGroup])
  /// The run ends here: open bouts are closed.
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
