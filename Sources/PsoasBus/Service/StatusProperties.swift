import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The properties of org.psoas.Psoas1.Manager, one row each.
extension BusStatus {
  static let properties: [BusProperty<BusStatus>] = [
    .text("Version", .constant, { $0.version }, { $0.version = $1 }),
    .duration("Clock", { $0.clock }, { $0.clock = $1 }),
    .word("Posture", .always, { $0.posture.posture.name }, { $0.posture.posture = Posture(name: $1) ?? .unknown }),
    .number("Confidence", { $0.posture.confidence }, { $0.posture.confidence = PostureEstimate.share($1) }),
    .moment("SittingSince", { $0.sittingSince }, { $0.sittingSince = $1 }),
    .duration("SittingToday", { $0.sittingToday }, { $0.sittingToday = $1 }),
    .duration("LongestBoutToday", { $0.longestBoutToday }, { $0.longestBoutToday = $1 }),
    .count("StepsToday", { $0.stepsToday }, { $0.stepsToday = $1 }),
    .moment("NextReminder", { $0.nextReminder }, { $0.nextReminder = $1 }),
    .moment("SnoozedUntil", { $0.snoozedUntil }, { $0.snoozedUntil = $1 }),
    .flag("Paused", .always, { $0.isPaused }, { $0.isPaused = $1 }),
    BusProperty(
      name: "PauseReasons", signature: "as", announcement: .always, write: { $1.append($0.pauseReasons) },
      differs: { $0.pauseReasons != $1.pauseReasons }, read: { $1.pauseReasons = $0.pauseReasons() }),
    .text("ActiveSession", .always, { $0.activeSession }, { $0.activeSession = $1 }),
    .text("OpenReminder", .always, { $0.openReminder }, { $0.openReminder = $1 }),
    // Text for people; `psoasctl suggestions` computes it from the history.
    BusProperty(
      name: "Suggestions", signature: "a(asss)", announcement: .always, write: { $1.append($0.suggestions) },
      differs: { $0.suggestions != $1.suggestions }),
    .text("TiltState", .always, { $0.tilt.state }, { $0.tilt.state = $1 }),
    .number("TiltFromNeutral", { $0.tilt.fromNeutral }, { $0.tilt.fromNeutral = BusTilt.angle($1) }),
    .number("TiltDeadBand", { $0.tilt.deadBand }, { $0.tilt.deadBand = BusTilt.angle($1) }),
    .number("TiltTrend", { $0.tilt.trend }, { $0.tilt.trend = BusTilt.angle($1) }),
    BusProperty(
      name: "TiltToday", signature: "a(sttt)", announcement: .never, write: { $1.append($0.tilt.bands) },
      read: { $1.tilt.bands = $0.bands() }),
    .text("CalibrationState", .always, { $0.tilt.calibration }, { $0.tilt.calibration = $1 }),
    .text("CalibrationReason", .always, { $0.tilt.reason }, { $0.tilt.reason = $1 }),
  ]
}

// MARK: Compound values

extension MessageWriter {
  /// `as`.
  fileprivate mutating func append(_ reasons: PauseReasons) {
    container(BusType.array, "s") { array in
      for name in reasons.names { array.append(text: name) }
    }
  }

  /// `a(sttt)`: a posture and the seconds in each band.
  fileprivate mutating func append(_ bands: PerPosture<TiltBands>) {
    container(BusType.array, "(sttt)") { array in
      for posture in TiltBands.postures {
        array.container(BusType.structure, "sttt") {
          $0.append(text: posture.name)
          $0.append(UInt64(micro: bands[posture].posterior))
          $0.append(UInt64(micro: bands[posture].neutral))
          $0.append(UInt64(micro: bands[posture].anterior))
        }
      }
    }
  }
}

extension MessageReader {
  fileprivate func pauseReasons() -> PauseReasons {
    var reasons: PauseReasons = []
    for name in texts() ?? [] {
      for known in PauseReasons.all where name == known.name { reasons.insert(known.reason) }
    }
    return reasons
  }

  fileprivate func bands() -> PerPosture<TiltBands> {
    var bands = PerPosture<TiltBands>()
    _ = container(BusType.array, "(sttt)") { array in
      while array.container(
        BusType.structure, "sttt",
        { entry in
          guard let name = entry.text() else { return }
          let read = TiltBands(
            posterior: entry.seconds() ?? 0, neutral: entry.seconds() ?? 0, anterior: entry.seconds() ?? 0)
          if let posture = Posture(name: name) { bands[posture] = read }
        })
      {}
    }
    return bands
  }
}
