import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The end of a calibration of one sensor.
struct CalibrationEntry: Equatable {
  /// Microseconds since 1970-01-01 UTC.
  var at: Int64 = 0
  var day: Int64 = 0
  var utcOffset: Int32 = 0
  var placement = Placement.pelvis
  /// The identifier of the sensor; empty if unknown.
  var sensor = Text()
  var plan = CalibrationPlan.full
  var outcome = Outcome.refused(.lost(.pelvis))

  enum Outcome: Equatable {
    case done(Calibration)
    case refused(CalibrationRefusal)
  }

  init() {}

  var calibration: Calibration? { if case .done(let calibration) = outcome { calibration } else { nil } }
  var quality: CalibrationQuality? { calibration?.quality }
  var refusal: CalibrationRefusal? { if case .refused(let refusal) = outcome { refusal } else { nil } }

  /// nil for an event that does not end a calibration.
  init?(_ event: Event, at wall: WallClock, sensors: PerPlacement<Text>) {
    switch event {
    case .calibrationDone(let placement, let record, let plan):
      (self.placement, self.plan, outcome) = (placement, plan, .done(record.calibration))
    case .calibrationWithheld(let placement, let refusal, let plan),
      .calibrationFailed(let placement, let refusal, let plan):
      (self.placement, self.plan, outcome) = (placement, plan, .refused(refusal))
    default: return nil
    }
    (at, day, utcOffset) = (wall.unixMicroseconds, wall.localDay, wall.utcOffset)
    sensor = sensors[placement]
  }
}

/// The ends of calibrations: written and exported, but not read by Psoas.
enum CalibrationTable {
  static let calibrations = Table<CalibrationEntry>(
    name: "calibrations", blank: CalibrationEntry(),
    columns: [
      .key("at", .moment) { $0.integer(&$1.at) },
      .key("placement") { $0.word(&$1.placement) },
      Column("day", .date) { $0.integer(&$1.day) },
      Column("utc_offset", .seconds) { $0.integer(&$1.utcOffset) },
      Column("sensor") { $0.text(&$1.sensor) },
      Column("kind") { $0.derived($1.plan.kind) },
      Column("outcome") { $0.derived($1.refusal == nil ? "done" : "refused" as StaticString) },
      Column("reason") { $0.derived($1.refusal?.name) },
      Column("bends") { $0.derived($1.quality?.bends) },
      Column("verified") { $0.derived($1.quality?.isVerified) },
      Column("sway", .degrees) { $0.derived($1.quality?.sway) },
      Column("gyroscope_bias", .degreesPerSecond) { $0.derived($1.quality?.gyroscopeBias) },
      Column("depth", .degrees) { $0.derived($1.quality?.depth) },
      Column("planarity") { $0.derived($1.quality?.planarity) },
      Column("disagreement", .degrees) { $0.derived($1.quality?.disagreement) },
      Column("scatter", .degrees) { $0.derived($1.quality?.scatter) },
      Column("seated_neutral", .degrees) { $0.derived($1.calibration?.seatedNeutral) },
      Column("habitual_stance", .degrees) { $0.derived($1.calibration?.habitualStance) },
      Column("habitual_seat", .degrees) { $0.derived($1.calibration?.habitualSeat) },
      Column("range_posterior", .degrees) { $0.derived($1.calibration?.activeRange?.posterior) },
      Column("range_anterior", .degrees) { $0.derived($1.calibration?.activeRange?.anterior) },
    ])
}
