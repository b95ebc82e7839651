import PsoasSystem

/// The request to start an exercise session.
public struct ExerciseSessionRequest: Equatable, Sendable {
  /// The exercise's identifier in the catalog.
  public var exercise: Text
  /// One side only; nil for all sides of the exercise.
  public var side: BodySide?
  /// Uses the largest amount instead of the least.
  public var isLong: Bool
  /// False: by the clock only.
  public var usesSensor: Bool

  public init(_ exercise: Text, side: BodySide? = nil, isLong: Bool = false, usesSensor: Bool = true) {
    self.exercise = exercise
    self.side = side
    self.isLong = isLong
    self.usesSensor = usesSensor
  }

  /// The requested exercise.
  /// - Throws: if the catalog has no such identifier, or if a side is named for an exercise without sides.
  public func exercise(in catalog: ExerciseCatalog) throws(CommandRefusal) -> Exercise {
    let found = try catalog.exercise(exercise)
    if side != nil, found.sides != 2 { throw .noSides(exercise) }
    return found
  }
}

/// The wearer's responses during an exercise session.
public enum ExerciseSessionResponse: UInt8, CaseIterable, Sendable {
  case pause, resume
  /// Continues with the next part.
  case next
  /// "I did it": the session ends as done, whatever the sensor measured.
  case done

  public var name: StaticString {
    switch self {
    case .pause: "pause"
    case .resume: "resume"
    case .next: "next"
    case .done: "done"
    }
  }
}

/// What the session's checks are based on.
public enum ExerciseSessionBasis: UInt8, CaseIterable, Sendable {
  /// The pelvis sensor checks everything that it can.
  case sensor
  /// The sensor measures the inclination of the pelvis, but not its direction. A posterior tilt cannot be checked, and
  /// a plank cannot be distinguished from lying supine.
  case lean
  /// By the clock: a sensor cannot check this exercise.
  case unchecked
  /// By the clock, as requested by the wearer.
  case clock
  /// By the clock: no pelvis sensor sends data.
  case noSensor
  /// By the clock: the upright direction is unknown.
  case noUpright

  public var name: StaticString {
    switch self {
    case .sensor: "sensor"
    case .lean: "lean"
    case .unchecked: "unchecked"
    case .clock: "clock"
    case .noSensor: "no-sensor"
    case .noUpright: "no-upright"
    }
  }

  /// Text for the wearer, with the remedy.
  public var phrase: StaticString {
    switch self {
    case .sensor: "checked by the sensor"
    case .lean: "timed with the sensor, not checked: your forward direction is not known yet (psoasctl calibrate)"
    case .unchecked: "by the clock: a pelvis sensor cannot check this one"
    case .clock: "by the clock, not checked"
    case .noSensor: "by the clock: no pelvis sensor sends data (psoasctl sensors)"
    case .noUpright: "by the clock: the upright direction is not known yet (walk a few steps, or psoasctl calibrate)"
    }
  }

  public var usesSensor: Bool { self == .sensor || self == .lean }
}
