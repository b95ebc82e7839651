/// Estimates the orientation with a lag of a few seconds: later samples correct earlier tilt errors.
///
/// It uses no heap: the caller provides a ring of `Step`s, allocated once and passed to every call.
///
///     var smoother = FixedLagSmoother(lag: 2)
///     var steps = [FixedLagSmoother.Step](repeating: .init(), count: FixedLagSmoother.capacity(lag: 2, rate: 300))
///     ...for every sample, after `filter.update(sample)`:
///     var ring = steps.mutableSpan
///     smoother.push(&filter, sample, into: &ring)
///     while let past = smoother.next(from: &ring, now: sample.time) { use(past.time, past.up) }
///     ...at the end of the trace:
///     while let past = smoother.flush(from: &ring) { use(past.time, past.up) }
///
/// Every pushed sample is returned once, in order: by `next` as soon as `lag` seconds of run time have passed since it
/// (or as soon as its place in the ring is needed, at a rate higher than that given to `capacity`), otherwise by
/// `flush`. Call `next` until it returns nil after each push.
///
/// The estimator is the filter itself: its corrections are stored, and each new correction starts a backward pass.
public struct FixedLagSmoother: Sendable {
  /// The result for one sample.
  @frozen
  public struct Past: Equatable, Sendable {
    /// The sample's exact time.
    public let time: Instant
    /// Gravity-up in sensor axes, unit vector; nil if the filter had none at that sample.
    public let up: Vector3?
  }

  /// Seconds from a sample to its result, 0 to 10.
  public let lag: Double
  private var oldest = 0
  private var count = 0
  /// Number of samples of the oldest step that were returned.
  private var given = 0
  /// The tilt at the beginning of the oldest step, rad.
  private var tiltX: Float = 0
  private var tiltY: Float = 0
  /// The direction that the current alignment takes as upright.
  private var upright = Vector3(0, 0, 1)

  /// - Parameter lag: seconds, clamped to 0 to 10; NaN means 0.
  public init(lag: Double) { self.lag = lag > 0 ? min(lag, 10) : 0 }

  /// Number of steps to provide for a lag of `lag` s at up to `rate` samples per second: about 7 per second.
  public static func capacity(lag: Double, rate: Double) -> Int {
    let bounded = lag > 0 ? min(lag, 10) : 0
    let perSecond = max(7, min(rate, 10_000) / Double(Step.room))
    return Int(bounded * perSecond) + 5
  }

  /// Adds the filter's state directly after `filter.update(sample)`. An empty ring stores nothing.
  ///
  /// - Parameter filter: stays as it is; `inout` because the compiler would otherwise copy it.
  public mutating func push(_ filter: inout OrientationFilter, _ sample: Sample, into ring: inout MutableSpan<Step>) {
    guard ring.count > 0 else { return }
    if filter.ended == .track, count > 0 { cut(in: &ring) }
    if count == 0 || ring[place(count - 1, ring.count)].kind != .open {
      // The oldest step is lost if the caller did not fetch results from a full ring.
      if count == ring.count { forgetOldest(in: &ring) }
      count += 1
      ring[place(count - 1, ring.count)].open(isAligning: filter.phase == .aligning || filter.ended == .alignment)
    }
    let newest = place(count - 1, ring.count)
    ring[newest].append(sample.time, filter.phase == .waiting ? nil : filter.attitude)
    if filter.phase == .aligning || filter.ended == .alignment {
      upright = filter.summedForce.normalized ?? upright
    }
    if filter.ended == .step || filter.ended == .alignment {
      let isStep = filter.ended == .step
      ring[newest].kind = isStep ? .correction : .alignment
      ring[newest].note(&filter, isAlignment: !isStep, hasGyroscope: sample.hasGyroscope)
      ring[newest].upright = upright
      backwardPass(in: &ring)
    } else if ring[newest].count == Step.room {
      ring[newest].kind = filter.phase == .aligning ? .aligning : .held
    }
  }

  /// The oldest sample not yet returned, if its time is `lag` before `now` or the ring is full; otherwise nil.
  public mutating func next(from ring: inout MutableSpan<Step>, now: Instant) -> Past? {
    guard count > 0, given < ring[oldest].count else { return nil }
    // Not only once the newest step is complete: a reset ends it, and the next sample needs a place.
    guard count == ring.count || now.seconds(since: ring[oldest].time(of: given)) >= lag else { return nil }
    return flush(from: &ring)
  }

