/// Covariance of the filter's 18 error states: the upper triangle, row by row, in single precision.
///
/// Single precision halves the size of the filter's state (684 bytes here) and changes no result by more than 0.001
/// deg: the covariance only determines the gains; the corrections are summed in double precision.
///
/// The states: 0-1 velocity (m/s), 2-3 position (m), horizontal frame's x and y; 4-15 the gyroscope's errors, for each
/// axis the bias (rad/s) and one row of the error matrix (dimensionless); 16-17 tilt (rad), horizontal frame's x and y.
/// The updates use them as `CovarianceRows`, whose blocks of four entries need this order.
@frozen
@usableFromInline
struct ErrorCovariance: Sendable {
  @usableFromInline static let motion = 0
  @usableFromInline static let gyroscope = 4
  @usableFromInline static let tilt = 16
  @usableFromInline static let size = 18
  /// Number of the gyroscope's error states.
  @usableFromInline static let couplings = 12

  @usableFromInline typealias Column = InlineArray<18, Float>
  /// How the gyroscope's 12 errors become tilt over a step: first x, then y.
  @usableFromInline typealias Coupling = InlineArray<24, Float>

  @usableFromInline var entries = InlineArray<171, Float>(repeating: 0)

  @usableFromInline init() {}

  /// Index of entry (`row`, `column`), `row` <= `column`.
  @inlinable @inline(__always)
  static func place(_ row: Int, _ column: Int) -> Int { ((row &* (35 &- row)) &>> 1) &+ column }

  /// Variance of the inclination, rad2: the sum of both horizontal components.
  @inlinable var tiltVariance: Float { entries[unchecked: Self.place(16, 16)] + entries[unchecked: Self.place(17, 17)] }

  /// Four consecutive entries from index `place` on.
  @inline(__always)
  mutating func block(_ place: Int) -> SIMD4<Float> {
    SIMD4(
      entries[unchecked: place], entries[unchecked: place &+ 1], entries[unchecked: place &+ 2],
      entries[unchecked: place &+ 3])
  }

  /// A row's last two entries.
  @inline(__always)
  mutating func tilts(_ place: Int) -> SIMD4<Float> {
    SIMD4(entries[unchecked: place], entries[unchecked: place &+ 1], 0, 0)
  }

  @inline(__always)
  mutating func set(_ place: Int, _ block: SIMD4<Float>) {
    entries[unchecked: place] = block.x
    entries[unchecked: place &+ 1] = block.y
    entries[unchecked: place &+ 2] = block.z
    entries[unchecked: place &+ 3] = block.w
  }

  @inline(__always)
  mutating func setTilts(_ place: Int, _ block: SIMD4<Float>) {
    entries[unchecked: place] = block.x
    entries[unchecked: place &+ 1] = block.y
  }

  /// The covariances of `state` with those that a measurement update reads or corrects: velocities, positions, one
  /// `error` of the gyroscope, and tilts, in this order; the last number is 0. It changes nothing: it is `mutating`
  /// because the compiler would otherwise copy the whole array for every entry that it reads.
  mutating func covariances(of state: Int, error: Int) -> SIMD8<Float> {
    SIMD8(
      entry(state, 0), entry(state, 1), entry(state, 2), entry(state, 3), entry(state, error), entry(state, 16),
      entry(state, 17), 0)
  }

  @inline(__always)
  private mutating func entry(_ one: Int, _ other: Int) -> Float {
    entries[unchecked: one <= other ? Self.place(one, other) : Self.place(other, one)]
  }

  /// Adds to the variance of both tilts.
  @usableFromInline
  mutating func addTiltVariance(by variance: Float) {
    entries[unchecked: Self.place(16, 16)] += variance
    entries[unchecked: Self.place(17, 17)] += variance
  }

  /// Adds to the variance of both velocities.
  mutating func addVelocityVariance(by variance: Float) {
    entries[unchecked: Self.place(0, 0)] += variance
    entries[unchecked: Self.place(1, 1)] += variance
  }

  /// Resets velocity and position to unknown, with the given standard deviation.
  mutating func resetMotion(deviation: Float) {
    for state in Self.motion..<Self.gyroscope { forget(state, deviation: deviation) }
  }

  /// Resets the tilt to unknown.
  mutating func resetTilt(deviation: Float) {
    for state in Self.tilt..<Self.size { forget(state, deviation: deviation) }
  }

  /// Resets the gyroscope's errors to unknown.
  mutating func resetGyroscope(bias: Float, matrix: Float) {
    for error in 0..<Self.couplings { forget(Self.gyroscope + error, deviation: error % 4 == 0 ? bias : matrix) }
  }

  private mutating func forget(_ state: Int, deviation: Float) {
    for other in 0..<Self.size {
      entries[unchecked: other <= state ? Self.place(other, state) : Self.place(state, other)] = 0
    }
    entries[unchecked: Self.place(state, state)] = deviation * deviation
  }

  /// Adds the effect of the gyroscope's errors to the tilt.
  mutating func couple(_ coupling: borrowing Coupling) {
    var rows = CovarianceRows(&self)
    rows.couple(coupling)
    rows.pack(into: &self)
  }
}
