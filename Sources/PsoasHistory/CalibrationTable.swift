import PsoasCore
import PsoasMonitor

/// How a calibration of one sensor ended.
struct CalibrationEntry: Equatable {
  /// Microseconds since 1970-01-01 UTC.
  var at: Int64
  var day: Int64
  var utcOffset: Int32
  var placement: Placement
  /// By which the wearer assigns it; empty where nobody said.
  var sensor: Bytes
  var plan: CalibrationPlan
  var outcome: Outcome

  enum Outcome: Equatable {
    case done(Calibration)
    case refused(CalibrationRefusal)
  }

  /// nil for an event that ends no calibration.
  init?(_ event: Event, at wall: WallClock, sensors: [Bytes]) {
    switch event {
    case .calibrationDone(let placement, let record, let plan):
      (self.placement, self.plan, outcome) = (placement, plan, .done(record.calibration))
    case .calibrationWithheld(let placement, let refusal, let plan),
      .calibrationFailed(let placement, let refusal, let plan):
      (self.placement, self.plan, outcome) = (placement, plan, .refused(refusal))
    default: return nil
    }
    (at, day, utcOffset) = (wall.unixMicroseconds, wall.localDay, wall.utcOffset)
    sensor = sensors[Int(placement.rawValue)]
  }
}

/// The table of calibrations.
enum CalibrationTable {
  static func write(_ memory: CalibrationEntry, to database: Database) throws(SQLiteFailure) {
    var row: [Database.Value] = [
      .integer(memory.at), .text(Bytes().appending(memory.placement.name)), .integer(memory.day),
      .integer(Int64(memory.utcOffset)), .text(memory.sensor), .text(Bytes().appending(memory.plan.kind)),
    ]
    switch memory.outcome {
    case .done(let calibration):
      let quality = calibration.quality
      row += [.text(Bytes().appending("done")), .nothing, .integer(Int64(quality.bends))]
      row += [.integer(quality.isVerified ? 1 : 0)]
      row += [
        quality.sway, quality.gyroscopeBias, quality.depth, quality.planarity, quality.disagreement, quality.scatter,
        calibration.seatedNeutral, calibration.habitualStance, calibration.habitualSeat,
        calibration.activeRange?.posterior, calibration.activeRange?.anterior,
      ].map { $0.map { .real($0) } ?? .nothing }
    case .refused(let refusal):
      row += [.text(Bytes().appending("refused")), .text(Bytes().appending(refusal.name))]
      row += [Database.Value](repeating: .nothing, count: 13)
    }
    try database.run(
      "INSERT OR REPLACE INTO calibrations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
  }
}
