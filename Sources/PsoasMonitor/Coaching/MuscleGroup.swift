import PsoasSystem

/// A muscle group that an exercise works on, and that the estimators may suggest.
public enum MuscleGroup: UInt8, CaseIterable, Sendable {
  case hipFlexors, glutes, piriformis, hamstrings, thighs, abdominals, back, calves

  public var name: StaticString {
    switch self {
    case .hipFlexors: "hip-flexors"
    case .glutes: "glutes"
    case .piriformis: "piriformis"
    case .hamstrings: "hamstrings"
    case .thighs: "thighs"
    case .abdominals: "abdominals"
    case .back: "back"
    case .calves: "calves"
    }
  }
}

/// A condition of the wearer that contraindicates some exercises. The wearer reports it; nothing is inferred.
public struct Profile: OptionSet, Equatable, Sendable {
  public var rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let noKneeling = Profile(rawValue: 1 << 0)
  /// Cannot, or does not want to, get down to the floor and up again.
  public static let noFloor = Profile(rawValue: 1 << 1)
  public static let poorBalance = Profile(rawValue: 1 << 2)
  /// Shoulders, elbows or wrists cannot bear weight.
  public static let noArmSupport = Profile(rawValue: 1 << 3)
  public static let hipReplacement = Profile(rawValue: 1 << 4)
  /// Hip, back or pelvic surgery without clearance by a professional yet.
  public static let recentSurgery = Profile(rawValue: 1 << 5)
  /// Pregnant, or recently gave birth.
  public static let pregnancy = Profile(rawValue: 1 << 6)
  public static let highBloodPressure = Profile(rawValue: 1 << 7)
  public static let osteoporosis = Profile(rawValue: 1 << 8)

  /// Every condition with its name, in the order of writing.
  public static let words: [(word: Profile, name: StaticString)] = [
    (.noKneeling, "no-kneeling"), (.noFloor, "no-floor"), (.poorBalance, "poor-balance"),
    (.noArmSupport, "no-arm-support"), (.hipReplacement, "hip-replacement"), (.recentSurgery, "recent-surgery"),
    (.pregnancy, "pregnancy"), (.highBloodPressure, "high-blood-pressure"), (.osteoporosis, "osteoporosis"),
  ]

  /// The names of all conditions in the set, separated by blanks.
  public var text: Text {
    var text = Text()
    for (word, name) in Profile.words where contains(word) {
      if !text.isEmpty { text.append(" ") }
      text.append(name)
    }
    return text
  }
}
