/// Looks back at the orientation from a few seconds later, when the future has told which tilt was an error.
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
public struct FixedLagSmoother: Sendable {
  /// One place of the ring. What it holds is the smoother's own affair.
  public struct Step: Sendable {
    @usableFromInline var time = Instant(microseconds: 0)
    @usableFromInline var up: Vector3?
    public init() {}
  }

  /// One sample's result.
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

  /// `lag` in seconds; taken into 0 to 10. Not a number means 0.
  public init(lag: Double) { self.lag = lag > 0 ? min(lag, 10) : 0 }

  /// How many steps to lend for a lag of `lag` s at up to `rate` samples a second.
  public static func capacity(lag: Double, rate: Double) -> Int {
    let bounded = lag > 0 ? min(lag, 10) : 0
    return Int(bounded * min(max(rate, 1), 10_000)) + 8
  }

  /// Takes the filter's state right after `filter.update(sample)`. A ring of no steps takes nothing.
  public mutating func push(_ filter: OrientationFilter, _ sample: Sample, into ring: inout MutableSpan<Step>) {
    guard ring.count > 0 else { return }
    if count == ring.count {  // The caller did not drain: the oldest is lost.
      oldest = following(oldest, ring.count)
      count -= 1
    }
    var place = oldest + count
    if place >= ring.count { place -= ring.count }
    ring[place].time = sample.time
    ring[place].up = filter.up
    count += 1
  }

  /// The oldest sample not yet delivered, once its time is `lag` before `now` or the ring is full; else nil.
  public mutating func next(from ring: inout MutableSpan<Step>, now: Instant) -> Past? {
    guard count > 0, count == ring.count || now.seconds(since: ring[oldest].time) >= lag else { return nil }
    return flush(from: &ring)
  }

  /// The oldest sample not yet delivered, at once; nil when there is none left.
  public mutating func flush(from ring: inout MutableSpan<Step>) -> Past? {
    guard count > 0 else { return nil }
    let past = Past(time: ring[oldest].time, up: ring[oldest].up)
    oldest = following(oldest, ring.count)
    count -= 1
    return past
  }

  private func following(_ place: Int, _ size: Int) -> Int { place + 1 == size ? 0 : place + 1 }
}
