/// Tells readings at the end of a sensor's range, and what they hid.
///
/// The range is learned: it ends at the largest magnitude read on any axis once two readings in a row have stood there.
/// What the axis would have shown beyond it is taken for a parabola whose slope is that of the return below.
@frozen
@usableFromInline
struct SaturationDetector: Sendable {
  @usableFromInline typealias Runs = (UInt8, UInt8, UInt8)

  /// Largest magnitude read on an axis so far: rad/s, m/s2. Below these no sensor's range ends: 115 deg/s (the smallest
  /// in use is 125), 1.5 g.
  @usableFromInline var turn: Float = 2
  @usableFromInline var force: Float = 14.7
  /// Readings in a row that have stood there, each axis; with `isOver` for one reading more once it has come back.
  @usableFromInline var turns: Runs = (0, 0, 0)
  @usableFromInline var forces: Runs = (0, 0, 0)

  static let isOver: UInt8 = 0x80

  /// A share of the missing area's height: 1/6 is a parabola's, 1/4 a triangle's. Real ones are flatter (BROAD clipped
  /// at 500 deg/s: 0.1 to 0.13).
  static let flatness: Float = 0.125
  /// Variance of what was hidden over its square: it is known to one and a half times itself (1 to 3 do alike).
  static let variance: Float = 2.25

  @usableFromInline init() {}

  /// Whether this reading is worth a look, from the squares of its lengths.
  @inlinable @inline(__always)
  func concerns(_ turnSquare: Float, _ forceSquare: Float) -> Bool {
    turnSquare >= 0.9998 * turn * turn || forceSquare >= 0.9998 * force * force || isAtEnd
  }

  /// The last reading stood at the end of a range.
  @usableFromInline var isAtEnd = false

  /// Takes a reading of the angular velocity that stood for `time` s; gives the turn that it shows to have been hidden,
  /// rad.
  mutating func hidden(turn w: (Float, Float, Float), _ time: Float) -> (Float, Float, Float) {
    Self.hidden(w, time, &turn, &turns)
  }

  /// The same for the specific force: the velocity that was hidden, m/s.
  mutating func hidden(force f: (Float, Float, Float), _ time: Float) -> (Float, Float, Float) {
    Self.hidden(f, time, &force, &forces)
  }

  /// To be called once both readings have been taken.
  mutating func settle() { isAtEnd = turns.0 | turns.1 | turns.2 | forces.0 | forces.1 | forces.2 != 0 }

  private static func hidden(
    _ reading: (Float, Float, Float), _ time: Float, _ end: inout Float, _ runs: inout Runs
  ) -> (Float, Float, Float) {
    let highest = max(max(reading.0.magnitude, reading.1.magnitude), reading.2.magnitude)
    if highest > 1.0001 * end {
      // Not the end yet.
      end = highest
      runs = (0, 0, 0)
    }
    return (
      area(reading.0, time, end, &runs.0), area(reading.1, time, end, &runs.1), area(reading.2, time, end, &runs.2)
    )
  }

  /// What a run that ended one reading before this one has hidden. The ends of a range differ by a bit's worth.
  ///
  /// The axis came back somewhere between its last reading at the end and its first below, one and a half readings ago
  /// on average.
  private static func area(_ reading: Float, _ time: Float, _ end: Float, _ run: inout UInt8) -> Float {
    let readings = run & ~isOver
    guard reading.magnitude < 0.9999 * end else {
      run = min(readings + 1, ~isOver)
      return 0
    }
    guard run & isOver != 0 else {
      run = readings > 1 ? run | isOver : 0
      return 0
    }
    run = 0
    // Slope of the return times the square of the run's time.
    let area = flatness * (end - reading.magnitude) / 1.5 * time * Float(readings) * Float(readings)
    return reading < 0 ? -area : area
  }
}
