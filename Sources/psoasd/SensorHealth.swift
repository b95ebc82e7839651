import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Whether the readings of a worn sensor can be used: their units, which `SignalCheck` decides once, and the sensor
/// itself, which `FrameDecoder` checks all the time.
struct SensorHealth {
  private let placement: Placement
  private var signals: SignalCheck
  /// The last sample of a sparse sensor, which holds until its next one.
  private var held: Sample?
  private let isSparse: Bool
  private(set) var fault: ReadingFault?
  /// Why the sensor is not used until it is opened again; nil if it is used.
  private(set) var refusal: Text?

  /// Microseconds between the repeated samples of a still, sparse sensor, and the largest number of them per second.
  private static let heldInterval: Int64 = 100_000
  private static let mostHeld = 20

  init(_ placement: Placement, _ decoder: FrameDecoder) {
    self.placement = placement
    isSparse = decoder.isSparse
    signals = SignalCheck(.device(decoder.scale))
  }

  /// Checks a sample.
  /// - Parameter isInDoubt: the sensor may be faulty: that is no question of units.
  /// - Returns: the reason, if this sample decides that the sensor cannot be used.
  mutating func update(_ sample: Sample, isInDoubt: Bool) -> Text? {
    held = isSparse && !isInDoubt ? sample : nil
    if isInDoubt { return nil }
    refusal = signals.take(sample, placement)
    return refusal
  }

  /// Checks the state at `now`; called once per second.
  /// - Returns: the reason, if the sensor's readings are not used from now on.
  mutating func second(_ decoder: FrameDecoder, at now: Instant) -> Text? {
    guard refusal == nil else { return nil }
    let before = fault
    fault = decoder.fault(at: now)
    if let fault, fault != before { return Text(fault.message) }
    return fault == nil ? hold(until: now) : nil
  }

  /// Repeats the last sample of a sparse sensor until `now`: its silence has the units of its last reading.
  private mutating func hold(until now: Instant) -> Text? {
    guard var sample = held else { return nil }
    for _ in 0..<Self.mostHeld {
      sample.time.microseconds += Self.heldInterval
      guard sample.time < now else { return nil }
      held = sample
      refusal = signals.take(sample, placement)
      if refusal != nil { return refusal }
    }
    held?.time = now
    return nil
  }
}

extension BusSensor {
  /// Adds what the run knows about the sensor.
  mutating func describe(_ decoder: FrameDecoder, _ health: SensorHealth) {
    hasGyroscope = decoder.hasGyroscope
    if let refusal = health.refusal {
      isReading = false
      problem = refusal
    } else if let fault = health.fault {
      problem = Text(fault.message)
    } else if isSilent {
      problem = "it sends no samples: is it switched on and in reach?"
    } else if decoder.isTurnStuck {
      problem = "its angular velocity does not change and is not used: tilt is inaccurate while you move"
    } else if decoder.ignoresStamps {
      problem = "its timestamps contradict the kernel's event times and are ignored"
    }
  }
}
