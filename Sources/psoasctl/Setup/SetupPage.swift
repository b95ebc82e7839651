import PsoasMonitor
import PsoasSystem

/// What a step shows: a picture, text, lines that change while one looks, and keys.
struct SetupPage {
  struct Line {
    var text: Text
    var look = ScreenRow.Look.plain
    /// Never broken, because it is a command or part of a text in lines.
    var isVerbatim = false
    /// 0 to 1: a bar before the text.
    var share: Double?

    @inline(never)
    init(_ text: Text, _ look: ScreenRow.Look = .plain) { (self.text, self.look) = (text, look) }

    @inline(never)
    init(_ text: Text, share: Double?) { (self.text, self.share, look) = (text, share, share == 0 ? .plain : .strong) }

    /// The lines of a text, each with a mark in front: `*` strong, `!` a warning, `$` a command on a line of its own, `=`
    /// never broken; without one it is plain.
    @inline(never)
    static func block(_ text: Text) -> [Line] {
      text.parts(separatedBy: UInt8(ascii: "\n")).map { part in
        var line = Line(Text(part.dropFirst()))
        switch part.first {
        case UInt8(ascii: "*"): line.look = .strong
        case UInt8(ascii: "!"): line.look = .warning
        case UInt8(ascii: "="): line.isVerbatim = true
        case UInt8(ascii: "$"):
          line.text = "    \(line.text)"
          (line.look, line.isVerbatim) = (.strong, true)
        default: line.text = part
        }
        return line
      }
    }
  }

  /// A key, and what it does: `Enter`, `next`.
  struct Key {
    var key: Text
    var words: Text

    @inline(never)
    init(_ key: Text, _ words: Text) { (self.key, self.words) = (key, words) }
  }

  var step: SetupStep
  /// Who is worn: a remark that stands on each page.
  var remark = Text()
  /// Drawn with characters.
  var picture: [Text] = []
  var lines: [Line] = []
  /// Those that change.
  var live: [Line] = []
  var keys: [Key] = []
  /// Enter leads through all parts of a text that does not fit the screen.
  var isReadInOrder = false

  init(_ step: SetupStep) { self.step = step }

  mutating func say(_ text: Text) { lines += Line.block(text) }

  /// Below the text.
  mutating func add(_ text: Text) { live += Line.block(text) }
}

/// A page on a screen.
struct SetupView {
  let page: SetupPage
  let style: ScreenStyle

  private static let widest = 96
  private static let bar = 16
  private var width: Int { max(min(style.columns, Self.widest) - 2 * margin, 1) }
  private var margin: Int { style.columns >= 60 ? 2 : 0 }

  /// Rows of the screen, and how many parts there are if the text does not fit.
  /// - Parameter part: from 0; counted modulo their number.
  func rows(part: Int) -> (rows: [ScreenRow], parts: Int) {
    let content = content
    var foot = keys(more: false)
    // The keys are there on any screen.
    let head = head.prefix(max(style.rows - foot.count - 1, 1))
    var room = style.rows - head.count - foot.count
    var parts = 1
    var shown = content[...]
    if content.count > room {
      foot = keys(more: true)
      room = max(style.rows - head.count - foot.count, 1)
      parts = (content.count + room - 1) / room
      if page.isReadInOrder, part % parts == parts - 1 { foot = keys(more: false) }
      let start = part % parts * room
      shown = content[start..<min(start + room, content.count)]
    }
    var rows = Array(head) + shown
    while rows.count < style.rows - foot.count { rows.append(ScreenRow()) }
    rows = rows.prefix(max(style.rows - foot.count, 1)) + foot
    return (
      rows.prefix(max(style.rows, 1)).map { row in
        var indented = ScreenRow(row.pieces.isEmpty ? "" : String(repeating: " ", count: margin))
        indented.add(row)
        return indented.fitted(to: style.columns, isUnicode: style.isUnicode)
      }, parts
    )
  }

  private var head: [ScreenRow] {
    var rows = [ScreenRow(SetupWords.heading(page.step).text, .strong)]
    if !page.remark.isEmpty {
      let lines = Paragraph.lines(page.remark.text, width: width)
      rows += lines.prefix(style.rows >= 16 ? 3 : 1).map { ScreenRow($0, .warning) }
    }
    return style.rows >= 16 ? rows + [ScreenRow()] : rows
  }

  /// Text beside the picture, where there is room for one; otherwise text alone.
  private var content: [ScreenRow] {
    let lines = page.lines + (page.lines.isEmpty || page.live.isEmpty ? [] : [SetupPage.Line("")]) + page.live
    let pictureWidth = page.picture.map(\.width).max() ?? 0
    let room = width - pictureWidth - 2
    guard pictureWidth > 0, room >= 30, style.rows >= page.picture.count + 4 else { return rows(lines, width) }
    let text = rows(lines, room)
    return (0..<max(text.count, page.picture.count)).map { index in
      var row = ScreenRow()
      if index < page.picture.count { row.add(page.picture[index].text) }
      if index < text.count, !text[index].pieces.isEmpty {
        row.pad(to: pictureWidth + 2)
        row.add(text[index])
      }
      return row
    }
  }

  private func rows(_ lines: [SetupPage.Line], _ width: Int) -> [ScreenRow] {
    var rows: [ScreenRow] = []
    for line in lines {
      let text = line.text.text
      if line.text.isEmpty {
        rows.append(ScreenRow())
      } else if let share = line.share {
        var row = ScreenRow("[")
        let full = Int(min(max(share, 0), 1) * Double(Self.bar) + 0.5)
        row.add(String(repeating: "#", count: full), .strong)
        row.add(String(repeating: ".", count: Self.bar - full) + "] ")
        row.add(text, line.look)
        rows.append(row)
      } else if line.isVerbatim {
        rows += Self.continued(text, width).map { ScreenRow($0, line.look) }
      } else {
        rows += Paragraph.lines(text, width: width).map { ScreenRow($0, line.look) }
      }
    }
    return rows
  }

  /// A line in as many as it needs, which a shell takes for one.
  private static func continued(_ line: String, _ width: Int) -> [String] {
    guard ScreenRow.width(of: line) > width else { return [line] }
    let indent = String(line.prefix { $0 == " " })
    let words = Paragraph.lines(line, width: max(width - indent.count - 2, 1))
    return words.enumerated().map { indent + $0.element + ($0.offset + 1 < words.count ? " \\" : "") }
  }

  private func keys(more: Bool) -> [ScreenRow] {
    var rows = [ScreenRow()]
    var keys = page.keys
    if more, page.isReadInOrder, !keys.isEmpty {
      keys[0].words = SetupWords.moreKey.words
    } else if more {
      keys.append(SetupWords.moreKey)
    }
    for key in keys {
      let item = key.key.width + 1 + key.words.width
      if !rows[rows.count - 1].pieces.isEmpty {
        if rows[rows.count - 1].width + 3 + item > width {
          rows.append(ScreenRow())
        } else {
          rows[rows.count - 1].add("   ")
        }
      }
      rows[rows.count - 1].add(key.key.text, .strong)
      rows[rows.count - 1].add(" \(key.words.text)")
    }
    return style.rows >= 12 ? [ScreenRow()] + rows : rows
  }
}
