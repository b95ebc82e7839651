import PsoasCore

/// Notices that a seated wearer shifts: a natural break in what they do, at which a reminder disturbs least (Iqbal and
/// Bailey on deferral to break points).
///
/// Looked at once a second, so that it costs nothing: the sensor's up now and three seconds ago. A turn by more than
/// 4.5 degrees is beyond what the same pose drifts by (minimal detectable change at the sacrum 4.46 degrees, Koumantakis
/// 2016; drift in a minute's standing 2.9, Pan 2021), so it is a movement and not sway.
struct ShiftDetector: Equatable, Sendable {
  /// Cosine of 4.5 degrees.
  private static let cosine = 0.996_917

  private var past: [Vector3] = []

  /// - Parameter up: of the observed sensor, unit vector in its axes; nil if it gives none.
  mutating func step(_ up: Vector3?) -> Bool {
    guard let up else {
      past.removeAll(keepingCapacity: true)
      return false
    }
    past.append(up)
    guard past.count > 3 else { return false }
    let before = past.removeFirst()
    guard up.dot(before) < Self.cosine else { return false }
    // One movement is one shift.
    past.removeAll(keepingCapacity: true)
    return true
  }
}
