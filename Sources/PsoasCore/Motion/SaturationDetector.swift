/// Detects readings at the limit of a sensor's range, and estimates their hidden part.
///
/// The range is learned: its limit is the largest magnitude read on any axis once two consecutive readings had it. The
/// hidden signal beyond the limit is modelled as a parabola whose slope is that of the return below it.
@frozen
@usableFromInline
struct SaturationDetector: Sendable {
  @usableFromInline typealias Runs = (UInt16, UInt16, UInt16)

  /// Largest magnitude read on an axis so far: rad/s, m/s2. The initial values are below any sensor's range: 115 deg/s
  /// (the smallest range in use is 125), 1.5 g.
  @usableFromInline var turn: Float = 2
  @usableFromInline var force: Float = 14.7
  /// Number of consecutive readings at the limit for each axis, with `isNegative` as the last of them; with `isOver` for one
  /// more reading after the return.
  @usableFromInline var turns: Runs = (0, 0, 0)
  @usableFromInline var forces: Runs = (0, 0, 0)

  private static let mostReadings: UInt16 = 0x7F
  private static let isNegative: UInt16 = 0x80
  private static let isOver: UInt16 = 0x100

  /// Factor on the hidden area: 1/6 for a parabola, 1/4 for a triangle. Real signals are flatter (BROAD clipped at 500
  /// deg/s: 0.1 to 0.13).
  static let flatness: Float = 0.125
  /// Variance of the hidden part over its square: its relative standard deviation is 1.5 (1 to 3 give similar results).
  static let variance: Float = 2.25

  @usableFromInline init() {}

  /// Whether this sample needs processing, from the squared norms.
  @inlinable @inline(__always)
  func concerns(_ turnSquare: Float, _ forceSquare: Float) -> Bool {
    turnSquare >= 0.9998 * turn * turn || forceSquare >= 0.9998 * force * force || isAtEnd
  }

  /// The previous reading was at the limit of a range.
  @usableFromInline var isAtEnd = false

  /// Processes an angular velocity of duration `time`, s; returns the hidden rotation that it reveals, rad.
  mutating func hidden(turn w: (Float, Float, Float), _ time: Float) -> (Float, Float, Float) {
    Self.hidden(w, time, &turn, &turns)
  }

  /// The same for the specific force: the hidden velocity change, m/s.
  mutating func hidden(force f: (Float, Float, Float), _ time: Float) -> (Float, Float, Float) {
    Self.hidden(f, time, &force, &forces)
  }

  /// Call this once both readings have been processed.
  mutating func settle() { isAtEnd = turns.0 | turns.1 | turns.2 | forces.0 | forces.1 | forces.2 != 0 }

  private static func hidden(
    _ reading: (Float, Float, Float), _ time: Float, _ end: inout Float, _ runs: inout Runs
  ) -> (Float, Float, Float) {
    let highest = max(max(reading.0.magnitude, reading.1.magnitude), reading.2.magnitude)
    if highest > 1.0001 * end {
      // The limit is not yet known.
      end = highest
      runs = (0, 0, 0)
    }
    return (
      area(reading.0, time, end, &runs.0), area(reading.1, time, end, &runs.1), area(reading.2, time, end, &runs.2)
    )
  }

  /// The hidden area of a run that ended one reading before this one. Readings at the limit differ by up to one bit.
  ///
  /// The axis returned between its last reading at the limit and its first below it, one and a half readings ago on
  /// average.
  private static func area(_ reading: Float, _ time: Float, _ end: Float, _ run: inout UInt16) -> Float {
    let readings = run & mostReadings
    guard reading.magnitude < 0.9999 * end else {
      run = min(readings + 1, mostReadings) | (reading < 0 ? isNegative : 0)
      return 0
    }
    guard run & isOver != 0 else {
      run = readings > 1 ? run | isOver : 0
      return 0
    }
    // Slope of the return times the squared duration of the run. This reading may already be on the other side of zero.
    let area = flatness * (end - reading.magnitude) / 1.5 * time * Float(readings) * Float(readings)
    let direction: Float = run & isNegative == 0 ? 1 : -1
    run = 0
    return direction * area
  }
}
