import PsoasCore
import PsoasMonitor

/// The tilt on a line: the neutral band in brackets, and where the wearer is.
struct TiltGauge {
  /// Degrees at the ends of the line.
  static let limit = 30.0

  var degrees: Double
  /// Degrees on either side of neutral; nil without a neutral, or if the band is unknown.
  var deadBand: Double?

  func row(_ width: Int, isUnicode: Bool) -> ScreenRow {
    var row = ScreenRow()
    let band = deadBand ?? 0
    let (low, middle, high) = (cell(-band, width), cell(0, width), cell(band, width))
    let place = cell(degrees, width)
    for index in 0..<width {
      if index == place {
        let isInside = deadBand.map { degrees.magnitude <= $0 } ?? true
        row.add(isUnicode ? "●" : "O", isInside ? .strong : .warning)
      } else if low < high, index == low || index == high {
        row.add(index == low ? "[" : "]", .strong)
      } else if index == middle {
        row.add(isUnicode ? "┼" : "+")
      } else if low < index, index < high {
        row.add(isUnicode ? "━" : "=")
      } else {
        row.add(isUnicode ? "─" : "-", .faint)
      }
    }
    return row
  }

  /// The ends and the middle of the line in words.
  func scale(_ width: Int, isUnicode: Bool) -> ScreenRow {
    let (limit, sign) = (Int(Self.limit), isUnicode ? "°" : "")
    let (left, right) = ("-\(limit)\(sign) back", "forward +\(limit)\(sign)")
    var row = ScreenRow(left, .faint)
    if width >= left.count + right.count + 8 {
      row.pad(to: cell(0, width))
      row.add("0", .faint)
    }
    row.pad(to: width - right.count)
    row.add(right, .faint)
    return row
  }

  func cell(_ degrees: Double, _ width: Int) -> Int {
    let share = (min(max(degrees, -Self.limit), Self.limit) + Self.limit) / (2 * Self.limit)
    return Int((share * Double(width - 1)).rounded())
  }
}

/// The postures of an hour in a row, lower for lower postures.
struct PostureStrip {
  private let parts: [Posture]
  private let isUnicode: Bool

  init(_ parts: [Posture], isUnicode: Bool) {
    self.parts = parts
    self.isUnicode = isUnicode
  }

  private func mark(_ posture: Posture) -> (text: String, look: ScreenRow.Look) {
    let letter = String(DayText.letter(posture))
    return switch posture {
    case .sitting: (isUnicode ? "▄" : letter, .sitting)
    case .standing: (isUnicode ? "█" : letter, .standing)
    case .walking: (isUnicode ? "▞" : letter, .walking)
    case .lying: (isUnicode ? "▁" : letter, .lying)
    case .notWorn: (letter, .faint)
    case .unknown: (isUnicode ? "·" : letter, .faint)
    }
  }

  var row: ScreenRow {
    var row = ScreenRow()
    for posture in parts { row.add(mark(posture).text, mark(posture).look) }
    return row
  }

  /// The postures that occur.
  var legend: ScreenRow {
    var row = ScreenRow()
    for posture in Posture.listed where parts.contains(posture) {
      if !row.pieces.isEmpty { row.add("  ") }
      row.add(mark(posture).text, mark(posture).look)
      row.add(" " + (posture == .notWorn ? "not worn" : "\(posture.name)"), .faint)
    }
    return row
  }

  /// Relative times, because they stay the same.
  func axis(_ width: Int) -> ScreenRow {
    let (left, middle, right) = ("-60 min", "-30 min", "now")
    var row = ScreenRow(left, .faint)
    if width >= 30 {
      row.pad(to: (width - middle.count) / 2)
      row.add(middle, .faint)
    }
    row.pad(to: width - right.count)
    row.add(right, .faint)
    return row
  }
}

/// Digits three rows high, two dots to a character.
enum SmallDigits {
  private static let colon = [" ", "#", " ", "#", " "]

  /// - Parameter text: digits and colons.
  static func rows(_ text: String) -> [String] {
    let shapes = text.map { character in character.wholeNumberValue.map { BigDigits.shapes[$0] } ?? colon }
    return (0..<3).map { row in
      shapes.map { shape in
        let upper = Array(shape[row * 2])
        let lower = row * 2 + 1 < shape.count ? Array(shape[row * 2 + 1]) : upper.map { _ in " " as Character }
        return zip(upper, lower).map { $0 == "#" ? ($1 == "#" ? "█" : "▀") : $1 == "#" ? "▄" : " " }.joined()
      }.joined(separator: " ")
    }
  }
}
