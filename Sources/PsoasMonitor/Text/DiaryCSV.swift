import PsoasCore
import PsoasSystem

/// The diary as CSV: one row per interval, in seconds of the recording. The columns are a stable interface.
public enum DiaryCSV {
  public static let header: StaticString = "began,ended,posture,confidence,revised\n"

  /// Appends one row, with its line feed.
  public static func append(_ interval: DiaryInterval, to row: inout Text) {
    row.append(interval.began.seconds, places: 3)
    row.append(",")
    row.append(interval.ended.seconds, places: 3)
    row.append(",")
    row.append(interval.posture.name)
    row.append(",")
    row.append(interval.confidence, places: 3)
    row.append(interval.isRevised ? ",1\n" : ",0\n")
  }
}
