import PsoasCore
import PsoasSystem

/// The result of a rhythm measurement as members of a JSON object, in degrees, seconds and degrees/s; null if not
/// measured.
public enum RhythmJSON {
  /// Appends the members, each with a comma before it.
  public static func append(_ result: RhythmResult, to line: inout Text) {
    guard let rhythm = result.rhythm else { return }
    append("trunk_deg", rhythm.trunk, to: &line)
    append("pelvis_deg", rhythm.pelvis, to: &line)
    append("lumbar_deg", rhythm.lumbar, to: &line)
    append("lumbar_share_percent", rhythm.contribution, to: &line)
    append("speed_deg_per_s", rhythm.speed, to: &line)
    append("return_speed_deg_per_s", rhythm.returnSpeed, to: &line)
    append("pelvic_delay_s", rhythm.pelvicDelay, to: &line)
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
    append("length_s", bend.length, to: &line)
    append("trunk_deg", bend.trunk, to: &line)
    append("pelvis_deg", bend.pelvis, to: &line)
    append("lumbar_share_percent", bend.contribution, to: &line)
    append("speed_deg_per_s", bend.speed, to: &line)
    append("return_speed_deg_per_s", bend.returnSpeed, to: &line)
    append("pelvic_delay_s", bend.pelvicDelay, to: &line)
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

  private static func append(_ name: StaticString, _ spread: Spread?, to line: inout Text) {
    key(name, to: &line)
    append(spread, to: &line)
  }

  private static func append(_ name: StaticString, _ value: Double?, to line: inout Text) {
    key(name, to: &line)
    append(value, to: &line)
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
