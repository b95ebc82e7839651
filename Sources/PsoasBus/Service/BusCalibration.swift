import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The arguments, results and signals of calibrations.
extension BusService {
  /// The stored calibration of the sensor worn at a placement.
  func calibration(of placement: Placement) throws(ServiceRefusal) -> CalibrationRecord {
    guard let record = status.calibration.records[placement] else {
      throw ServiceRefusal(.nothingStored(placement))
    }
    return record
  }

  func announce(_ progress: CalibrationProgress) {
    var instruction = Text()
    CalibrationText.append(instruction: progress, to: &instruction)
    var refusal = Text()
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
    var reason = Text()
    if let refusal { CalibrationText.append(refusal, to: &reason) }
    signal("CalibrationEnded") {
      $0.append(text: outcome)
      $0.append(text: placement?.name ?? "")
      $0.append(text: reason)
    }
  }
}

extension MessageReader {
  /// `bas`: whether it is a quick one, and the steps; an empty array means all.
  func calibrationPlan() throws(ServiceRefusal) -> CalibrationPlan {
    let isQuick = boolean() ?? false
    var plan = isQuick ? CalibrationPlan.quick : CalibrationPlan(steps: 0)
    for word in texts() ?? [] {
      guard let step = CalibrationStep(name: word) else {
        throw ServiceRefusal(
          "org.psoas.Psoas1.Error.UnknownStep",
          "A step is neutral, habitual-stance, bends, seated-neutral, habitual-seat or verification.")
      }
      if !isQuick { plan.add(step) }
    }
    return plan.isEmpty ? .full : plan
  }
}

extension MessageWriter {
  /// `a{sv}` with the known values.
  mutating func append(_ record: CalibrationRecord) {
    container(BusType.array, "{sv}") { array in
      array.entry("made_us", "t") { $0.append(UInt64(clamping: record.made?.unixMicroseconds ?? 0)) }
      array.entry("rezeroed_us", "t") { $0.append(UInt64(clamping: record.rezeroed?.unixMicroseconds ?? 0)) }
      array.entry("bends", "u") { $0.append(UInt32(clamping: record.calibration.quality.bends)) }
      array.entry("verified", "b") { $0.append(record.calibration.quality.isVerified) }
      for (name, value, _) in record.calibration.figures {
        if let value { array.entry(name, "d") { $0.append(value) } }
      }
    }
  }
}
