/// Estimates the orientation with a lag of a few seconds, when later samples show which tilt was an error.
///
/// It keeps nothing on the heap: the caller lends a ring of `Step`s, made once and passed to every call.
///
///     var smoother = FixedLagSmoother(lag: 2)
///     var steps = [FixedLagSmoother.Step](repeating: .init(), count: FixedLagSmoother.capacity(lag: 2, rate: 300))
///     ...for every sample, after `filter.update(sample)`:
///     var ring = steps.mutableSpan
///     smoother.push(filter, sample, into: &ring)
///     while let past = smoother.next(from: &ring, now: sample.time) { use(past.time, past.up) }
///     ...at the end of the trace:
///     while let past = smoother.flush(from: &ring) { use(past.time, past.up) }
///
/// Every pushed sample comes out once, in order: from `next` as soon as `lag` seconds of session time have
/// passed since it (or, where the rate is higher than `capacity` was asked for, as soon as its place in the ring
/// is needed), otherwise from `flush`. Call `next` until it gives nil after each push.
///
/// The estimator is the filter's own: its corrections are kept and read backwards whenever a new one comes in.
public struct FixedLagSmoother: Sendable {
  /// One sample's result.
  @frozen
  public struct Past: Equatable, Sendable {
    /// The sample's time, exactly.
    public let time: Instant
    /// Unit vector of gravity-up in sensor axes; nil where the filter knew none at that sample.
    public let up: Vector3?
  }

  /// Seconds from a sample to its result, 0 to 10.
  public let lag: Double
  private var oldest = 0
  private var count = 0
  /// Samples of the oldest step that have been delivered.
  private var given = 0
  /// The tilt at the oldest step's beginning, rad.
  private var tiltX: Float = 0
  private var tiltY: Float = 0
  /// The direction that the alignment under way takes for upright.
  private var upright = Vector3(0, 0, 1)

  /// `lag` in seconds; taken into 0 to 10. Not a number means 0.
  public init(lag: Double) { self.lag = lag > 0 ? min(lag, 10) : 0 }

  /// How many steps to lend for a lag of `lag` s at up to `rate` samples a second: some 7 for each second.
  public static func capacity(lag: Double, rate: Double) -> Int {
    let bounded = lag > 0 ? min(lag, 10) : 0
    let perSecond = max(7, min(rate, 10_000) / Double(Step.room))
    return Int(bounded * perSecond) + 5
  }

  /// Takes the filter's state right after `filter.update(sample)`. A ring of no steps takes nothing.
  public mutating func push(_ filter: OrientationFilter, _ sample: Sample, into ring: inout MutableSpan<Step>) {
    guard ring.count > 0 else { return }
    if filter.ended == .track, count > 0 { cut(in: &ring) }
    if count == 0 || ring[place(count - 1, ring.count)].kind != .open {
      // Where the caller did not take what was full, the oldest is lost.
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
      ring[newest].note(filter, isAlignment: !isStep, hasGyroscope: sample.hasGyroscope)
      ring[newest].upright = upright
      backwardPass(in: &ring)
    } else if ring[newest].count == Step.room {
      ring[newest].kind = filter.phase == .aligning ? .aligning : .held
    }
  }

  /// The oldest sample not yet delivered, once its time is `lag` before `now` or the ring is full; else nil.
  public mutating func next(from ring: inout MutableSpan<Step>, now: Instant) -> Past? {
    guard count > 0, given < ring[oldest].count else { return nil }
    let isFull = count == ring.count && ring[place(count - 1, ring.count)].kind != .open
    guard isFull || now.seconds(since: ring[oldest].time(of: given)) >= lag else { return nil }
    return flush(from: &ring)
  }

  /// The oldest sample not yet delivered, at once; nil when there is none left.
  public mutating func flush(from ring: inout MutableSpan<Step>) -> Past? {
    guard count > 0, given < ring[oldest].count else { return nil }
    let past = Past(time: ring[oldest].time(of: given), up: up(of: given, in: &ring[oldest]))
    given += 1
    if given == ring[oldest].count, ring[oldest].kind != .open { forgetOldest(in: &ring) }
    return past
  }

  /// A sample's up, corrected for the tilt that it is now known to have had.
  private func up(of sample: Int, in step: inout Step) -> Vector3? {
    guard let attitude = step.attitude(of: sample) else { return nil }
    let (kind, isLast) = (step.kind, sample + 1 == step.count)
    var (x, y) = (Double(tiltX), Double(tiltY))
    switch kind {
    case .alignment where isLast, .correction where isLast:
      (x, y) = (Double(step.tiltX), Double(step.tiltY))
    case .correction:
      // The tilt grows from the step's beginning to what its correction took out and left.
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

  /// Reads the corrections backwards from the newest.
  private mutating func backwardPass(in ring: inout MutableSpan<Step>) {
    var pull = ErrorCovariance.Column(repeating: 0)
    // Steps without a correction of their own share the tilt of the step before them.
    var held = 0
    var i = count
    while i > 0 {
      i -= 1
      let here = place(i, ring.count)
      switch ring[here].kind {
      case .correction, .alignment:
        ring[here].settle(pull)
        while held > 0 {
          let later = place(i + held, ring.count)
          (ring[later].tiltX, ring[later].tiltY) = (ring[here].tiltX, ring[here].tiltY)
          held -= 1
        }
        if ring[here].kind == .correction {
          ring[here].pullBack(&pull)
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

  /// Gives the steps of one alignment what the step that ended it knows.
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
    // All of it may have been delivered already.
    if count == 1, given == ring[last].count { forgetOldest(in: &ring) }
  }

  private mutating func forgetOldest(in ring: inout MutableSpan<Step>) {
    (tiltX, tiltY) = (ring[oldest].tiltX, ring[oldest].tiltY)
    oldest = place(1, ring.count)
    count -= 1
    given = 0
  }

  /// Where the step `index` places after the oldest stands in a ring of `size`.
  private func place(_ index: Int, _ size: Int) -> Int {
    let place = oldest + index
    return place < size ? place : place - size
  }
}
