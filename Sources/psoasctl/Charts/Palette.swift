import PsoasSystem

/// The colors of charts and of the page around them, for light and dark backgrounds.
///
/// The hues are those of Okabe and Ito, which people with any color vision can tell apart. Each has a contrast of at
/// least 3 to its background, text one of at least 4.5 (WCAG 2.2); tests compute it from the style sheet.
enum Palette: CaseIterable {
  case paper, panel, ink, faint, line, track, link
  case sitting, standing, walking, lying, notWorn, unknown
  case posterior, neutral, anterior

  enum Scheme { case light, dark }

  /// The class of a shape, and the name of the style sheet's variable.
  var name: StaticString {
    switch self {
    case .paper: "paper"
    case .panel: "panel"
    case .ink: "ink"
    case .faint: "faint"
    case .line: "line"
    case .track: "track"
    case .link: "link"
    case .sitting: "sitting"
    case .standing: "standing"
    case .walking: "walking"
    case .lying: "lying"
    case .notWorn: "not-worn"
    case .unknown: "unknown"
    case .posterior: "posterior"
    case .neutral: "neutral"
    case .anterior: "anterior"
    }
  }

  func color(_ scheme: Scheme) -> StaticString {
    let isLight = scheme == .light
    return switch self {
    case .paper: isLight ? "#ffffff" : "#16181c"
    case .panel: isLight ? "#f5f6f8" : "#1f2228"
    case .ink: isLight ? "#1c1e22" : "#e6e8ec"
    case .faint: isLight ? "#565c66" : "#a6adb8"
    case .line: isLight ? "#d9dce1" : "#3a3f48"
    case .track: isLight ? "#eceef1" : "#262a31"
    case .link: isLight ? "#0b5cad" : "#7cc0ff"
    case .sitting: isLight ? "#d55e00" : "#f08c3a"
    case .standing: isLight ? "#0072b2" : "#56b4e9"
    case .walking: isLight ? "#009e73" : "#2bc79b"
    case .lying: isLight ? "#b0588f" : "#dd94bd"
    case .notWorn: isLight ? "#7a818c" : "#8a929e"
    case .unknown: isLight ? "#7a818c" : "#8a929e"
    case .posterior: isLight ? "#6f5bd0" : "#a99bff"
    case .neutral: isLight ? "#4b8780" : "#7fc4bb"
    case .anterior: isLight ? "#a8701a" : "#e3b04b"
    }
  }

  /// The rules of a style sheet for both schemes. Paper is always light.
  static func styleSheet(_ rules: (Scheme) -> Text) -> Text {
    "\(rules(.light))@media screen and (prefers-color-scheme: dark) {\n\(rules(.dark))}\n"
  }

  /// The rules of the shapes of a chart. They contain no variables, which SVG viewers other than browsers lack.
  static func chartRules(_ scheme: Scheme) -> Text {
    var text = Text()
    for color in [Palette.sitting, .standing, .walking, .lying, .notWorn, .posterior, .neutral, .anterior] {
      text += ".\(color.name) { fill: \(color.color(scheme)); }\n"
    }
    text += ".unknown { fill: url(#unknown-hatch); }\n.hatch { stroke: \(Palette.unknown.color(scheme)); }\n"
    text += ".paper { fill: \(Palette.paper.color(scheme)); }\n.track { fill: \(Palette.track.color(scheme)); }\n"
    text += ".grid { stroke: \(Palette.line.color(scheme)); }\n"
    text += ".axis { stroke: \(Palette.faint.color(scheme)); fill: none; }\n"
    text += ".mark { stroke: \(Palette.ink.color(scheme)); }\n"
    text += "svg text { fill: \(Palette.faint.color(scheme)); }\n"
    text += "svg .strong { fill: \(Palette.ink.color(scheme)); }\n"
    text += ".first { stroke: \(Palette.standing.color(scheme)); }\n"
    text += ".second { stroke: \(Palette.sitting.color(scheme)); }\n"
    return text
  }
}
