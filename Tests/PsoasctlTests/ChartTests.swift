import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasHistory
@testable import psoasctl

@Suite struct ChartTests {
  @Test func `percentages are whole and sum to 100`() {
    #expect(Percentages.whole([1, 1, 1]) == [34, 33, 33])
    #expect(Percentages.whole([]) == [] && Percentages.whole([0, 0]) == [0, 0])
    #expect(Percentages.whole([.nan, -1, 5]) == [0, 0, 100])
    var random = SeededGenerator(seed: TestSeed.seed(3))
    for _ in 0..<1000 {
      let amounts = (0..<Int.random(in: 1...9, using: &random)).map { _ in Double.random(in: 0...1e6, using: &random) }
      let percentages = Percentages.whole(amounts)
      #expect(percentages.reduce(0, +) == 100)
      for (percentage, amount) in zip(percentages, amounts) {
        #expect(abs(Double(percentage) - amount / amounts.reduce(0, +) * 100) < 1)
      }
    }
  }

  @Test func `a scale has at most six values, and reaches the greatest one`() {
    #expect(ColumnChart.ticks(to: 4) == [0, 1, 2, 3, 4])
    #expect(ColumnChart.ticks(to: 0) == [0, 1])
    for greatest in [0.1, 1, 7, 23, 99, 1234, 1e7] {
      let ticks = ColumnChart.ticks(to: greatest)
      #expect(ticks.count <= 6 && (ticks.last ?? 0) >= greatest, "\(greatest): \(ticks)")
    }
    #expect(ColumnChart.ticks(to: .nan) == [0, 1])
  }

  @Test func `markup and control characters in text do not reach the page`() {
    let text = Text("<b a='1' b=\"2\">&\u{1B}[31m\u{202E}é\n".utf8)
    #expect(("\(html: text)" as Text) == "&lt;b a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;\u{FFFD}[31m\u{FFFD}é ")
    #expect(("\(html: Text(bytes: [0x61, 0xFF, 0x5C]))" as Text) == "a\u{FFFD}\\")
  }

  @Test func `block charts keep their width, in blocks and in ASCII`() {
    for isPlain in [false, true] {
      let chart = BlockChart(isPlain: isPlain)
      for share in [-1, 0, 0.01, 0.5, 0.999, 1, 7, .nan] { #expect(chart.bar(share, 20).width == 20) }
      #expect(chart.shares([1, 2, 0, 3], ["a", "b", "c", "d"], 12) == "aabbbbdddddd")
      #expect(chart.shares([], [], 3) == "   ")
      #expect(chart.columns([0, 0.5, 1], width: 3, rows: 4).allSatisfy { $0.width == 9 })
    }
  }

  @Test func `the parts of a column reach their sums, the last one first`() {
    let parts = [ChartPart(style: "a", amount: 1), ChartPart(style: "b", amount: 0), ChartPart(style: "c", amount: 2)]
    let stacked = ChartPart.stacked(parts, overlap: 0.5)
    #expect(stacked.map(\.span) == [0.5...3, 0...1])
  }

  @Test func `bouts fall into classes, and the longest of equal ones is the first`() {
    let hour: Int64 = 3_600_000_000
    func bout(_ began: Int64, _ sitting: Double?) -> Bout {
      var bout = Bout()
      (bout.began, bout.ended, bout.sitting) = (began, sitting.map { began + Int64($0 * 1e6) }, sitting)
      return bout
    }
    let figures = BoutFigures(
      [
        bout(-hour, 1800), bout(0, 599), bout(hour, 600), bout(2 * hour, 7200), bout(5 * hour, 7200),
        bout(8 * hour, nil),
      ],
      in: 0..<24 * hour)
    #expect(figures.count == 4 && figures.longest?.began == 2 * hour && figures.median == 3900)
    #expect(figures.bins.map(\.count) == [1, 1, 0, 0, 0, 0, 0, 2])
  }

  @Test func `the colors of text and shapes stand out from what is behind them`() {
    for scheme in [Palette.Scheme.light, .dark] {
      for text in [Palette.ink, .faint, .link] {
        for behind in [Palette.paper, .panel] {
          #expect(contrast(text.color(scheme), behind.color(scheme)) >= 4.5, "\(text.name) on \(behind.name)")
        }
      }
      for shape in [
        Palette.sitting, .standing, .walking, .lying, .notWorn, .unknown, .posterior, .neutral, .anterior,
      ] {
        #expect(contrast(shape.color(scheme), Palette.paper.color(scheme)) >= 3, "\(shape.name)")
      }
    }
  }

  /// WCAG 2.2.
  private func contrast(_ first: StaticString, _ second: StaticString) -> Double {
    func luminance(_ color: StaticString) -> Double {
      let number = Int("\(color)".dropFirst(), radix: 16) ?? 0
      let parts = [number >> 16, number >> 8 & 255, number & 255].map { part -> Double in
        let value = Double(part) / 255
        guard value > 0.04045 else { return value / 12.92 }
        // x^2.4, as exp and log are not in the standard library.
        var root = 1.0
        let base = (value + 0.055) / 1.055
        for _ in 0..<60 { root -= (root * root * root * root * root - base * base) / (5 * root * root * root * root) }
        return base * base * root
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    let pair = [luminance(first), luminance(second)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }
}
