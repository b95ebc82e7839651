/// The string literals of a Swift source, with `{}` for what is interpolated.
struct SourceTexts {
  private let source: [Character]
  private var index = 0
  private(set) var texts: [String] = []

  init(_ source: String) {
    self.source = Array(source)
    while index < self.source.count { step() }
  }

  private func isNext(_ mark: String) -> Bool {
    let mark = Array(mark)
    return index + mark.count <= source.count && Array(source[index..<index + mark.count]) == mark
  }

  private mutating func step() {
    if isNext("//") {
      while index < source.count, source[index] != "\n" { index += 1 }
    } else if isNext("#/") {
      index += 2
      while index < source.count, !isNext("/#") { index += 1 }
      index += 2
    } else if isNext("\"") {
      texts.append(literal())
    } else {
      index += 1
    }
  }

  /// Reads the literal at the index; literals in its interpolations are added as well.
  private mutating func literal() -> String {
    let mark = isNext("\"\"\"") ? "\"\"\"" : "\""
    index += mark.count
    var text = ""
    while index < source.count, !isNext(mark) {
      if isNext("\\(") {
        text += "{}"
        skipInterpolation()
      } else if isNext("\\\n") {
        index += 2
        while index < source.count, source[index] == " " { index += 1 }
      } else if source[index] == "\\", index + 1 < source.count {
        text.append(source[index + 1] == "n" ? "\n" : source[index + 1])
        index += 2
      } else {
        text.append(source[index])
        index += 1
      }
    }
    index += mark.count
    return text
  }

  private mutating func skipInterpolation() {
    index += 2
    var depth = 1
    while index < source.count, depth > 0 {
      switch source[index] {
      case "(":
        depth += 1
        index += 1
      case ")":
        depth -= 1
        index += 1
      case "\"": texts.append(literal())
      default: index += 1
      }
    }
  }
}
