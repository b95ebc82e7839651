import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A plot of the lumbar spine against the pelvis as an SVG for light and dark backgrounds.
enum RhythmSVG {
  static func draw(_ result: RhythmResult, _ rhythm: LumbopelvicRhythm) -> Text {
    let single = result.bends.flatMap { bend in
      [("first one", RhythmCurve(bend, .forward)), ("second one", RhythmCurve(bend, .back))] as [Named]
    }
    let medians: [Named] = [
      ("second", RhythmCurve(result.bends, .back)), ("first", RhythmCurve(result.bends, .forward)),
    ]
    let share = rhythm.contribution
    let chart = CurveChart(
      title: "Lumbopelvic rhythm",
      summary:
        "lumbar share \(share.median, places: 0) % (\(share.least, places: 0) to \(share.greatest, places: 0)) of \(rhythm.trunk.median, places: 0) degrees of trunk flexion; median of \(count: rhythm.trunk.count, "bend", "bends")",
      across: ("anterior tilt of the pelvis, degrees", RhythmCurve.limit(single.map(\.curve)) { $0.pelvis }),
      up: ("flexion of the lumbar spine, degrees", RhythmCurve.limit(single.map(\.curve)) { $0.lumbar }),
      curves: (single + medians).map { named in
        CurveChart.Curve(style: named.style, points: named.curve.points.map { .init(x: $0.pelvis, y: $0.lumbar) })
      },
      legend: [("first", "bending forward"), ("second", "coming back"), ("first one", "each bend")])
    return chart.file
  }

  private typealias Named = (style: StaticString, curve: RhythmCurve)
}
