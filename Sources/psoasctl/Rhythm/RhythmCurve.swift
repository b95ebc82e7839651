import PsoasCore
import PsoasMonitor

/// Lumbar spine against pelvis, degrees, in steps of the trunk angle.
struct RhythmCurve {
  struct Point {
    var pelvis: Double
    var lumbar: Double
  }

  let points: [Point]

  /// The curve of one bend.
  init(_ bend: RhythmBend, _ direction: RhythmBend.Direction) {
    points = (0..<RhythmBend.curvePoints).compactMap { point in
      bend.pelvis(direction, point: point).map {
        Point(pelvis: $0, lumbar: Double(point * RhythmBend.curveStep) - $0)
      }
    }
  }

  /// The medians over the bends, up to the angle that more than half of them reach.
  init(_ bends: [RhythmBend], _ direction: RhythmBend.Direction) {
    points = (0..<RhythmBend.curvePoints).compactMap { point in
      let tilts = bends.compactMap { $0.pelvis(direction, point: point) }.sorted()
      guard tilts.count * 2 > bends.count else { return nil }
      let median = 0.5 * (tilts[(tilts.count - 1) / 2] + tilts[tilts.count / 2])
      return Point(pelvis: median, lumbar: Double(point * RhythmBend.curveStep) - median)
    }
  }

  /// The next multiple of 20 degrees that contains both curves, for an axis.
  static func limit(_ curves: [RhythmCurve], _ value: (Point) -> Double) -> Double {
    let greatest = curves.flatMap(\.points).map(value).max() ?? 0
    return max(20, (greatest / 20).rounded(.up) * 20)
  }
}
