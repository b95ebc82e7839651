import PsoasSystem

/// A row of a screen: pieces of text, each with a look.
struct ScreenRow: Equatable {
  /// How a piece looks. Only the 16 colours of ECMA-48 terminals, and of these the ones that are readable on white and on
  /// black; all text that matters has the terminal's own colour.
  enum Look: CaseIterable {
    case plain, strong, faint, warning, alert
    /// The pelvis.
    case accent
    case sitting, standing, walking, lying

    /// SGR parameters (ECMA-48); empty for the terminal's own text.
    var code: String {
      switch self {
      case .plain: ""
      case .strong: "1"
      case .faint: "2"
      case .warning: Terminal.warning
      case .alert: "1;7"
      case .accent: "1;31"
      case .sitting: "35"
      case .standing: "94"
      case .walking: "1"
      case .lying: "31"
      }
    }
  }

  struct Piece: Equatable {
    var text: String
    var look: Look
  }

  private(set) var pieces: [Piece] = []

  init() {}

  init(_ text: String, _ look: Look = .plain) { add(text, look) }

  /// Control characters are escaped: external text cannot control the terminal.
  mutating func add(_ text: String, _ look: Look = .plain) {
    guard !text.isEmpty else { return }
    if pieces.last?.look == look {
      pieces[pieces.count - 1].text += text.line
    } else {
      pieces.append(Piece(text: text.line, look: look))
    }
  }

  mutating func add(_ row: ScreenRow) { for piece in row.pieces { add(piece.text, piece.look) } }

  var text: String { pieces.map(\.text).joined() }

  /// Columns on the terminal.
  var width: Int { pieces.reduce(0) { $0 + Self.width(of: $1.text) } }

  /// Adds blanks up to a number of columns.
  mutating func pad(to columns: Int) { add(String(repeating: " ", count: max(columns - width, 0))) }

  /// - Parameter ellipsis: the end of a row that is too long, if it takes less than half of the columns.
  func cropped(to columns: Int, ellipsis: String = "\u{2026}") -> ScreenRow {
    guard width > columns else { return self }
    let ellipsis = columns > 2 * ellipsis.count ? ellipsis : ""
    var (row, rest) = (ScreenRow(), columns - ellipsis.count)
    for piece in pieces where rest > 0 {
      var kept = String.UnicodeScalarView()
      for scalar in piece.text.unicodeScalars {
        rest -= TextColumns.width(of: scalar.value)
        guard rest >= 0 else { break }
        kept.append(scalar)
      }
      row.add(String(kept), piece.look)
    }
    row.add(ellipsis, row.pieces.last?.look ?? .plain)
    return row
  }

  /// Cropped for a terminal that shows Unicode, or for one that shows ASCII only.
  func fitted(to columns: Int, isUnicode: Bool) -> ScreenRow {
    isUnicode ? cropped(to: columns) : inASCII.cropped(to: columns, ellipsis: "...")
  }

  /// For a terminal in an encoding without these characters: degree signs as `deg`, ellipses as three dots, all others as
  /// `?`.
  var inASCII: ScreenRow {
    var row = ScreenRow()
    for piece in pieces {
      let text = piece.text.unicodeScalars.map { scalar in
        switch scalar {
        case "°": " deg"
        case "\u{2026}": "..."
        default: scalar.isASCII ? String(scalar) : "?"
        }
      }
      row.add(text.joined(), piece.look)
    }
    return row
  }

  /// With escape codes for the colours.
  func coded(hasColour: Bool) -> String {
    guard hasColour else { return text }
    return pieces.map { $0.look.code.isEmpty ? $0.text : "\u{1B}[\($0.look.code)m\($0.text)\u{1B}[0m" }.joined()
  }

  static func width(of text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + TextColumns.width(of: $1.value) } }
}
