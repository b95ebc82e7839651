import PsoasCore

/// The state of one placement's sensor in the pipeline: its orientation filter and the detection of its silence.
///
/// It exists whether a sensor is worn or not: each access through an Optional would copy the whole state, 1.2 kB.
struct SensorChannel: Sendable {
  /// Seconds of silence after which a sensor with timestamps counts as lost. Bluetooth delays packets by several
  /// hundred milliseconds (reference measurements on a Joy-Con); two seconds is beyond any of that.
  static let silenceLimit = 2.0
  /// Microseconds between the repeated samples of a still, sparse sensor: 50 Hz, the least rate that the filter
  /// supports.
  static let heldInterval: Int64 = 20_000
  /// Seconds without any change after which a sparse sensor also counts as lost: noise alone changes the last digit of
  /// one that is worn, and of one on a table within half a day.
  static let heldLimit = 43_200.0

  /// nil if no sensor is worn.
  private(set) var traits: SensorTraits?
  private(set) var filter = OrientationFilter()
  private(set) var last: Sample?
  private(set) var isSilent = false
  /// The same reading for too long: the sensor does not measure.
  private(set) var isStuck = false
  /// Time of the last sample from the sensor itself, and of the last one with another reading.
  private var reported: Instant?
  private var changed: Instant?

  /// - Parameter time: when the sensor was added; one that never sends a sample also becomes silent.
  init(_ traits: SensorTraits? = nil, at time: Instant? = nil) {
    self.traits = traits
    if let time { reported = Instant(microseconds: time.microseconds + Self.startLimit) }
  }

  /// Whether it has sent a sample.
  var hasReported: Bool { last != nil }
  /// Additional time for a sensor's first sample, microseconds: Bluetooth connects slowly.
  private static let startLimit: Int64 = 8_000_000

  var isPresent: Bool { traits != nil }
  /// Worn, and not silent.
  var isReporting: Bool { isPresent && !isSilent }
  var isSparse: Bool { traits?.isSparse ?? false }

  /// Adds a sample, which ends a silence.
  @inline(__always)
  mutating func update(_ sample: Sample) {
    // In this order, because the compiler would otherwise copy the sample twice.
    last = sample
    filter.update(sample)
    if !isStuck { isSilent = false }
  }

  /// Adds the filter's state, directly after the update with `sample`, to a smoother.
  mutating func push(
    _ sample: Sample, to smoother: inout FixedLagSmoother, _ ring: inout MutableSpan<FixedLagSmoother.Step>
  ) {
    smoother.push(&filter, sample, into: &ring)
  }

  /// The repeated sample that is due before `time`, if any. A sparse sensor sends no data while nothing changes.
  mutating func held(before time: Instant) -> Sample? {
    guard isSparse, !isSilent, var sample = last else { return nil }
    sample.time.microseconds += Self.heldInterval
    guard sample.time < time else { return nil }
    sample.interval = Double(Self.heldInterval) * 1e-6
    return sample
  }

  /// Notes the sensor's own sample. That of a sparse sensor gets its interval since the last repeated one.
  mutating func report(_ sample: inout Sample) {
    reported = sample.time
    guard isSparse else { return noteChange(sample) }
    guard let last, sample.interval > 0 else { return }
    sample.interval = max(sample.time.seconds(since: last.time), 0)
  }

  @inline(__always)
  private mutating func noteChange(_ sample: Sample) {
    guard let last, last.acceleration == sample.acceleration, last.angularVelocity == sample.angularVelocity else {
      changed = sample.time
      isStuck = false
      return
    }
    if let changed, sample.time.seconds(since: changed) > ReadingCheck.limit { isStuck = true }
  }

  /// The sensor's readings cannot be used; the next sample ends this.
  mutating func silence() { isSilent = true }

  /// Returns true once, when the silence has lasted too long, or the sensor is stuck.
  mutating func fallsSilent(at time: Instant) -> Bool {
    guard !isSilent, let reported,
      // Where no reading has come, there is none to hold.
      isStuck || time.seconds(since: reported) > (isSparse && hasReported ? Self.heldLimit : Self.silenceLimit)
    else { return false }
    isSilent = true
    return true
  }
}
