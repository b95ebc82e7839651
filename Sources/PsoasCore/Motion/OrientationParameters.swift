extension OrientationFilter {
  /// All tunable parameters. Noise densities are per square root of a second: the standard deviation of a random walk
  /// after 1 s.
  ///
  /// "Search" means the random search on 16 trials of BROAD (Laidig et al. 2021), which left out the trials of each
  /// sensor in turn; docs/orientation.md has its results. A factor of 1.5 either way changes the error by less than 3 %
  /// for any of these.
  @frozen
  public struct Parameters: Equatable, Sendable {
    /// Standard gravity, m/s2 (CGPM 1901).
    public var gravity: Float = 9.80665
    /// Growth of the tilt error at rest, rad per square root of a second (search).
    public var tiltNoise: Float = 0.0011
    /// The same per rad/s of angular rate: gyroscope errors that the matrix does not model (search).
    public var turnNoise: Float = 0.0005
    /// The same per m/s2 of the wearer's own acceleration (search).
    public var shakeNoise: Float = 0.0002
    /// Growth of the tilt error without a gyroscope at rest, rad per square root of a second: slow inclination. Doubled
    /// while not at rest.
    public var leanNoise: Float = 0.02
    /// The same in a rotation without a gyroscope, which appears as contradicting measurements (HAPT, Reyes-Ortiz et
    /// al. 2015: 0.1 to 0.5 give similar results).
    public var swayNoise: Float = 0.3
    /// The normalized innovation squared above which a rotation is assumed, dimensionless (HAPT).
    public var swayInnovation: Float = 1.8
    /// Standard deviation of the velocity pseudo-measurement without a gyroscope, m/s times square root of a second
    /// (HAPT).
    public var swayVelocityNoise: Float = 0.15
    /// Share of a swinging force that may be a rotation, for the deviation without a gyroscope, dimensionless (BROAD).
    public var swingShare: Float = 1
    /// Accelerometer noise, m/s per square root of a second (MEMS data sheets: 100 to 300 micro-g per root hertz).
    public var forceNoise: Float = 0.002
    /// The same per m/s2 of the wearer's own acceleration: scale and timing errors (search).
    public var forceScaleNoise: Float = 0.004
    /// Standard deviation of the velocity pseudo-measurement, m/s times square root of a second (search).
    public var velocityNoise: Float = 0.36
    /// Standard deviation of the position pseudo-measurement, m times square root of a second (search).
    public var positionNoise: Float = 0.06
    /// The same per m/s2 of the wearer's own acceleration (search).
    public var positionActivityNoise: Float = 0.13
    /// Growth of the two variances above with the normalized innovation squared of the velocity measurements: the first
    /// is multiplied by this times the innovation where that is more than 1, the second by its cube. Measured on
    /// synthetic walks with turns; 10 to 30 give similar results.
    public var travelShare: Float = 20
    /// Largest value of that product: a larger one only increases the error of a gyroscope that clips (8 to 40 give
    /// similar results).
    public var mostTravel: Float = 20
    /// Velocity noise at rest, m/s times square root of a second (search: anything from 0.0005 to 0.01).
    public var restVelocityNoise: Float = 0.002
    /// Standard deviation of velocity (m/s) and position (m) at the start: the swing of an arm.
    public var startMotion: Float = 1
    /// Standard deviation of each horizontal tilt component when alignment ends, before motion is accounted for, rad:
    /// 20 deg (0.35 to 1 give similar results).
    public var startTilt: Float = 0.35
    /// Standard deviation of the gyroscope bias on each axis when nothing is known, rad/s: 5 deg/s, between the typical
    /// (1) and the worst (3 to 20) values of consumer MEMS data sheets. A larger value slightly increases the error of
    /// a start in movement without any bias (3 deg/s: 0.64 degrees, 5: 0.69); a smaller value greatly increases the
    /// error with a bias (of 3 deg/s: 1.05, 0.93).
    public var biasDeviation: Float = 0.087
    /// Random walk of the bias, rad/s per square root of a second: 0.12 deg/s in 100 s (search; Laidig and Seel 2023:
    /// 0.1).
    public var biasWander: Float = 0.0002
    /// Standard deviation of the bias measurement from one second of rest, rad/s (Laidig and Seel 2023: 0.03 deg/s).
    public var restBiasNoise: Float = 0.0009
    /// Largest bias accepted on an axis, rad/s: 10 deg/s, the worst of consumer MEMS data sheets.
    public var largestBias: Float = 0.175
    /// Standard deviation of each entry of the gyroscope's error matrix (scale and axes), dimensionless (search: 0.2 to
    /// 0.3 %; 1 % is too much).
    public var matrixDeviation: Float = 0.0023
    /// Least standard deviation of the inclination, rad: 0.15 deg, the error of BROAD's trials at rest.
    public var leastDeviation: Float = 0.0026
    /// Rest: largest root mean square of angular velocity about its recent mean, rad/s: 1 deg/s (Laidig and Seel 2023:
    /// 2 deg/s at any sample).
    public var restTurn: Float = 0.0175
    /// Rest: the same of acceleration, m/s2 (Laidig and Seel 2023: 0.5 at any sample).
    public var restShake: Float = 0.25
    /// Rest: time constant of those means, s (Laidig and Seel 2023: 0.5).
    public var restMeanTime: Float = 0.5
    /// Rest: least duration, s (Laidig and Seel 2023: 1.5).
    public var restTime: Float = 1.5
    /// Time over which the first direction is averaged, s (0.3 to 1.5 give similar results).
    public var alignmentTime: Float = 1
    /// Least time between two measurement updates, s (0.02 to 0.25 give similar results; longer costs less).
    public var stepTime: Float = 0.165
    /// Time constant of the wearer's activity, s (0.3 to 3 give similar results).
    public var activityTime: Float = 1
    /// Longest sample interval to integrate over, s; a longer one is a gap.
    public var longestInterval: Double = 1

    public init() {}
  }
}
