import PsoasSystem

/// A part of a bar, a column or a strip.
struct ChartPart: Equatable {
  /// The class of the shape: a color of the palette.
  var style: StaticString
  var amount: Double

  static func == (a: ChartPart, b: ChartPart) -> Bool { a.amount == b.amount && a.style == b.style }

  /// The start and end of each part, the last part first. A part begins a little earlier than the one before it ends, and
  /// that one is drawn over it: no gaps appear where positions are rounded to pixels.
  static func stacked(_ parts: [ChartPart], overlap: Double) -> [(part: ChartPart, span: ClosedRange<Double>)] {
    var sum = 0.0
    var stacked: [(part: ChartPart, span: ClosedRange<Double>)] = []
    for part in parts where part.amount > 0 && part.amount.isFinite {
      stacked.append((part, max(sum - overlap, 0)...(sum + part.amount)))
      sum += part.amount
    }
    return stacked.reversed()
  }
}

/// Columns of stacked parts over a scale.
struct ColumnChart {
  struct Column {
    /// Written below the column; empty for none.
    var label: Text
    /// From the bottom up.
    var parts: [ChartPart]
    var hint: Text
  }

  /// A range of columns with a background of its own, and a name above it.
  struct Band {
    var columns: ClosedRange<Double>
    var label: Text
  }

  /// A vertical line with a name.
  struct Mark {
    /// In columns: 0.5 is the middle of the first.
    var position: Double
    var label: Text
  }

  var columns: [Column]
  /// The value at the top of the chart.
  var top: Double
  /// Values with a line and a label, from the bottom up.
  var ticks: [(value: Double, label: Text)]
  var height = 180.0
  /// Share of a column that is left free at its sides.
  var gap = 0.16
  /// A label is the value at the start of its column, not the name of the column.
  var labelsEdges = false
  var band: Band?
  var marks: [Mark] = []

  /// Percent of the width for the labels of the scale.
  static let left = 8.0
  static let right = 1.0
  private static let below = 22.0
  /// Free for the names of the band and of the marks, a line each.
  private var above: Double { band == nil && marks.isEmpty ? 8 : 36 }

  /// A scale of at most five steps from 0 to at least `greatest`, in steps of 1, 2 or 5 times a power of ten, or of the
  /// given ones.
  static func ticks(to greatest: Double, steps: [Double]? = nil) -> [Double] {
    let greatest = greatest.isFinite ? max(greatest, 0) : 0
    var candidates = steps ?? [1, 2, 5]
    if steps == nil {
      while (candidates.last ?? 1) * 5 < greatest, candidates.count < 60 {
        candidates += candidates.suffix(3).map { $0 * 10 }
      }
    }
    let step = candidates.first { $0 * 5 >= greatest } ?? candidates.last ?? 1
    let count = max((greatest / step).rounded(.up), 1)
    return (0...Int(min(count, 50))).map { Double($0) * step }
  }

  func element(_ description: Text) -> Text {
    var drawing = Drawing(height: height)
    let bottom = height - Self.below
    let width = (100 - Self.left - Self.right) / Double(max(columns.count, 1))
    func x(_ column: Double) -> Double { Self.left + column * width }
    func y(_ value: Double) -> Double { bottom - (top > 0 ? min(value / top, 1) : 0) * (bottom - above) }

    if let band {
      let (from, to) = (x(band.columns.lowerBound), x(band.columns.upperBound))
      drawing.rectangle("track", x: from, y: above, width: to - from, height: bottom - above)
      drawing.label(band.label, at: .init(x: (from + to) / 2, y: 12), .middle)
    }
    for tick in ticks {
      drawing.line(
        "grid", from: .init(x: Self.left, y: y(tick.value)), to: .init(x: 100 - Self.right, y: y(tick.value)))
      drawing.label(tick.label, at: .init(x: Self.left - 1, y: y(tick.value) + 4), .end)
    }
    for (index, column) in columns.enumerated() {
      for (part, span) in ChartPart.stacked(column.parts, overlap: top / bottom) {
        drawing.rectangle(
          part.style, x: x(Double(index) + gap / 2), y: y(span.upperBound), width: width * (1 - gap),
          height: max(y(span.lowerBound) - y(span.upperBound), 0.5), hint: column.hint)
      }
      if !column.label.isEmpty {
        let place = x(Double(index) + (labelsEdges ? 0 : 0.5))
        if labelsEdges { drawing.line("axis", from: .init(x: place, y: bottom), to: .init(x: place, y: bottom + 4)) }
        drawing.label(column.label, at: .init(x: place, y: bottom + 17), .middle)
      }
    }
    drawing.line("axis", from: .init(x: Self.left, y: bottom), to: .init(x: 100 - Self.right, y: bottom))
    for mark in marks {
      drawing.line("mark", from: .init(x: x(mark.position), y: above - 14), to: .init(x: x(mark.position), y: bottom))
      drawing.label(mark.label, at: .init(x: x(mark.position) + 0.6, y: above - 6), .start, "strong")
    }
    return drawing.element(description)
  }
}
