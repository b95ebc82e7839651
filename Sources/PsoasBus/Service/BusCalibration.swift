import CLinux
import CSystemd
import PsoasCore
import PsoasMonitor

/// The calls and signals of calibrations.
extension BusService {
  func startCalibration(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    let reader = MessageReader(call)
    guard let isQuick = reader.boolean() else { return -EINVAL }
    var plan = isQuick ? CalibrationPlan.quick : CalibrationPlan(steps: 0)
    var unknown = false
    _ = reader.container(BusType.array, "s") { list in
      while let word = list.text() {
        guard let step = CalibrationStep(name: word) else {
          unknown = true
          continue
        }
        if !isQuick { plan.add(step) }
      }
    }
    if unknown {
      return sd_bus_error_set(
        error, "org.psoas.Psoas1.Error.UnknownStep",
        "A step is neutral, habitual-stance, bends, seated-neutral, habitual-seat or verification.")
    }
    if plan.isEmpty { plan = .full }
    let known = calibration
    guard let leader = known.leader else {
      return sd_bus_error_set(
        error, "org.psoas.Psoas1.Error.NoSensor",
        "No sensor is worn and speaking: switch it on, and see `psoasctl sensors`.")
    }
    if let refused = refuseOccupied(error) { return refused }
    if isQuick || !plan.has(.neutral), known.record(of: leader) == nil {
      return sd_bus_error_set(
        error, "org.psoas.Psoas1.Error.NotCalibrated",
        "Nothing is stored of this sensor yet: run the full `psoasctl calibrate` first.")
    }
    return perform(.calibrate(plan), call)
  }

  func stepCalibration(_ call: OpaquePointer, _ error: ErrorPointer?, _ command: Command) -> Int32 {
    guard let progress = calibration.progress else {
      return sd_bus_error_set(
        error, "org.psoas.Psoas1.Error.NoCalibration", "No calibration is under way: begin one with StartCalibration()."
      )
    }
    if command == .skipStep, progress.step == .neutral {
      return sd_bus_error_set(
        error, "org.psoas.Psoas1.Error.CannotSkip",
        "Without the neutral stance there is nothing to measure from: it cannot be skipped.")
    }
    return perform(command, call)
  }

  func forgetCalibration(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    withRecord(call, error) { placement, _ in perform(.forgetCalibration(placement), call) }
  }

  /// What is stored of the sensor worn somewhere, as far as it is known.
  func getCalibration(_ call: OpaquePointer, _ error: ErrorPointer?) -> Int32 {
    withRecord(call, error) { _, record in
      reply(to: call) { writer in
        writer.container(BusType.array, "{sv}") { array in
          array.entry("made_us", "t") { $0.append(UInt64(clamping: record.made?.unixMicroseconds ?? 0)) }
          array.entry("rezeroed_us", "t") { $0.append(UInt64(clamping: record.rezeroed?.unixMicroseconds ?? 0)) }
          array.entry("bends", "u") { $0.append(UInt32(clamping: record.calibration.quality.bends)) }
          array.entry("verified", "b") { $0.append(record.calibration.quality.isVerified) }
          for (name, value) in BusService.figures(record.calibration) {
            if let value { array.entry(name, "d") { $0.append(value) } }
          }
        }
      }
    }
  }

  private static func figures(_ calibration: Calibration) -> [(StaticString, Double?)] {
    let quality = calibration.quality
    return [
      ("seated_neutral_deg", calibration.seatedNeutral), ("habitual_stance_deg", calibration.habitualStance),
      ("habitual_seat_deg", calibration.habitualSeat), ("range_posterior_deg", calibration.activeRange?.posterior),
      ("range_anterior_deg", calibration.activeRange?.anterior), ("sway_deg", quality.sway),
      ("gyroscope_bias_deg_per_s", quality.gyroscopeBias), ("depth_deg", quality.depth),
      ("planarity", quality.planarity),
      ("disagreement_deg", quality.disagreement), ("scatter_deg", quality.scatter),
    ]
  }

  private func withRecord(
    _ call: OpaquePointer, _ error: ErrorPointer?, _ body: (Placement, CalibrationRecord) -> Int32
  ) -> Int32 {
    guard let word = MessageReader(call).text() else { return -EINVAL }
    if let placement = Placement(name: word) {
      if let record = calibration.record(of: placement) { return body(placement, record) }
      return sd_bus_error_set(
        error, "org.psoas.Psoas1.Error.NotCalibrated",
        "Nothing is stored of a sensor worn there: run `psoasctl calibrate` with it on.")
    }
    return sd_bus_error_set(
      error, "org.psoas.Psoas1.Error.UnknownPlacement", "A placement is pelvis, thigh or trunk.")
  }

  func announce(_ progress: CalibrationProgress) {
    var instruction = Bytes()
    CalibrationText.append(instruction: progress, to: &instruction)
    var refusal = Bytes()
    if let reason = progress.refusal { CalibrationText.append(reason, to: &refusal) }
    signal("CalibrationProgress") {
      $0.append(text: progress.step.name)
      $0.append(UInt32(clamping: progress.number))
      $0.append(UInt32(clamping: progress.count))
      $0.append(text: progress.phase.name)
      $0.append(UInt64(micro: progress.remaining))
      $0.append(progress.angle)
      $0.append(progress.target)
      $0.append(UInt32(clamping: progress.repetitions))
      $0.append(UInt32(clamping: progress.repetitionsNeeded))
      $0.append(text: instruction)
      $0.append(text: refusal)
    }
  }

  /// - Parameter outcome: done, withheld, failed, cancelled or forgotten.
  func announceCalibration(_ outcome: StaticString, _ placement: Placement? = nil, _ refusal: CalibrationRefusal? = nil)
  {
    var reason = Bytes()
    if let refusal { CalibrationText.append(refusal, to: &reason) }
    signal("CalibrationEnded") {
      $0.append(text: outcome)
      $0.append(text: placement?.name ?? "")
      $0.append(text: reason)
    }
  }
}
