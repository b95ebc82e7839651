import PsoasMonitor
import PsoasSystem

/// The progress of a calibration, as sent over the bus.
public struct CalibrationUpdate: Equatable, Sendable {
  public var step: Text
  /// Number of the step, from 1, and the number of steps.
  public var number: Int
  public var count: Int
  public var phase: Text
  /// Seconds until the phase ends; 0 if it waits for the wearer.
  public var remaining: Double
  /// The current angle and the angle to reach, degrees; 0 if there is none to reach.
  public var angle: Double
  public var target: Double
  public var repetitions: Int
  public var needed: Int
  /// The current instruction, and the last error; empty if there was none.
  public var instruction: Text
  public var refusal: Text

  init?(_ reader: MessageReader) {
    guard let step = reader.text(), let number = reader.unsigned32(), let count = reader.unsigned32(),
      let phase = reader.text(), let remaining = reader.seconds(), let angle = reader.degrees(),
      let target = reader.degrees(), let repetitions = reader.unsigned32(), let needed = reader.unsigned32(),
      let instruction = reader.text(), let refusal = reader.text()
    else { return nil }
    self.step = step
    self.number = Int(number)
    self.count = Int(count)
    self.phase = phase
    self.remaining = remaining
    self.angle = angle
    self.target = target
    self.repetitions = Int(repetitions)
    self.needed = Int(needed)
    self.instruction = instruction
    self.refusal = refusal
  }
}

/// The stored calibration of a sensor, as sent over the bus.
public struct StoredCalibration: Equatable, Sendable {
  /// Microseconds since 1970-01-01 UTC; 0 if unknown.
  public var made: UInt64 = 0
  public var rezeroed: UInt64 = 0
  public var bends = 0
  public var isVerified = false
  /// The known quality values by name.
  public var figures: [(name: Text, value: Double)] = []

  public static func == (a: StoredCalibration, b: StoredCalibration) -> Bool {
    a.made == b.made && a.rezeroed == b.rezeroed && a.bends == b.bends && a.isVerified == b.isVerified
      && a.figures.elementsEqual(b.figures) { $0.name == $1.name && $0.value == $1.value }
  }

  public func figure(_ name: StaticString) -> Double? {
    for figure in figures where figure.name == name { return figure.value }
    return nil
  }

  init(_ reader: MessageReader) {
    _ = reader.dictionary { key, entry in
      if key == "made_us" {
        _ = entry.container(BusType.variant, "t") { made = $0.microseconds() ?? 0 }
      } else if key == "rezeroed_us" {
        _ = entry.container(BusType.variant, "t") { rezeroed = $0.microseconds() ?? 0 }
      } else if key == "bends" {
        _ = entry.container(BusType.variant, "u") { bends = Int($0.unsigned32() ?? 0) }
      } else if key == "verified" {
        _ = entry.container(BusType.variant, "b") { isVerified = $0.boolean() ?? false }
      } else {
        _ = entry.container(BusType.variant, "d") { if let value = $0.quantity() { figures.append((key, value)) } }
      }
    }
  }
}
