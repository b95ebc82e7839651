import Foundation
import PsoasCore
import PsoasMonitor

/// A plot of the lumbar spine against the pelvis as an SVG for light and dark backgrounds.
enum RhythmSVG {
  private static let (width, height) = (720.0, 560.0)
  private static let (left, top, right, bottom) = (72.0, 74.0, 24.0, 64.0)

  static func draw(_ result: RhythmResult, _ rhythm: LumbopelvicRhythm) -> String {
    let (forward, back) = (RhythmCurve(result.bends, .forward), RhythmCurve(result.bends, .back))
    let single = result.bends.flatMap { [RhythmCurve($0, .forward), RhythmCurve($0, .back)] }
    let across = RhythmCurve.limit(single) { $0.pelvis }
    let up = RhythmCurve.limit(single) { $0.lumbar }
    func x(_ pelvis: Double) -> Double { left + pelvis / across * (width - left - right) }
    func y(_ lumbar: Double) -> Double { height - bottom - lumbar / up * (height - top - bottom) }
    func path(_ curve: RhythmCurve, _ name: String) -> String {
      let points = curve.points.map { String(format: "%.1f,%.1f", x($0.pelvis), y($0.lumbar)) }
      guard !points.isEmpty else { return "" }
      // The attributes are for viewers without style sheets, which would fill the curve with black.
      let looks = "class=\"\(name)\" fill=\"none\" stroke=\"#888888\""
      return "  <polyline \(looks) points=\"\(points.joined(separator: " "))\"/>\n"
    }
    var svg = head(rhythm)
    for degrees in stride(from: 0, through: across, by: across > 60 ? 20 : 10) {
      svg += String(
        format: "  <line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x(degrees), y(0),
        x(degrees), y(up))
      svg += String(
        format: "  <text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%.0f</text>\n", x(degrees), y(0) + 20, degrees)
    }
    for degrees in stride(from: 0, through: up, by: up > 60 ? 20 : 10) {
      svg += String(
        format: "  <line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x(0), y(degrees),
        x(across), y(degrees))
      svg += String(
        format: "  <text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>\n", x(0) - 8, y(degrees) + 5, degrees)
    }
    svg += String(
      format: "  <polyline class=\"axis\" points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f\"/>\n", x(0), y(up), x(0), y(0),
      x(across), y(0))
    for bend in result.bends {
      svg += path(RhythmCurve(bend, .forward), "forward one") + path(RhythmCurve(bend, .back), "back one")
    }
    svg += path(back, "back") + path(forward, "forward")
    svg += String(
      format:
        "  <text class=\"label\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">anterior tilt of the pelvis, degrees</text>\n",
      (x(0) + x(across)) / 2, height - 16)
    svg += String(
      format:
        "  <text class=\"label\" transform=\"translate(24 %.1f) rotate(-90)\" text-anchor=\"middle\">flexion of the lumbar spine, degrees</text>\n",
      (y(0) + y(up)) / 2)
    return svg + legend(result.bends.count) + "</svg>\n"
  }

  private static func head(_ rhythm: LumbopelvicRhythm) -> String {
    let summary = String(
      format: "lumbar share %.0f %% (%.0f to %.0f) of %.0f degrees of trunk flexion; median of %d bends",
      rhythm.contribution.median, rhythm.contribution.least, rhythm.contribution.greatest, rhythm.trunk.median,
      rhythm.trunk.count)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" role="img" \
      aria-label="Lumbopelvic rhythm: \(summary)">
        <style>
          svg { font: 14px sans-serif; background: #ffffff; }
          text { fill: #333333; } .title { font-size: 18px; font-weight: bold; } .label { font-size: 15px; }
          .paper { fill: #ffffff; } .grid { stroke: #dddddd; } .axis { stroke: #555555; fill: none; stroke-width: 1.5; }
          .forward, .back { fill: none; stroke-width: 3; stroke-linejoin: round; stroke-linecap: round; }
          .forward { stroke: #0b63b0; } .back { stroke: #c2570c; stroke-dasharray: 8 6; }
          .one { stroke-width: 1; opacity: 0.4; }
          @media (prefers-color-scheme: dark) {
            svg { background: #16181c; } .paper { fill: #16181c; } text { fill: #dddddd; }
            .grid { stroke: #3a3d44; } .axis { stroke: #aaaaaa; }
            .forward { stroke: #6cb6ff; } .back { stroke: #ffa657; }
          }
        </style>
        <rect class="paper" width="100%" height="100%"/>
        <text class="title" x="\(Int(left))" y="30">Lumbopelvic rhythm</text>
        <text x="\(Int(left))" y="54">\(summary)</text>

      """
  }

  private static func legend(_ count: Int) -> String {
    let (x, y) = (width - 218, height - bottom - 66)
    func line(_ name: String, _ words: String, _ row: Double) -> String {
      String(
        format:
          "  <line class=\"%@\" x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\"/>\n  <text x=\"%.0f\" y=\"%.0f\">%@</text>\n",
        name, x, y + row, x + 36, y + row, x + 46, y + row + 5, words)
    }
    return line("forward", "bending forward", 0) + line("back", "coming back", 22)
      + line("forward one", "each bend", 44)
  }
}
