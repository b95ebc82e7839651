extension FixedLagSmoother {
  /// One entry of the ring: the samples between two measurement updates, and the update that ended them. Its contents
  /// are private to the smoother.
  @frozen
  public struct Step: Sendable {
    @usableFromInline static let room = OrientationFilter.mostSamples

    @usableFromInline
    enum Kind: UInt8, Sendable {
      case open
      /// Full, but the alignment continues in the next step.
      case aligning
      /// Part of an alignment that a later step has ended.
      case aligned
      /// Ended by the end of an alignment.
      case alignment
      /// Ended by a correction.
      case correction
      /// Full before the update came.
      case held
      /// The attitude was reset after this step.
      case cut
    }

    @usableFromInline var kind = Kind.open
    /// Its samples' attitudes are relative to the alignment's frame, before that was levelled.
    @usableFromInline var isAligning = false
    @usableFromInline var count = 0
    /// The first sample's time, and each sample's offset from it in microseconds.
    @usableFromInline var start = Instant(microseconds: 0)
    @usableFromInline var times = InlineArray<48, Int32>(repeating: 0)
    /// Each sample's attitude: w, x, y, z; all 0 if there was none. The last sample before a correction has the
    /// corrected attitude.
    @usableFromInline var attitudes = InlineArray<192, Float>(repeating: 0)
    /// For an alignment: the final upright direction, in the horizontal frame of its samples.
    @usableFromInline var upright = Vector3(0, 0, 1)
    /// The tilt that the correction removed, rad.
    @usableFromInline var leanX: Float = 0
    @usableFromInline var leanY: Float = 0
    /// The remaining tilt after the correction, estimated by the backward pass, rad.
    @usableFromInline var tiltX: Float = 0
    @usableFromInline var tiltY: Float = 0

    // The correction: its duration (s), gravity times duration (m/s), the covariances after it (for each state those of
    // `ErrorCovariance.covariances`); innovations of velocity, position and one bias, and the measurement variances (0 for
    // no measurement).
    @usableFromInline var time: Float = 0
    @usableFromInline var gravityTime: Float = 0
    @usableFromInline var biasState = 0
    @usableFromInline var covariances = InlineArray<18, SIMD8<Float>>(repeating: .zero)
    @usableFromInline var coupling = ErrorCovariance.Coupling(repeating: 0)
    @usableFromInline var residuals = InlineArray<5, Float>(repeating: 0)
    @usableFromInline var variances = InlineArray<5, Float>(repeating: 0)

    public init() {}
  }
}

extension FixedLagSmoother.Step {
  /// Resets the step to no samples.
  mutating func open(isAligning: Bool) {
    kind = .open
    self.isAligning = isAligning
    count = 0
    (leanX, leanY, tiltX, tiltY) = (0, 0, 0, 0)
  }

  mutating func append(_ time: Instant, _ attitude: Attitude?) {
    if count == 0 { start = time }
    times[unchecked: count] = Int32(clamping: time.microseconds - start.microseconds)
    let place = 4 * count
    let (w, x, y, z) = attitude.map { (Float($0.w), Float($0.x), Float($0.y), Float($0.z)) } ?? (0, 0, 0, 0)
    attitudes[unchecked: place] = w
    attitudes[unchecked: place + 1] = x
    attitudes[unchecked: place + 2] = y
    attitudes[unchecked: place + 3] = z
    count += 1
  }

  mutating func time(of sample: Int) -> Instant {
    Instant(microseconds: start.microseconds + Int64(times[unchecked: sample]))
  }

  /// `mutating` for the reason given at `ErrorCovariance.covariances`.
  mutating func attitude(of sample: Int) -> Attitude? {
    let place = 4 * sample
    let attitude = Attitude(
      w: Double(attitudes[unchecked: place]), x: Double(attitudes[unchecked: place + 1]),
      y: Double(attitudes[unchecked: place + 2]), z: Double(attitudes[unchecked: place + 3]))
    return attitude.w == 0 && attitude.x == 0 && attitude.y == 0 && attitude.z == 0 ? nil : attitude
  }

