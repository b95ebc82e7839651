/// Why a measurement of the rhythm gave no figures.
public enum RhythmRefusal: Error, Equatable, Sendable {
  /// No sensor is worn there.
  case noSensor(Placement)
  /// The sensor there has no gyroscope: while it moves, up is too coarse (ratios were wrong by a third and more).
  case noGyroscope(Placement)
  /// The wearer did not stand still for the duration of the stance.
  case neverStill
  /// Bends that were far enough, and the furthest of those that were not, degrees; 0 where there was none.
  case tooFewBends(Int, furthestShort: Double)
  /// The sensor lies differently on the body, or the wearer stands differently, after the bends than before: degrees.
  case slipped(Placement, Double)
  /// The wearer did not come back to the stance of the beginning: degrees, of the trunk.
  case notBack(Double)
  /// The movement of this placement left the sagittal plane: per cent that stayed in it.
  case sideways(Placement, Double)
  /// The pelvis turned further than the trunk: the sensors may be interchanged.
  case interchanged
  /// The sensor sent no data for so many seconds.
  case silent(Placement, Double)
  /// Three minutes are over and the bends are not.
  case outOfTime
  /// The wearer stopped it.
  case stopped
}
