extension PostureClassifier {
  /// The parameters of the rules. `HeightFilter` and `SittingOdds` contain the constants of measurement.
  public struct Parameters: Equatable, Sendable {
    // MARK: Angle
    /// Degrees from upright at which the direction favors neither sitting nor standing; 8 to 18.
    /// Vaha-Ypya 2018, hip, against the walking mean.
    public var sittingAngle = 11.6
    /// Degrees that change the log-odds by 1: HAPT, where standing strays by 4 degrees and sitting by 13.
    public var sittingSlope = 4.0
    /// The most log-odds that the direction adds to sitting, and takes from it: slumped standing is rarer than upright
    /// sitting.
    public var angleMost = 3.0
    public var angleLeast = 1.0

    // MARK: Lying
    /// Degrees from upright beyond which the wearer lies; 55 to 75. Vaha-Ypya 2018: 64.9 at the hip; HAPT sits at up to
    /// 63 and lies from 79 on, and the middle keeps clear of both.
    public var lyingAngle = 70.0
    /// Degrees below `lyingAngle` at which lying ends: our judgement.
    public var lyingHysteresis = 10.0
    /// Seconds beyond `lyingAngle` after which a wearer who does not rest there lies as well: a bend is shorter.
    public var lyingTime = 2.0
    /// Trunk inclination that lying needs as well where the trunk wears a sensor, degrees: ActiPASS.
    public var trunkLyingAngle = 45.0
    /// Log-odds of sitting when lying ends: people sit up before they stand.
    public var oddsAfterLying = 1.5

    // MARK: Steps
    /// Steps in a row, carried steadily, that prove the wearer on the feet: 5, Paraschiv-Ionescu.
    public var provingSteps = 5
    /// Firm steps in one rhythm that end lying, and sitting where no rise was seen: bumpy rides and shaking legs make fewer.
    public var stepsAgainstRest = 8
    /// Log-odds that steps too unsteady to prove anything take from sitting while nothing else is known.
    public var unsteadySteps = 1.0
    /// Degrees between upright and the direction while walking, and seconds of it, after which the sensor has
    /// slipped or been turned: walking keeps up within 8 (HAPT).
    public var slipAngle = 25.0
    public var slipTime = 6.0
    /// The same for a stance that leant: people stand within 11 degrees of how they walk, but for one in 17 who leant by 16
    /// (HARTH, HAR70+).
    public var leanAngle = 12.0
    public var leanTime = 20.0

    // MARK: Movement
    /// Agitation, (m/s2)2, below which a movement is read before it has ended: 1 m/s2, between rest and walking.
    public var readableAgitation = 1.0
    /// Metres above the last rest that count as getting up: half a seat's height is 0.15.
    public var rising = 0.12
    /// Log-odds that count as sure.
    public var sureOdds = 2.0
    /// Times that a movement must contradict a calibration or a long walk.
    public var refutations = 3

    // MARK: Time
    /// Seconds without a step after which sitting becomes likelier, by how much a minute, and at most: judgement.
    public var idleAfter = 600.0
    public var idlePerMinute = 0.3
    public var idleMost = 1.5
    /// Seconds that the direction must stay within `notWornAngle` for the sensor to lie on a table: Acti4 10 minutes.
    public var notWornAfter = 600.0
    /// Degrees; HAPT's stillest 20 s while lying deviated by 0.1, and no person lies that still for ten minutes.
    public var notWornAngle = 0.2

    // MARK: Thigh
    /// Thigh inclination beyond which the wearer sits, and below which no longer, degrees: Acti4's 45 with the
    /// hysteresis of acti-motus.
    public var thighSitting = 47.5
    public var thighUpright = 42.5
    /// Seconds that the thigh must hold before sitting begins, and before it ends: Skotte 2014 takes 5 and 2. On HAR70+ and
    /// HARTH the first three of the five gain 0.001 of specificity and cost 0.01 of sensitivity.
    public var thighTime = 2.0
    /// Degrees of the pelvis from upright beyond which a wearer with a raised thigh lies, and no longer slumps in a chair:
    /// HAR70+ sits at up to 77 and lies from 65 on, mostly 82.
    public var thighLyingAngle = 77.0

    // MARK: Doubt
    /// Log-odds below which sitting and standing are `unknown`: 0.7 is 67 %.
    public var unknownOdds = 0.7

    public init() {}
  }
}
