import PsoasCore
import PsoasSystem

/// Seconds of one hour of the local clock, by posture.
///
/// An hour is identified by its start in UTC and the time zone's offset, so the hour that repeats at the end of summer
/// time is two hours, and the one that its start skips does not exist.
public struct HourTotals: Equatable, Sendable {
  /// Start of the hour on the local clock: microseconds since 1970-01-01 UTC.
  public var began: Int64
  /// Seconds east of Greenwich, including summer time.
  public var utcOffset: Int32
  /// Days since 1970-01-01 in the local calendar.
  public var day: Int64
  /// Seconds in each posture; `unknown` never counts as sitting.
  public var seconds = PerPosture<Double>()
  public var steps = 0
  /// Seconds in each band of tilt, as in the day's totals.
  public var tilt = PerPosture<TiltBands>()

  /// An empty hour that contains the time of a clock.
  public init(at clock: WallClock) {
    began = clock.hourBegan
    utcOffset = clock.utcOffset
    day = clock.localDay
  }

  /// Whether `clock` is in this hour.
  public func holds(_ clock: WallClock) -> Bool { began == clock.hourBegan && utcOffset == clock.utcOffset }

  public subscript(posture: Posture) -> Double {
    get { seconds[posture] }
    set { seconds[posture] = newValue }
  }
}

/// The hours of the current day with recorded time, and the last one of the previous day.
struct HourTracker: Equatable, Sendable {
  /// A day has at most 25 hours; a clock that is set back and forth may produce more, and the oldest are removed.
  static let capacity = 32

  private(set) var hours: [HourTotals] = []

  /// Adds time to the hour that contains `clock`.
  /// - Parameter day: the day of the time; a second across midnight counts for one day.
  mutating func add(_ seconds: Double, in posture: Posture, steps: Int, at clock: WallClock, day: Int64?) {
    let index = find(clock, day: day)
    hours[index][posture] += seconds
    hours[index].steps += steps
  }

  /// Adds time in a band of tilt to the hour that contains `clock`.
  mutating func add(_ seconds: Double, in band: TiltBands.Band, _ posture: Posture, at clock: WallClock, day: Int64?) {
    let index = find(clock, day: day)
    hours[index].tilt[posture].add(seconds, in: band)
  }

  private mutating func find(_ clock: WallClock, day: Int64?) -> Int {
    if let last = hours.last, last.holds(clock) { return hours.count - 1 }
    for index in hours.indices where hours[index].holds(clock) { return index }
    if let day, clock.localDay != day, hours.last?.day == day { return hours.count - 1 }
    if hours.count == HourTracker.capacity { hours.removeFirst() }
    hours.append(HourTotals(at: clock))
    return hours.count - 1
  }

  /// Moves seconds from one posture to another in the hour that contains `clock`, at most as many as it has.
  /// - Returns: the number of seconds moved.
  mutating func move(_ seconds: Double, from wrong: Posture, to right: Posture, at clock: WallClock) -> Double {
    guard let index = hours.firstIndex(where: { $0.holds(clock) }) else { return 0 }
    let moved = min(seconds, hours[index][wrong])
    hours[index][wrong] -= moved
    hours[index][right] += moved
    return moved
  }

  /// The day has changed. Its last hour stays available to callers that have not read its end yet.
  mutating func startDay() {
    if hours.count > 1 { hours.removeFirst(hours.count - 1) }
  }
}
