import PsoasSystem

/// Rows of time, such as the hours of a day, filled with what happened in it.
struct StripChart {
  struct Piece {
    /// On the scale.
    var span: Range<Double>
    /// Shares of the height, 0 to 1, from the bottom up; the rest of the height is without data.
    var parts: [ChartPart]
    var hint: Text
  }

  struct Row {
    /// Empty for a single row.
    var label: Text
    var pieces: [Piece]
  }

  var rows: [Row]
  /// The length of the scale.
  var length: Double
  var ticks: [(position: Double, label: Text)]
  var rowHeight: Double

  func element(_ description: Text) -> Text {
    let space = rows.count > 1 ? 4.0 : 0
    let bottom = Double(rows.count) * (rowHeight + space)
    var drawing = Drawing(height: bottom + 22)
    let left = rows.contains { !$0.label.isEmpty } ? 13.0 : 1.5
    func x(_ position: Double) -> Double { left + position / length * (98.5 - left) }

    for (index, row) in rows.enumerated() {
      let y = Double(index) * (rowHeight + space)
      drawing.rectangle("track", x: x(0), y: y, width: x(length) - x(0), height: rowHeight)
      for piece in row.pieces {
        let (from, to) = (x(piece.span.lowerBound), x(piece.span.upperBound))
        for (part, span) in ChartPart.stacked(piece.parts, overlap: 1 / rowHeight) {
          let (low, high) = (rowHeight * min(span.lowerBound, 1), rowHeight * min(span.upperBound, 1))
          drawing.rectangle(
            part.style, x: from, y: y + rowHeight - high, width: to - from, height: high - low, hint: piece.hint)
        }
      }
      if !row.label.isEmpty { drawing.label(row.label, at: .init(x: left - 1, y: y + rowHeight / 2 + 4), .end) }
    }
    for tick in ticks {
      drawing.line("axis", from: .init(x: x(tick.position), y: bottom), to: .init(x: x(tick.position), y: bottom + 5))
      drawing.label(tick.label, at: .init(x: x(tick.position), y: bottom + 18), .middle)
    }
    return drawing.element(description)
  }
}

/// Bars that are each divided into their parts.
struct ShareChart {
  struct Bar {
    /// Written above the bar; empty for none.
    var label: Text
    var parts: [ChartPart]
    var hint: Text
  }

  var bars: [Bar]

  func element(_ description: Text) -> Text {
    let hasLabels = bars.contains { !$0.label.isEmpty }
    let step = hasLabels ? 46.0 : 26.0
    var drawing = Drawing(height: max(Double(bars.count) * step - (hasLabels ? 4 : 2), 1))
    for (index, bar) in bars.enumerated() {
      var y = Double(index) * step
      if hasLabels {
        drawing.label(bar.label, at: .init(x: 0, y: y + 13), .start, "strong")
        y += 19
      }
      drawing.rectangle("track", x: 0, y: y, width: 100, height: 22)
      let total = bar.parts.reduce(0) { $0 + max($1.amount, 0) }
      for (part, span) in ChartPart.stacked(bar.parts, overlap: total / 300) {
        drawing.rectangle(
          part.style, x: span.lowerBound / total * 100, y: y,
          width: (span.upperBound - span.lowerBound) / total * 100, height: 22, hint: bar.hint)
      }
    }
    return drawing.element(description)
  }
}
