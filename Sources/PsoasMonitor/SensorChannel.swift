import PsoasCore

/// The place of one worn sensor inside the pipeline: its orientation filter, and what its silence means.
///
/// It is there whether a sensor is worn or not: behind an Optional each look at it would copy the whole, 1.2 kB.
struct SensorChannel: Sendable {
  /// Seconds of silence after which a sensor that stamps its frames counts as lost. Bluetooth holds packets up by
  /// some hundred milliseconds (reference measurements on a Joy-Con); two seconds is beyond any of that.
  static let silenceLimit = 2.0
  /// Seconds between the samples that stand in for a still, sparse sensor: 50 Hz, the least the filter is made for.
  static let heldInterval: Int64 = 20_000
  /// Seconds without any change after which a sparse sensor counts as lost as well: noise alone changes the last digit
  /// of one that is worn, and of one on a table within half a day.
  static let heldLimit = 43_200.0

  /// nil where no sensor is worn.
  private(set) var traits: SensorTraits?
  private(set) var filter = OrientationFilter()
  private(set) var last: Sample?
  private(set) var isSilent = false
  /// The last reading that the sensor gave itself.
  private var reported: Instant?

  /// - Parameter time: when the sensor was added; one that never sends a reading falls silent as well.
  init(_ traits: SensorTraits? = nil, at time: Instant? = nil) {
    self.traits = traits
    if let time { reported = Instant(microseconds: time.microseconds + Self.startLimit) }
  }

  /// Whether it has sent a reading.
  var hasReported: Bool { last != nil }
  /// Microseconds beyond the limit of silence that a sensor has for its first reading: Bluetooth wakes slowly.
  private static let startLimit: Int64 = 8_000_000

  var isPresent: Bool { traits != nil }
  /// Worn, and not silent for too long.
  var isReporting: Bool { isPresent && !isSilent }
  private var isSparse: Bool { traits?.isSparse ?? false }

  /// Takes a reading, which ends a silence.
  @inline(__always)
  mutating func update(_ sample: Sample) {
    filter.update(sample)
    last = sample
    isSilent = false
  }

  /// The reading that holds at `time`, if one is due before it. A sparse sensor sends no data while nothing changes.
  mutating func held(before time: Instant) -> Sample? {
    guard isSparse, !isSilent, var sample = last else { return nil }
    sample.time.microseconds += Self.heldInterval
    guard sample.time < time else { return nil }
    sample.interval = Double(Self.heldInterval) * 1e-6
    return sample
  }

  /// A sparse sensor's own reading, spaced from the last one held for it.
  mutating func respaced(_ sample: Sample) -> Sample {
    reported = sample.time
    guard isSparse, let last, sample.interval > 0 else { return sample }
    var sample = sample
    sample.interval = max(sample.time.seconds(since: last.time), 0)
    return sample
  }

  /// True once, when the silence has lasted too long.
  mutating func fallsSilent(at time: Instant) -> Bool {
    guard !isSilent, let reported,
      // Where no reading has come, there is none to hold.
      time.seconds(since: reported) > (isSparse && hasReported ? Self.heldLimit : Self.silenceLimit)
    else { return false }
    isSilent = true
    return true
  }
}