  /// Stores the filter's correction.
  mutating func note(_ filter: inout OrientationFilter, isAlignment: Bool, hasGyroscope: Bool) {
    (leanX, leanY) = (filter.leanX, filter.leanY)
    time = filter.sums.time
    gravityTime = filter.parameters.gravity * time
    coupling = filter.sums.coupling
    residuals[0] = -filter.velocityX
    residuals[1] = -filter.velocityY
    residuals[2] = -filter.positionX
    residuals[3] = -filter.positionY
    let velocity = isAlignment ? filter.alignmentVariance : filter.velocityVariance * filter.travel
    let position = filter.positionVariance
    (variances[0], variances[1], variances[2], variances[3]) = (velocity, velocity, position, position)
    // One bias axis is measured per step.
    let isRead = hasGyroscope && filter.isResting && !isAlignment
    residuals[4] = filter.biasInnovation
    variances[4] = isRead ? filter.biasVariance : 0
    biasState = ErrorCovariance.gyroscope + 4 * Int(filter.restingAxis)
    for state in 0..<ErrorCovariance.size {
      covariances[unchecked: state] = filter.errors.covariances(of: state, error: biasState)
    }
  }

  /// The covariances times `pull`, the gradient of the later steps at the end of this one: 0 to 4 belong to the
  /// measurements, 5 and 6 to the tilts.
  ///
  /// It changes nothing; `mutating` and `inout` for the reason given at `ErrorCovariance.covariances`.
  mutating func products(_ pull: inout ErrorCovariance.Column) -> SIMD8<Float> {
    var sum = SIMD8<Float>.zero
    for state in 0..<ErrorCovariance.size { sum += covariances[unchecked: state] * pull[unchecked: state] }
    return sum
  }

  /// Computes the remaining tilt after this step from the later steps.
  mutating func settle(_ products: SIMD8<Float>) { (tiltX, tiltY) = (-products[5], -products[6]) }

  /// Backward recursion: transforms the gradient from the end of this step to its beginning (Bryson-Frazier smoother;
  /// its gain is computed from the covariance after the update, K = P H' R^-1, so that only that has to be stored).
  ///
  /// It changes nothing in the step; `mutating` for the reason given at `ErrorCovariance.covariances`.
  mutating func pullBack(_ pull: inout ErrorCovariance.Column, _ products: SIMD8<Float>) {
    for reading in 0..<5 where variances[unchecked: reading] > 0 {
      pull[unchecked: reading < 4 ? reading : biasState] -=
        (products[reading] + residuals[unchecked: reading]) / variances[unchecked: reading]
    }
    pull[0] += time * pull[2]
    pull[1] += time * pull[3]
    pull[16] -= gravityTime * pull[0]
    pull[17] -= gravityTime * pull[1]
    // No loop: the compiler copies the couplings for each index that it does not know.
    addTilts(to: &pull, 0)
    addTilts(to: &pull, 4)
    addTilts(to: &pull, 8)
  }

  /// Adds to the gradients of four errors of the gyroscope, from `first` on, those of the tilts that they became.
  @inline(__always)
  private mutating func addTilts(to pull: inout ErrorCovariance.Column, _ first: Int) {
    let change = couplings(first) * pull[16] + couplings(ErrorCovariance.couplings + first) * pull[17]
    let place = ErrorCovariance.gyroscope + first
    pull[unchecked: place] += change.x
    pull[unchecked: place + 1] += change.y
    pull[unchecked: place + 2] += change.z
    pull[unchecked: place + 3] += change.w
  }

  @inline(__always)
  private mutating func couplings(_ first: Int) -> SIMD4<Float> {
    SIMD4(
      coupling[unchecked: first], coupling[unchecked: first + 1], coupling[unchecked: first + 2],
      coupling[unchecked: first + 3])
  }
}
