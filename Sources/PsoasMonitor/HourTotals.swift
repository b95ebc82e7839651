import PsoasCore
import PsoasSystem

/// Seconds of one hour of the local clock, by posture.
///
/// An hour is known by its beginning in UTC and the zone's offset, so that the hour that summer time's end repeats is
/// two, and the one that its beginning leaves out is none.
public struct HourTotals: Equatable, Sendable {
  /// When the local clock showed the full hour: microseconds since 1970-01-01 UTC.
  public var began: Int64
  /// Seconds east of Greenwich, summer time included.
  public var utcOffset: Int32
  /// Days since 1970-01-01 by the local calendar.
  public var day: Int64
  /// Seconds in each posture; `unknown` is never counted as sitting.
  public var seconds = PerPosture<Double>()
  public var steps = 0
  /// Seconds in each band of tilt, as the day has them.
  public var tilt = PerPosture<TiltBands>()

  /// The empty hour that a clock is in.
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

/// The hours of the present day that had time in them, and the last one of the day before.
struct HourTracker: Equatable, Sendable {
  /// A day has 25 hours at most; a clock that is set back and forth may make more, and the oldest go.
  static let capacity = 32

  private(set) var hours: [HourTotals] = []

  /// Books time in the hour that `clock` is in.
  /// - Parameter day: the day that the time is booked on; a second that straddles midnight goes whole to one.
  mutating func add(_ seconds: Double, in posture: Posture, steps: Int, at clock: WallClock, day: Int64?) {
    let index = find(clock, day: day)
    hours[index][posture] += seconds
    hours[index].steps += steps
  }

  /// Books time in a band of tilt, in the hour that `clock` is in.
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

  /// Books the latest seconds of one posture as another's.
  mutating func move(_ seconds: Double, from wrong: Posture, to right: Posture, day: Int64?) {
    var rest = seconds
    for index in hours.indices.reversed() where rest > 0 && hours[index].day == day {
      let moved = min(rest, hours[index][wrong])
      hours[index][wrong] -= moved
      hours[index][right] += moved
      rest -= moved
    }
  }

  /// Books seconds of one posture as another's in the hour that `clock` is in, as many as it has of them.
  /// - Returns: how many that are.
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
