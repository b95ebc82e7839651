import PsoasCore

/// What a sensor can do, as `Monitor` needs to know it.
public struct SensorTraits: Equatable, Sendable {
  /// UTF-8, as the device says it; empty for a recording that does not name it.
  public var name: [UInt8]
  public var hasGyroscope: Bool
  /// Sends nothing while nothing changes: silence is stillness, not loss.
  public var isSparse: Bool

  public init(name: [UInt8] = [], hasGyroscope: Bool = true, isSparse: Bool = false) {
    self.name = name
    self.hasGyroscope = hasGyroscope
    self.isSparse = isSparse
  }
}

/// What the wearer, or a program on the wearer's behalf, asks for.
public enum Command: Equatable, Sendable {
  /// Put the open reminder, or the next one, off by so many minutes (1 to 600).
  case snooze(minutes: Int)
  /// Put it off until the local clock next reads so many minutes since midnight (0 to 1439).
  case snoozeUntil(minute: Int)
  /// Let the open reminder go: not today.
  case skip
  /// The suggested exercise was done.
  case done
  /// An exercise was done, by its identifier.
  case doneExercise([UInt8])
  /// No reminders until `resume`.
  case pause
  case resume
  /// Begin a guided calibration. Passed over, as `startRhythm` and `startSession` are, while the wearer is guided already.
  case calibrate(CalibrationPlan)
  case cancelCalibration
  /// The wearer is ready: the calibration need not wait any longer.
  case nextStep
  /// Leave the calibration's present step out.
  case skipStep
  /// Forget what is stored of the sensor worn there.
  case forgetCalibration(Placement)
  /// The wearer says what the posture is from now on: "I am standing".
  case correct(Posture)
  /// The wearer says what it has been since it last changed: "I was standing". That time is booked anew.
  case correctEpisode(Posture)
  /// Measure the lumbopelvic rhythm: a still stance, so many forward bends (3 to 10), the stance again.
  case startRhythm(bends: Int)
  /// End the measurement with what there is.
  case stopRhythm
  /// Guide the wearer through an exercise.
  case startSession(ExerciseSessionRequest)
  case stopSession
  case respond(ExerciseSessionResponse)
  /// What is known of the days before this one (since 1970-01-01, local calendar) is to be forgotten; nil: of all.
  case forget(before: Int64?)
}

/// Everything `Monitor` can be told. Each comes with its time in a `TimedInput`.
///
/// What is large and rare is boxed: every sample would be copied at the size of the largest case.
public enum Input: Equatable, Sendable {
  case sensorAdded(Placement, SensorTraits)
  case sensorRemoved(Placement)
  case sample(Placement, Sample)
  /// The wearer stands in neutral from now until `standingEnded`.
  case standingBegan
  case standingEnded
  /// Nothing, but time has passed: keeps reminders coming while no sensor speaks.
  case tick
  /// What the clock on the wall reads now: at the start, and whenever it steps or the zone changes.
  case wallClock(WallClock)
  /// The machine goes to sleep.
  case suspending
  /// It woke after so many microseconds that the session's clock did not count (CLOCK_BOOTTIME).
  case resumed(asleep: Int64)
  /// The screen was locked or unlocked.
  case locked(Bool)
  /// Nobody has touched the session for a while, or somebody has again.
  case idle(Bool)
  /// Others than the wearer want quiet, or no longer.
  case quiet(QuietReason, Bool)
  case command(Command)
  /// The wearer has set things otherwise: holds from here on.
  indirect case configuration(Configuration)
  /// The exercises there are now; at the start `Monitor` is given them.
  case catalog(ExerciseCatalog)
  /// What is already known of today, from the history, at the start.
  indirect case restore(DayTotals)
  /// What was done in earlier sessions, at the start: one each.
  case exerciseDone(ExerciseCompletion)
  /// What is stored of the sensor that was just added.
  indirect case calibration(Placement, CalibrationRecord)
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