  /// The oldest sample not yet returned, immediately; nil if none is left.
  public mutating func flush(from ring: inout MutableSpan<Step>) -> Past? {
    guard count > 0, given < ring[oldest].count else { return nil }
    let past = Past(time: ring[oldest].time(of: given), up: up(of: given, in: &ring[oldest]))
    given += 1
    if given == ring[oldest].count, ring[oldest].kind != .open { forgetOldest(in: &ring) }
    return past
  }

  /// A sample's up, corrected by the smoothed tilt.
  private func up(of sample: Int, in step: inout Step) -> Vector3? {
    guard let attitude = step.attitude(of: sample) else { return nil }
    let (kind, isLast) = (step.kind, sample + 1 == step.count)
    var (x, y) = (Double(tiltX), Double(tiltY))
    switch kind {
    case .alignment where isLast, .correction where isLast:
      (x, y) = (Double(step.tiltX), Double(step.tiltY))
    case .correction:
      // The tilt grows linearly from the beginning of the step to the tilt before the correction, removed plus
      // remaining.
      let share = Double(sample + 1) / Double(step.count)
      x += share * (Double(step.leanX + step.tiltX) - x)
      y += share * (Double(step.leanY + step.tiltY) - y)
    case .alignment, .aligned, .aligning, .cut, .open:
      guard step.isAligning else { break }
      let isOver = kind != .aligning && kind != .open
      let raise = Attitude(raising: isOver ? step.upright : upright)
      (x, y) = isOver ? (Double(step.leanX + step.tiltX), Double(step.leanY + step.tiltY)) : (0, 0)
      let direction = raise.rowX * x + raise.rowY * y + raise.rowZ
      return (attitude.rowX * direction.x + attitude.rowY * direction.y + attitude.rowZ * direction.z).normalized
    case .held: break
    }
    return (attitude.rowX * x + attitude.rowY * y + attitude.rowZ).normalized
  }

  /// Processes the corrections backward from the newest.
  private mutating func backwardPass(in ring: inout MutableSpan<Step>) {
    var pull = ErrorCovariance.Column(repeating: 0)
    // Steps without a correction share the tilt of the step before them.
    var held = 0
    var i = count
    while i > 0 {
      i -= 1
      let here = place(i, ring.count)
      switch ring[here].kind {
      case .correction, .alignment:
        let products = ring[here].products(&pull)
        ring[here].settle(products)
        while held > 0 {
          let later = place(i + held, ring.count)
          (ring[later].tiltX, ring[later].tiltY) = (ring[here].tiltX, ring[here].tiltY)
          held -= 1
        }
        if ring[here].kind == .correction {
          ring[here].pullBack(&pull, products)
        } else {
          pull = ErrorCovariance.Column(repeating: 0)
          shareAlignment(of: i, in: &ring)
        }
      case .held: held += 1
      case .cut:
        pull = ErrorCovariance.Column(repeating: 0)
        held = 0
      case .aligned, .aligning, .open: break
      }
    }
  }

  /// Gives all steps of one alignment the result of its last step.
  private func shareAlignment(of last: Int, in ring: inout MutableSpan<Step>) {
    let end = place(last, ring.count)
    var i = last
    while i > 0 {
      i -= 1
      let here = place(i, ring.count)
      guard ring[here].kind == .aligning || ring[here].kind == .aligned else { return }
      ring[here].kind = .aligned
      ring[here].upright = ring[end].upright
      (ring[here].leanX, ring[here].leanY) = (ring[end].leanX, ring[end].leanY)
      (ring[here].tiltX, ring[here].tiltY) = (ring[end].tiltX, ring[end].tiltY)
    }
  }

  /// The filter has reset its attitude: later samples give no information about earlier ones.
  private mutating func cut(in ring: inout MutableSpan<Step>) {
    let last = place(count - 1, ring.count)
    guard ring[last].kind == .open || ring[last].kind == .aligning else { return }
    ring[last].kind = .cut
    ring[last].upright = upright
    if ring[last].isAligning { shareAlignment(of: count - 1, in: &ring) }
    // All its samples may have been returned already.
    if count == 1, given == ring[last].count { forgetOldest(in: &ring) }
  }

  private mutating func forgetOldest(in ring: inout MutableSpan<Step>) {
    (tiltX, tiltY) = (ring[oldest].tiltX, ring[oldest].tiltY)
    oldest = place(1, ring.count)
    count -= 1
    given = 0
  }

  /// Index in a ring of `size` of the step `index` places after the oldest.
  private func place(_ index: Int, _ size: Int) -> Int {
    let place = oldest + index
    return place < size ? place : place - size
  }
}
