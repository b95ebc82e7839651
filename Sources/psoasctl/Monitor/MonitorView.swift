import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The live view: a state, rendered to the rows of a screen.
struct MonitorView {
  let state: MonitorState
  let style: ScreenStyle

  /// At most `style.rows` rows, none wider than `style.columns`.
  var rows: [ScreenRow] {
    guard style.rows > 0, style.columns > 0 else { return [] }
    let footer = footer
    let height = style.rows - footer.count
    // A blank row above the keys.
    let content = content(height: style.rows >= 16 ? height - 1 : height)
    var rows = content.prefix(height).map { $0 }
    while rows.count < height { rows.append(ScreenRow()) }
    return (rows + footer).map { row in
      row.fitted(to: style.columns, isUnicode: style.isUnicode)
    }
  }

  // MARK: Arrangement

  private static let widestPanels = 76
  private var gap: Int { style.columns >= 60 ? 3 : 2 }

  private var margin: Int { style.columns >= 60 ? 2 : style.columns >= 30 ? 1 : 0 }

  private func content(height: Int) -> [ScreenRow] {
    let inside = style.columns - 2 * margin
    guard let size = figureSize(height, inside) else {
      return MonitorPanels(state, width: min(inside, Self.widestPanels), isUnicode: style.isUnicode)
        .rows(height).map { indented($0, by: margin) }
    }
    let width = min(inside - size.columns - gap, Self.widestPanels)
    let left = margin + max(inside - size.columns - gap - width, 0) / 2
    let top = height >= size.rows + 2 ? 1 : 0
    let panels = MonitorPanels(state, width: width, isUnicode: style.isUnicode).rows(height - top)
    let figure = BodyFigure(posture: shownPosture, tilt: state.tilt.degrees)
      .rows(columns: size.columns, rows: size.rows, isUnicode: style.isUnicode)
    let used = max(panels.count, figure.count)
    // On a large screen in the middle, a little above.
    let above = top + max(height - top - used, 0) / 3
    var rows = [ScreenRow](repeating: ScreenRow(), count: above)
    for index in 0..<used {
      let offset = (used - figure.count) / 2
      var row = ScreenRow()
      if figure.indices.contains(index - offset) { row.add(figure[index - offset]) }
      if index < panels.count, !panels[index].pieces.isEmpty {
        row.pad(to: size.columns + gap)
        row.add(panels[index])
      }
      rows.append(indented(row, by: left))
    }
    return rows
  }

  private var shownPosture: Posture { state.service == .running ? state.status.posture.posture : .unknown }

  /// nil if there is no room for a figure beside the text.
  private func figureSize(_ height: Int, _ columns: Int) -> (columns: Int, rows: Int)? {
    let share = style.columns >= 60 ? columns * 2 / 5 : columns / 3
    var rows = min(height, 34)
    while rows > 0, BodyFigure.columns(forRows: rows) > share { rows -= 1 }
    return rows >= 7 && columns >= 36 ? (BodyFigure.columns(forRows: rows), rows) : nil
  }

  private func indented(_ row: ScreenRow, by columns: Int) -> ScreenRow {
    guard !row.pieces.isEmpty else { return row }
    var indented = ScreenRow(String(repeating: " ", count: columns))
    indented.add(row)
    return indented
  }

  // MARK: Footer

  /// The last notice, and the keys.
  private var footer: [ScreenRow] {
    var rows: [ScreenRow] = []
    if style.rows >= 5, let notice = state.notice {
      let room = max(style.columns - 2 * margin, 1)
      let lines = Paragraph.lines(notice.text.line, width: room, most: style.rows >= 16 ? 3 : 1)
      rows = lines.map {
        indented(ScreenRow($0, notice.isWarning ? .warning : .strong).cropped(to: room), by: margin)
      }
    }
    if style.rows >= 2 { rows += keys.map { indented($0, by: margin) } }
    return rows
  }

  /// In one row or, on a screen of ten or more, in two; without the words where they do not fit.
  private var keys: [ScreenRow] {
    let prompt = state.isAskingPosture ? MonitorWords.whichPosture : ""
    for space in [3, 2] {
      let rows = keys(prompt, space: space)
      if rows.count == 1 { return rows }
    }
    let rows = keys(prompt, space: 2)
    return rows.count == 2 && style.rows >= 10 ? rows : [bareKeys]
  }

  /// As many as fit; the last one, which leads out of here, in any case.
  private var bareKeys: ScreenRow {
    var names = state.offers.map { MonitorWords.key($0.key) }
    let room = style.columns - 2 * margin
    while names.count > 1, names.joined(separator: " ").count > room { names.remove(at: names.count - 2) }
    return ScreenRow(names.joined(separator: " "), .strong)
  }

  private func keys(_ prompt: String, space: Int) -> [ScreenRow] {
    let room = style.columns - 2 * margin
    var rows = [ScreenRow(prompt, .strong)]
    for offer in state.offers {
      var item = ScreenRow(MonitorWords.key(offer.key), .strong)
      item.add(" " + MonitorWords.word(offer.act))
      let isFirst = rows[rows.count - 1].pieces.isEmpty || rows[rows.count - 1] == ScreenRow(prompt, .strong)
      let gap = isFirst ? 0 : space
      if !isFirst, rows[rows.count - 1].width + gap + item.width > room { rows.append(ScreenRow()) }
      if !rows[rows.count - 1].pieces.isEmpty { rows[rows.count - 1].add(String(repeating: " ", count: gap)) }
      rows[rows.count - 1].add(item)
    }
    return rows
  }
}
