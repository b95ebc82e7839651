import PsoasSystem

/// Curves over two axes that begin at zero, as a picture of its own.
struct CurveChart {
  struct Curve {
    /// The classes of the curve.
    var style: StaticString
    var points: [Drawing.Point]
  }

  var title: Text
  var summary: Text
  /// The name of each axis and its greatest value.
  var across: (label: Text, limit: Double)
  var up: (label: Text, limit: Double)
  /// Drawn in this order.
  var curves: [Curve]
  var legend: [(style: StaticString, label: Text)]

  private static let (width, height) = (720.0, 560.0)
  private static let (left, top, right, bottom) = (72.0, 74.0, 24.0, 64.0)

  var file: Text {
    var drawing = Drawing(width: Self.width, height: Self.height)
    let (width, height) = (Self.width - Self.left - Self.right, Self.height - Self.top - Self.bottom)
    func place(_ x: Double, _ y: Double) -> Drawing.Point {
      .init(x: Self.left + x / across.limit * width, y: Self.top + (1 - y / up.limit) * height)
    }
    let corner = place(0, 0)
    drawing.label(title, at: .init(x: Self.left, y: 30), .start, "title")
    drawing.label(summary, at: .init(x: Self.left, y: 54))
    for value in stride(from: 0, through: across.limit, by: across.limit > 60 ? 20 : 10) {
      let foot = place(value, 0)
      drawing.line("grid", from: foot, to: place(value, up.limit))
      drawing.label("\(value, places: 0)", at: .init(x: foot.x, y: foot.y + 20), .middle)
    }
    for value in stride(from: 0, through: up.limit, by: up.limit > 60 ? 20 : 10) {
      let foot = place(0, value)
      drawing.line("grid", from: foot, to: place(across.limit, value))
      drawing.label("\(value, places: 0)", at: .init(x: foot.x - 8, y: foot.y + 5), .end)
    }
    drawing.curve("axis", [place(0, up.limit), corner, place(across.limit, 0)])
    for curve in curves { drawing.curve(curve.style, curve.points.map { place($0.x, $0.y) }) }
    drawing.label(across.label, at: .init(x: Self.left + width / 2, y: Self.height - 16), .middle, "label")
    drawing.upwardLabel(up.label, at: .init(x: 24, y: Self.top + height / 2), "label")
    for (row, entry) in legend.enumerated() {
      let start = Drawing.Point(x: Self.width - 218, y: corner.y - 66 + Double(22 * row))
      drawing.line(entry.style, from: start, to: .init(x: start.x + 36, y: start.y))
      drawing.label(entry.label, at: .init(x: start.x + 46, y: start.y + 5))
    }
    return drawing.file("\(title): \(summary)", Self.rules + Palette.styleSheet(Palette.chartRules))
  }

  private static let rules: Text = """
    svg { font: 14px sans-serif; }
    .title { font-size: 18px; font-weight: bold; } .label { font-size: 15px; }
    .axis { stroke-width: 1.5; }
    .first, .second { fill: none; stroke-width: 3; stroke-linejoin: round; stroke-linecap: round; }
    .second { stroke-dasharray: 8 6; }
    .one { stroke-width: 1; opacity: 0.4; }

    """
}
