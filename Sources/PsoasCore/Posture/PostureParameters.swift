extension PostureClassifier {
  /// The parameters of the rules. `HeightFilter` and `SittingOdds` contain their own constants.
  public struct Parameters: Equatable, Sendable {
    // MARK: Angle
    /// Degrees from upright at which the direction favors neither sitting nor standing; 8 to 18. Vaha-Ypya 2018: hip,
    /// relative to the walking mean.
    public var sittingAngle = 11.6
    /// Degrees that change the log-odds by 1: HAPT, where standing varies by 4 degrees and sitting by 13.
    public var sittingSlope = 4.0
    /// Largest log-odds that the direction adds to sitting, and subtracts from it: slumped standing is rarer than
    /// upright sitting.
    public var angleMost = 3.0
    public var angleLeast = 1.0

    // MARK: Lying
    /// Degrees from upright beyond which the wearer lies; 55 to 75. Vaha-Ypya 2018: 64.9 at the hip; HAPT sits at up to
    /// 63 and lies from 79 on, and this value is between them.
    public var lyingAngle = 70.0
    /// Degrees below `lyingAngle` at which lying ends: chosen by judgement.
    public var lyingHysteresis = 10.0
    /// Seconds beyond `lyingAngle` after which a moving wearer also lies: a bend is shorter.
    public var lyingTime = 2.0
    /// Trunk inclination that lying also requires if the trunk has a sensor, degrees: ActiPASS.
    public var trunkLyingAngle = 45.0
    /// Log-odds of sitting when lying ends: people usually sit up before they stand.
    public var oddsAfterLying = 1.5

    // MARK: Steps
    /// Consecutive steady steps that prove an upright wearer: 5, Paraschiv-Ionescu.
    public var provingSteps = 5
    /// Firm rhythmic steps that end lying, and that end sitting without a detected rise: bumpy rides and shaking legs
    /// produce fewer.
    public var stepsAgainstRest = 8
    /// Log-odds that unsteady steps subtract from sitting if there is no other evidence.
    public var unsteadySteps = 1.0
    /// Degrees between upright and the direction while walking, and seconds of it, after which the sensor has slipped
    /// or was rotated: walking stays within 8 degrees (HAPT).
    public var slipAngle = 25.0
    public var slipTime = 6.0
    /// The same for an inclined stance: people stand within 11 degrees of how they walk, except for one in 17 who
    /// inclined by 16 (HARTH, HAR70+).
    public var leanAngle = 12.0
    public var leanTime = 20.0

    // MARK: Movement
    /// Agitation below which a movement is evaluated before its end, (m/s2)2: 1 m/s2, between rest and walking.
    public var readableAgitation = 1.0
    /// Height above the last rest that counts as rising, metres: half of a seat's height is 0.15.
    public var rising = 0.12
    /// Log-odds that count as certain.
    public var sureOdds = 2.0
    /// Number of movements that must contradict a calibration or a long walk.
    public var refutations = 3

    // MARK: Time
    /// Seconds without a step after which the log-odds of sitting increase, by how much per minute, and their limit:
    /// chosen by judgement.
    public var idleAfter = 600.0
    public var idlePerMinute = 0.3
    public var idleMost = 1.5
    /// Seconds for which the direction must stay within `notWornAngle` for a sensor on a table: Acti4 uses 10 minutes.
    public var notWornAfter = 600.0
    /// Degrees; HAPT's stillest 20 s of lying deviated by 0.1, and nobody lies that still for ten minutes.
    public var notWornAngle = 0.2

    // MARK: Thigh
    /// Thigh inclination above which sitting begins, and below which it ends, degrees: Acti4's 45 with the hysteresis
    /// of acti-motus.
    public var thighSitting = 47.5
    public var thighUpright = 42.5
    /// Seconds that the thigh must stay raised before sitting begins, and lowered before it ends: Skotte 2014 uses 5
    /// and 2. On HAR70+ and HARTH the first three of the five gain 0.001 of specificity and cost 0.01 of sensitivity.
    public var thighTime = 2.0
    /// Inclination of the pelvis above which a wearer with a raised thigh lies, degrees: below it the wearer slumps in
    /// a chair. HAR70+ sits at up to 77 and lies from 65 on, mostly 82.
    public var thighLyingAngle = 77.0

    // MARK: Doubt
    /// Log-odds below which sitting and standing are reported as `unknown`: 0.7 is 67 %.
    public var unknownOdds = 0.7

    public init() {}
  }
}
