import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The signals of rhythm measurements.
extension BusService {
  func announce(rhythm progress: RhythmMeasurement.Progress) {
    signal("RhythmProgress") {
      $0.append(text: RhythmText.name(of: progress.stage))
      $0.append(UInt32(clamping: progress.bends))
      $0.append(UInt32(clamping: progress.wanted))
      $0.append(UInt64(micro: progress.remaining))
      $0.append(progress.angle)
      $0.append(progress.short)
      $0.append(progress.moved)
    }
  }

  func announce(rhythm result: RhythmResult) {
    signal("RhythmMeasured") { writer in
      writer.container(BusType.array, "a{sv}") { list in
        for bend in result.bends { list.append(bend) }
      }
    }
  }

  func announce(rhythm refusal: RhythmRefusal) {
    signal("RhythmRefused") {
      $0.append(text: refusal.name)
      $0.append(text: refusal.message)
    }
  }
}

extension MessageWriter {
  /// One bend as an `a{sv}`; a missing measurement is NaN in an array; otherwise its key is omitted.
  fileprivate mutating func append(_ bend: RhythmBend) {
    container(BusType.array, "{sv}") { entries in
      entries.entry("began_us", "t") { $0.append(UInt64(micro: bend.began)) }
      entries.entry("length_us", "t") { $0.append(UInt64(micro: bend.length)) }
      entries.entry("trunk_deg", "d") { $0.append(bend.trunk) }
      entries.entry("pelvis_deg", "d") { $0.append(bend.pelvis) }
      entries.entry("speed_deg_per_s", "d") { $0.append(bend.speed) }
      entries.entry("return_speed_deg_per_s", "d") { $0.append(bend.returnSpeed) }
      if let delay = bend.pelvicDelay {
        entries.entry("pelvic_delay_us", "x") { $0.append(Int64((delay * 1e6).rounded())) }
      }
      let phases = RhythmBend.phases
      entries.list("forward_ratios", phases) { bend.ratio(.forward, phase: $0) }
      entries.list("return_ratios", phases) { bend.ratio(.back, phase: $0) }
      entries.list("forward_thirds", 3) { bend.ratio(.forward, third: $0) }
      entries.list("return_thirds", 3) { bend.ratio(.back, third: $0) }
      entries.list("forward_curve_deg", RhythmBend.curvePoints) { bend.pelvis(.forward, point: $0) }
      entries.list("return_curve_deg", RhythmBend.curvePoints) { bend.pelvis(.back, point: $0) }
    }
  }

  private mutating func list(_ key: StaticString, _ count: Int, _ value: (Int) -> Double?) {
    entry(key, "ad") { variant in
      variant.container(BusType.array, "d") { array in
        for index in 0..<count { array.append(value(index) ?? .nan) }
      }
    }
  }
}
