import PsoasCore

/// Detects that a seated wearer shifts: a natural break point, at which a reminder disturbs least (Iqbal and Bailey on
/// deferral to break points).
///
/// Once per second it compares the sensor's up now and three seconds ago. A rotation by more than 4.5 degrees is beyond
/// the drift of one pose (minimal detectable change at the sacrum 4.46 degrees, Koumantakis 2016; drift in a minute of
/// standing 2.9, Pan 2021), so it is a movement and not sway.
struct ShiftDetector: Equatable, Sendable {
  /// Cosine of 4.5 degrees.
  private static let cosine = 0.996_917

  private var past: [Vector3] = []

  /// - Parameter up: of the observed sensor, unit vector in its axes; nil without a value.
  mutating func step(_ up: Vector3?) -> Bool {
    guard let up else {
      past.removeAll(keepingCapacity: true)
      return false
    }
    past.append(up)
    guard past.count > 3 else { return false }
    let before = past.removeFirst()
    guard up.dot(before) < Self.cosine else { return false }
    // One movement counts as one shift.
    past.removeAll(keepingCapacity: true)
    return true
  }
}
