import PsoasHistory
import PsoasMonitor

/// What a column of the history means. Most names mean the same in all tables.
enum ColumnUnit {
  /// Microseconds since 1970-01-01 UTC; written as ISO 8601.
  case moment
  /// Days since 1970-01-01 by the local calendar; written as a date.
  case date
  case seconds
  case degrees
  case degreesPerSecond
  case percent
  /// A count, a word, a share from 0 to 1, a ratio, or 1 for yes.
  case plain

  init(_ column: String, of table: String) {
    switch (table, column) {
    case ("rhythms", "share"), ("rhythms", "share_min"), ("rhythms", "share_max"): self = .percent
    case ("rhythms", "trunk"), ("rhythms", "pelvis"): self = .degrees
    case (_, "began"), (_, "ended"), (_, "raised"), (_, "closed"), (_, "run"), (_, "session"), (_, "at"),
      (_, "measured"):
      self = .moment
    case (_, "day"): self = .date
    case (_, "speed"), (_, "return_speed"), (_, "gyroscope_bias"): self = .degreesPerSecond
    default:
      self = Self.inSeconds.contains(column) ? .seconds : Self.inDegrees.contains(column) ? .degrees : .plain
    }
  }

  private static let inSeconds: Set = [
    "sitting", "standing", "walking", "lying", "not_worn", "unknown", "longest_bout", "length", "upright", "utc_offset",
    "planned", "held", "held_checked", "seconds", "posterior", "neutral", "anterior", "pelvic_delay",
  ]

  private static let inDegrees: Set = [
    "amplitude", "sway", "depth", "disagreement", "scatter", "seated_neutral", "habitual_stance", "habitual_seat",
    "range_posterior", "range_anterior",
  ]

  /// The column's name with its unit.
  func header(_ column: String) -> String {
    switch self {
    case .moment: column + "_utc"
    case .seconds: column + "_s"
    case .degrees: column + "_deg"
    case .degreesPerSecond: column + "_deg_per_s"
    case .percent: column + "_percent"
    case .date, .plain: column
    }
  }

  /// Appends a cell's text; nothing where there is no value.
  /// - Returns: whether it is a text that needs quotation marks where there are such.
  @discardableResult
  func append(_ cell: HistoryArchive.Cell, to text: inout Bytes) -> Bool {
    switch (self, cell) {
    case (_, .nothing): return false
    case (.moment, .integer(let microseconds)):
      text.append(utc: microseconds)
      return true
    case (.date, .integer(let day)):
      text.append(date: day)
      return true
    case (_, .integer(let number)): text.append(Int(number))
    // The shortest decimal that reads back as the same, with a point in every locale.
    case (_, .real(let number)): text.append(contentsOf: number.isFinite ? Bytes(number.description.utf8) : [])
    case (_, .text(let word)):
      text.append(word)
      return true
    }
    return false
  }
}
