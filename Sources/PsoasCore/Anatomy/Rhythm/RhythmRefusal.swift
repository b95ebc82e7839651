/// Why a rhythm measurement gave no result.
public enum RhythmRefusal: Error, Equatable, Sendable {
  /// No sensor is worn there.
  case noSensor(Placement)
  /// The sensor there has no gyroscope: its up direction is too inaccurate in movement (ratios were wrong by a third
  /// and more).
  case noGyroscope(Placement)
  /// The wearer did not stand still for the duration of the stance.
  case neverStill
  /// Number of bends that were deep enough, and the deepest of the others, degrees; 0 if there was none.
  case tooFewBends(Int, furthestShort: Double)
  /// The sensor's direction in stance differs before and after the bends, degrees: the sensor slipped, or the wearer
  /// stands differently.
  case slipped(Placement, Double)
  /// The trunk did not return to the stance of the beginning: the difference, degrees.
  case notBack(Double)
  /// The movement of this placement left the sagittal plane: percent of it in the plane.
  case sideways(Placement, Double)
  /// The pelvis rotated further than the trunk: the sensors may be swapped.
  case interchanged
  /// The sensor sent no data for so many seconds.
  case silent(Placement, Double)
  /// Three minutes passed before the last bend.
  case outOfTime
  /// The wearer stopped the measurement.
  case stopped
}
