import PsoasCore
import PsoasSystem

/// The result of a rhythm measurement as members of a JSON object, in degrees, seconds and degrees/s; null if not
/// measured.
public enum RhythmJSON {
  /// Appends the members, each with a comma before it.
  public static func append(_ result: RhythmResult, to line: inout Text) {
    guard let rhythm = result.rhythm else { return }
    for figure in RhythmFigure.all {
      key(figure.name, to: &line)
      append(figure.spread(rhythm), to: &line)
    }
    for direction in [RhythmBend.Direction.forward, .back] {
      key(direction, "_ratios", to: &line)
      list(RhythmBend.phases, to: &line) { append(rhythm.ratio(direction, phase: $0), to: &$1) }
      key(direction, "_thirds", to: &line)
      list(3, to: &line) { append(rhythm.ratio(direction, third: $0), to: &$1) }
    }
    line.append(",\"bends\":")
    list(result.bends.count, to: &line) { append(result.bends[$0], to: &$1) }
  }

  private static func append(_ bend: RhythmBend, to line: inout Text) {
    line += "{\"began_s\":\(bend.began, places: 2)"
    line += ",\"length_s\":\(bend.length, places: 2)"
    for figure in RhythmFigure.all {
      key(figure.name, to: &line)
      append(figure.value(bend), to: &line)
    }
    for direction in [RhythmBend.Direction.forward, .back] {
      key(direction, "_ratios", to: &line)
      list(RhythmBend.phases, to: &line) { append(bend.ratio(direction, phase: $0), to: &$1) }
      key(direction, "_thirds", to: &line)
      list(3, to: &line) { append(bend.ratio(direction, third: $0), to: &$1) }
      key(direction, "_curve_deg", to: &line)
      list(RhythmBend.curvePoints, to: &line) { append(bend.pelvis(direction, point: $0), to: &$1) }
    }
    line.append("}")
  }

  private static func append(_ spread: Spread?, to line: inout Text) {
    guard let spread else { return line.append("null") }
    line += """
      {"median":\(spread.median, places: 2),"min":\(spread.least, places: 2),\
      "max":\(spread.greatest, places: 2),"count":\(spread.count)}
      """
  }

  private static func append(_ value: Double?, to line: inout Text) {
    guard let value else { return line.append("null") }
    line.append(value, places: 2)
  }

  private static func key(_ name: StaticString, to line: inout Text) {
    line += ",\"\(name)\":"
  }

  private static func key(_ direction: RhythmBend.Direction, _ name: StaticString, to line: inout Text) {
    line += ",\"\(direction.name)\(name)\":"
  }

  private static func list(_ count: Int, to line: inout Text, _ element: (Int, inout Text) -> Void) {
    line.append("[")
    for index in 0..<count {
      if index > 0 { line.append(",") }
      element(index, &line)
    }
    line.append("]")
  }
}
