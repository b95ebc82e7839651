extension OrientationFilter {
  /// All that can be tuned. Noise densities are per square root of a second: a random walk's deviation after 1 s.
  ///
  /// "Search" names the random search on 16 trials of BROAD (Laidig et al. 2021), each group of trials by one sensor
  /// left out in turn; docs/orientation.md has its figures. A factor of 1.5 either way changes the error by less than
  /// 3 % for any of these.
  @frozen
  public struct Parameters: Equatable, Sendable {
    /// Standard gravity, m/s2 (CGPM 1901).
    public var gravity: Float = 9.80665
    /// Growth of the tilt error at rest, rad per square root of a second (search).
    public var tiltNoise: Float = 0.0011
    /// The same per rad/s of turning: what the gyroscope matrix does not explain (search).
    public var turnNoise: Float = 0.0005
    /// The same per m/s2 of the wearer's own acceleration (search).
    public var shakeNoise: Float = 0.0002
    /// Growth of the tilt error without a gyroscope at rest, rad per square root of a second: slow leaning. Twice this
    /// while not at rest.
    public var leanNoise: Float = 0.02
    /// The same in a turn without a gyroscope, which shows as readings that contradict each other (HAPT, Reyes-Ortiz et
    /// al. 2015: 0.1 to 0.5 do alike).
    public var swayNoise: Float = 0.3
    /// From which mean square ratio of the velocity readings to their expectation on that is believed, a number (HAPT).
    public var swayInnovation: Float = 1.8
    /// The wearer's velocity as noise about zero without a gyroscope, m/s times square root of a second (HAPT).
    public var swayVelocityNoise: Float = 0.15
    /// Share of a swinging force that may be a turn, for the deviation claimed without a gyroscope, a number (BROAD).
    public var swingShare: Float = 1
    /// Accelerometer noise, m/s per square root of a second (MEMS data sheets: 100 to 300 micro-g a root hertz).
    public var forceNoise: Float = 0.002
    /// The same per m/s2 of the wearer's own acceleration: scale and timing errors (search).
    public var forceScaleNoise: Float = 0.004
    /// The wearer's velocity as noise about zero, m/s times square root of a second (search).
    public var velocityNoise: Float = 0.36
    /// The wearer's position as noise about a fixed place, m times square root of a second (search).
    public var positionNoise: Float = 0.06
    /// The same per m/s2 of the wearer's own acceleration (search).
    public var positionActivityNoise: Float = 0.13
    /// By how much the two above grow with the mean square ratio of the velocity readings to their expectation: the
    /// first by this times the ratio where that is more than 1, the second by its cube. Measured on made-up walks with
    /// turns; 10 to 30 do alike.
    public var travelShare: Float = 20
    /// That product's largest value: more only helps a gyroscope that clips to go astray (8 to 40 do alike).
    public var mostTravel: Float = 20
    /// Velocity noise at rest, m/s times square root of a second (search: anything from 0.0005 to 0.01).
    public var restVelocityNoise: Float = 0.002
    /// Deviation of velocity (m/s) and position (m) at the start: an arm's swing.
    public var startMotion: Float = 1
    /// Deviation of each horizontal tilt component when alignment ends, before motion is accounted for, rad: 20 deg
    /// (0.35 to 1 do alike).
    public var startTilt: Float = 0.35
    /// Deviation of the gyroscope's zero offset on each axis when nothing is known, rad/s: 5 deg/s, between the typical
    /// (1) and the worst (3 to 20) figures of consumer MEMS data sheets. More costs a start in movement without any
    /// offset a little (3 deg/s: 0.64 degrees, 5: 0.69), less costs one with an offset much (of 3 deg/s: 1.05, 0.93).
    public var biasDeviation: Float = 0.087
    /// Wander of the zero offset, rad/s per square root of a second: 0.12 deg/s in 100 s (search; Laidig and Seel 2023:
    /// 0.1).
    public var biasWander: Float = 0.0002
    /// How well a second of rest shows the zero offset, rad/s (Laidig and Seel 2023: 0.03 deg/s).
    public var restBiasNoise: Float = 0.0009
    /// Largest zero offset believed on an axis, rad/s: 10 deg/s, the worst of consumer MEMS data sheets.
    public var largestBias: Float = 0.175
    /// Deviation of each entry of the gyroscope's error matrix (scale and axes), a number (search: 0.2 to
    /// 0.3 %; 1 % is too much).
    public var matrixDeviation: Float = 0.0023
    /// Least deviation of the inclination claimed, rad: 0.15 deg, what BROAD's trials show at rest.
    public var leastDeviation: Float = 0.0026
    /// Rest: largest root mean square of angular velocity about its recent mean, rad/s: 1 deg/s (Laidig and Seel 2023:
    /// 2 deg/s at any sample).
    public var restTurn: Float = 0.0175
    /// Rest: the same of acceleration, m/s2 (Laidig and Seel 2023: 0.5 at any sample).
    public var restShake: Float = 0.25
    /// Rest: time constant of those means, s (Laidig and Seel 2023: 0.5).
    public var restMeanTime: Float = 0.5
    /// Rest: how long it must have lasted, s (Laidig and Seel 2023: 1.5).
    public var restTime: Float = 1.5
    /// Time that the first direction is averaged over, s (0.3 to 1.5 do alike).
    public var alignmentTime: Float = 1
    /// Least time between two corrections, s (0.02 to 0.25 do alike; longer is cheaper).
    public var stepTime: Float = 0.165
    /// Memory of the wearer's activity, s (0.3 to 3 do alike).
    public var activityTime: Float = 1
    /// Longest spacing of samples that is integrated over, s; a longer one is a gap.
    public var longestInterval: Double = 1

    public init() {}
  }
}
