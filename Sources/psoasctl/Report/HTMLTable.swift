import PsoasSystem

/// A table of a page: the data behind a picture.
struct HTMLTable {
  var caption: Text
  var heads: [Text]
  /// The first cell of a row is its name.
  var rows: [[Text]]
  /// Columns that are text; others are numbers, aligned to the right.
  var wordColumns: Set<Int> = []

  var element: Text {
    // Wide tables scroll by themselves, also by the keyboard.
    var text: Text = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(html: caption)\">\n<table>\n"
    text += "<caption>\(html: caption)</caption>\n<thead><tr>"
    for (index, head) in heads.enumerated() {
      text += "<th scope=\"col\"\(style(index))>\(html: head)</th>"
    }
    text += "</tr></thead>\n<tbody>\n"
    for row in rows {
      text += "<tr>"
      for (index, cell) in row.enumerated() {
        text +=
          index == 0
          ? "<th scope=\"row\"\(style(index))>\(html: cell)</th>" : "<td\(style(index))>\(html: cell)</td>" as Text
      }
      text += "</tr>\n"
    }
    text += "</tbody>\n</table>\n</div>\n"
    return text
  }

  private func style(_ column: Int) -> StaticString {
    column == 0 || wordColumns.contains(column) ? "" : " class=\"number\""
  }
}

/// The parts of a page.
struct HTMLPage {
  private(set) var body = Text()

  /// Adds a section with its heading.
  mutating func section(_ identifier: StaticString, _ heading: Text, _ content: (inout HTMLPage) -> Void) {
    body += "<section aria-labelledby=\"\(identifier)\">\n<h2 id=\"\(identifier)\">\(html: heading)</h2>\n"
    content(&self)
    body += "</section>\n"
  }

  mutating func paragraph(_ text: Text, _ style: StaticString? = nil) {
    if let style { body += "<p class=\"\(style)\">" } else { body += "<p>" }
    body += "\(html: text)</p>\n"
  }

  /// Adds a picture with its key, a note and the table behind it.
  mutating func figure(
    _ picture: Text, key: [(style: StaticString, label: Text)] = [], note: Text? = nil, _ table: HTMLTable
  ) {
    body += "<figure>\n"
    if !key.isEmpty { legend(key) }
    body += picture
    if let note { body += "<figcaption>\(html: note)</figcaption>\n" }
    body += "<details>\n<summary>Table: \(html: table.caption)</summary>\n"
    body += table.element
    body += "</details>\n</figure>\n"
  }

  mutating func table(_ table: HTMLTable) { body += table.element }

  private mutating func legend(_ key: [(style: StaticString, label: Text)]) {
    body += "<ul class=\"key\">\n"
    for entry in key {
      body += "<li><svg aria-hidden=\"true\" width=\"14\" height=\"14\"><rect class=\"\(entry.style)\""
      body += " width=\"14\" height=\"14\"/></svg>\(html: entry.label)</li>\n"
    }
    body += "</ul>\n"
  }

  /// Adds the main figures, each with a remark.
  mutating func tiles(_ tiles: [(name: Text, value: Text, remark: Text)]) {
    body += "<dl class=\"tiles\">\n"
    for tile in tiles {
      body += "<div><dt>\(html: tile.name)</dt><dd>\(html: tile.value)</dd>"
      if !tile.remark.isEmpty { body += "<dd class=\"remark\">\(html: tile.remark)</dd>" }
      body += "</div>\n"
    }
    body += "</dl>\n"
  }

  /// The whole document. It loads nothing, and runs nothing.
  static func document(title: Text, header: Text, main: HTMLPage, footer: Text) -> Text {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="color-scheme" content="light dark">
    <title>\(html: title)</title>
    <style>
    \(ReportStyle.sheet)</style>
    </head>
    <body>
    <svg aria-hidden="true" width="0" height="0" style="position:absolute">
    <pattern id="unknown-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect class="paper" width="6" height="6"/><line class="hatch" x1="0" y1="0" x2="0" y2="6" stroke-width="6"/>
    </pattern>
    </svg>
    <header>
    \(header)</header>
    <main>
    \(main.body)</main>
    <footer>
    \(footer)</footer>
    </body>
    </html>

    """
  }
}
