import PsoasSystem

/// Reasons to inhibit reminders that come from the desktop or a program, not from the wearer.
public enum QuietReason: UInt8, CaseIterable, Sendable {
  /// A program holds an inhibition (a call, a presentation).
  case inhibited
  /// The desktop's do-not-disturb is on.
  case doNotDisturb
  /// A window covers the screen.
  case fullScreen

  public var name: StaticString {
    switch self {
    case .inhibited: "inhibited"
    case .doNotDisturb: "do-not-disturb"
    case .fullScreen: "full-screen"
    }
  }

  public var pause: PauseReasons {
    switch self {
    case .inhibited: .inhibited
    case .doNotDisturb: .doNotDisturb
    case .fullScreen: .fullScreen
    }
  }
}

/// The reasons why no reminder will come now; empty if none holds.
public struct PauseReasons: OptionSet, Equatable, Sendable {
  public var rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The wearer gave the command `pause`.
  public static let paused = PauseReasons(rawValue: 1 << 0)
  public static let locked = PauseReasons(rawValue: 1 << 1)
  public static let inhibited = PauseReasons(rawValue: 1 << 2)
  public static let doNotDisturb = PauseReasons(rawValue: 1 << 3)
  public static let fullScreen = PauseReasons(rawValue: 1 << 4)
  public static let outsideHours = PauseReasons(rawValue: 1 << 5)
  public static let lying = PauseReasons(rawValue: 1 << 6)
  public static let notWorn = PauseReasons(rawValue: 1 << 7)
  /// A sensor measures the wearer, and its data do not tell the posture: just after it was put on, or between two postures.
  public static let unknownPosture = PauseReasons(rawValue: 1 << 8)
  /// The system has just resumed.
  public static let afterResume = PauseReasons(rawValue: 1 << 9)
  public static let dailyLimit = PauseReasons(rawValue: 1 << 10)
  /// The wearer gave the command `skip` while no reminder was open.
  public static let skippedToday = PauseReasons(rawValue: 1 << 11)
  public static let snoozed = PauseReasons(rawValue: 1 << 12)
  /// No sensor measures the wearer's posture.
  public static let noSensor = PauseReasons(rawValue: 1 << 13)

  /// Each reason with its name and its description, the wearer's own commands first.
  public static let all: [(reason: PauseReasons, name: StaticString, phrase: StaticString)] = [
    (.paused, "paused", "you paused suggestions"),
    (.snoozed, "snoozed", "you snoozed suggestions"),
    (.skippedToday, "skipped-today", "you skipped the rest of today"),
    (.inhibited, "inhibited", "a program asks for quiet"),
    (.doNotDisturb, "do-not-disturb", "do not disturb is on"),
    (.fullScreen, "full-screen", "a program keeps the screen on"),
    (.locked, "locked", "the screen is locked"),
    (.outsideHours, "outside-hours", "outside your working hours"),
    (.lying, "lying", "you are lying down"),
    (.notWorn, "not-worn", "the sensor is not worn"),
    (.noSensor, "no-sensor", "no sensor measures your posture"),
    (.unknownPosture, "unknown-posture", "the sensor cannot tell your posture now"),
    (.afterResume, "after-resume", "the computer has just resumed"),
    (.dailyLimit, "daily-limit", "the daily limit is reached"),
  ]

  /// The names of the reasons in the set, in the order of `all`.
  public var names: [StaticString] { PauseReasons.all.filter { contains($0.reason) }.map { $0.name } }
}
