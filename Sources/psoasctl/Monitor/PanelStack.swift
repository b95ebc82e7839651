/// A part of a view, in several sizes.
struct ScreenPanel {
  /// 1 is the most important.
  var priority: Int
  /// From the smallest to the largest.
  var sizes: [[ScreenRow]]

  init(_ priority: Int, _ sizes: [[ScreenRow]]) {
    self.priority = priority
    self.sizes = sizes.filter { !$0.isEmpty }
  }
}

/// Fits panels into a number of rows: first as many as possible in their smallest sizes, the most important ones first;
/// then larger ones; then blank rows between them.
struct PanelStack {
  static func rows(_ panels: [ScreenPanel], height: Int) -> [ScreenRow] {
    let panels = panels.filter { !$0.sizes.isEmpty }
    let order = panels.indices.sorted { (panels[$0].priority, $0) < (panels[$1].priority, $1) }
    var chosen = [Int?](repeating: nil, count: panels.count)
    var rest = height
    for index in order where panels[index].sizes[0].count <= rest {
      chosen[index] = 0
      rest -= panels[index].sizes[0].count
    }
    let most = panels.map(\.sizes.count).max() ?? 0
    // A blank row above each panel comes before the sizes beyond the second.
    var gaps = 0
    for size in 1..<max(most, 2) {
      if size == 2 { gaps = min(max(chosen.count { $0 != nil } - 1, 0), rest) }
      for index in order {
        guard let now = chosen[index], now + 1 == size, size < panels[index].sizes.count else { continue }
        let more = panels[index].sizes[size].count - panels[index].sizes[now].count
        guard more <= rest - gaps else { continue }
        chosen[index] = size
        rest -= more
      }
    }
    let count = chosen.count { $0 != nil }
    let isSpaced = count > 1 && rest >= count - 1
    var rows: [ScreenRow] = []
    for (index, size) in chosen.enumerated() {
      guard let size else { continue }
      if isSpaced, !rows.isEmpty { rows.append(ScreenRow()) }
      rows += panels[index].sizes[size]
    }
    return rows
  }
}
