import PsoasSystem

/// The wearer's requests to a guided session.
public struct ExerciseSessionRequest: Equatable, Sendable {
  /// The exercise's identifier in the catalog.
  public var exercise: Text
  /// One side alone; nil for all that the exercise has.
  public var side: BodySide?
  /// The most that is asked for instead of the least that counts.
  public var isLong: Bool
  /// False: by the clock alone.
  public var usesSensor: Bool

  public init(_ exercise: Text, side: BodySide? = nil, isLong: Bool = false, usesSensor: Bool = true) {
    self.exercise = exercise
    self.side = side
    self.isLong = isLong
    self.usesSensor = usesSensor
  }

  /// The exercise that is asked for.
  /// - Throws: where the catalog has none of that identifier, or it has no sides and one is named.
  public func exercise(in catalog: ExerciseCatalog) throws(CommandRefusal) -> Exercise {
    let found = try catalog.exercise(exercise)
    if side != nil, found.sides != 2 { throw .noSides(exercise) }
    return found
  }
}

/// What the wearer answers to a running session.
public enum ExerciseSessionResponse: UInt8, CaseIterable, Sendable {
  case pause, resume
  /// On to what comes next.
  case next
  /// "I did it": the session ends as done, whatever the sensor saw.
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

/// What a session goes by.
public enum ExerciseSessionBasis: UInt8, CaseIterable, Sendable {
  /// The pelvis sensor checks all that it can.
  case sensor
  /// The sensor measures the angle of the pelvis, but not its direction. A tuck cannot be checked, and a plank cannot
  /// be distinguished from lying on the back.
  case lean
  /// By the clock: there is nothing that a sensor could check of this exercise.
  case unchecked
  /// By the clock, as the wearer wanted it.
  case clock
  /// By the clock: no pelvis sensor sends data.
  case noSensor
  /// By the clock: upright is not known yet.
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

  /// For people, with what helps.
  public var phrase: StaticString {
    switch self {
    case .sensor: "checked by the sensor"
    case .lean: "timed with the sensor, not checked: which way you lean is not known yet (psoasctl calibrate)"
    case .unchecked: "by the clock: a pelvis sensor cannot check this one"
    case .clock: "by the clock, not checked"
    case .noSensor: "by the clock: no pelvis sensor speaks (psoasctl sensors)"
    case .noUpright: "by the clock: upright is not known yet (walk some steps, or psoasctl calibrate)"
    }
  }

  public var usesSensor: Bool { self == .sensor || self == .lean }
}
