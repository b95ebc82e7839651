import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A measurement of the lumbopelvic rhythm in the history: medians over its bends.
public struct RhythmEntry: Equatable, Sendable {
  /// Microseconds since 1970-01-01 UTC.
  public var measured: Int64 = 0
  var day: Int64 = 0
  var utcOffset: Int32 = 0
  public var bends = 0
  /// Share of the lumbar spine in the trunk's flexion, percent; with the least and the largest of the bends.
  public var share = 0.0
  public var leastShare = 0.0
  public var greatestShare = 0.0
  /// Degrees, and degrees/s.
  public var trunk = 0.0
  public var pelvis = 0.0
  public var speed = 0.0
  public var returnSpeed = 0.0
  /// Seconds; nil if it could not be measured.
  public var pelvicDelay: Double?
  /// Degrees of lumbar flexion per degree of pelvic tilt, for each 30 degrees of the trunk.
  public var forward = [Double?](repeating: nil, count: RhythmBend.phases)
  public var back = [Double?](repeating: nil, count: RhythmBend.phases)

  init() {}

  init(_ rhythm: LumbopelvicRhythm, at wall: WallClock) {
    (measured, day, utcOffset) = (wall.unixMicroseconds, wall.localDay, wall.utcOffset)
    bends = rhythm.trunk.count
    share = rhythm.contribution.median
    leastShare = rhythm.contribution.least
    greatestShare = rhythm.contribution.greatest
    trunk = rhythm.trunk.median
    pelvis = rhythm.pelvis.median
    speed = rhythm.speed.median
    returnSpeed = rhythm.returnSpeed.median
    pelvicDelay = rhythm.pelvicDelay?.median
    forward = (0..<RhythmBend.phases).map { rhythm.ratio(.forward, phase: $0)?.median }
    back = (0..<RhythmBend.phases).map { rhythm.ratio(.back, phase: $0)?.median }
  }
}

/// Measurements of the lumbopelvic rhythm.
public enum RhythmTable {
  static let rhythms = Table<RhythmEntry>(
    name: "rhythms", blank: RhythmEntry(),
    columns: [
      .key("measured", .moment) { $0.integer(&$1.measured) },
      Column("day", .date) { $0.integer(&$1.day) },
      Column("utc_offset", .seconds) { $0.integer(&$1.utcOffset) },
      Column("bends") { $0.integer(&$1.bends) },
      Column("share", .percent) { $0.real(&$1.share) },
      Column("share_min", .percent) { $0.real(&$1.leastShare) },
      Column("share_max", .percent) { $0.real(&$1.greatestShare) },
      Column("trunk", .degrees) { $0.real(&$1.trunk) },
      Column("pelvis", .degrees) { $0.real(&$1.pelvis) },
      Column("speed", .degreesPerSecond) { $0.real(&$1.speed) },
      Column("return_speed", .degreesPerSecond) { $0.real(&$1.returnSpeed) },
      Column("pelvic_delay", .seconds) { $0.real(&$1.pelvicDelay) },
      Column("forward_0_30") { $0.real(&$1.forward[0]) },
      Column("forward_30_60") { $0.real(&$1.forward[1]) },
      Column("forward_60_90") { $0.real(&$1.forward[2]) },
      Column("forward_90_120") { $0.real(&$1.forward[3]) },
      Column("return_0_30") { $0.real(&$1.back[0]) },
      Column("return_30_60") { $0.real(&$1.back[1]) },
      Column("return_60_90") { $0.real(&$1.back[2]) },
      Column("return_90_120") { $0.real(&$1.back[3]) },
    ])

  /// The measurements in the history of a state directory, in order of time; empty if there is no history, or one
  /// without this table.
  /// - Throws: `HistoryError` if the file exists and cannot be read.
  public static func read(directory: Text) throws(HistoryError) -> [RhythmEntry] {
    let file = HistoryFile(directory: directory)
    guard Files.exists(file.path) else { return [] }
    do throws(SQLiteFailure) {
      return try rhythms.rows(where: "true", [], orderedBy: "measured", from: try Database(path: file.path))
    } catch {
      throw file.cause(error)
    }
  }
}
