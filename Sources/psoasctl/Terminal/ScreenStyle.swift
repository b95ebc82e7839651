import PsoasSystem

/// The size and the drawing capabilities of a screen.
struct ScreenStyle: Equatable {
  var columns = 80
  var rows = 24
  var isUnicode = true
  var hasColour = true

  static func ofThisProcess(_ size: (columns: Int, rows: Int)) -> ScreenStyle {
    ScreenStyle(
      columns: size.columns, rows: size.rows, isUnicode: Terminal.usesUTF8,
      hasColour: Environment.value("NO_COLOR") == nil)
  }
}
