import CLinux
import CSystemd
import PsoasCore
import PsoasMonitor
import PsoasSystem

extension BusClient {
  /// Measures the rhythm and calls `body` with each signal, until it returns false.
  ///
  /// - Parameter isInterrupted: called after each wait that a Unix signal interrupts; true stops the measurement.
  ///   `body` still receives the final signal.
  public func measureRhythm(
    bends: Int, unless isInterrupted: () -> Bool, onSignal body: (BusSignal) -> Bool
  ) throws(BusError) {
    // Subscribed before the call, so that no later signal is missed.
    let inbox = try SignalInbox(connection)
    try send("StartRhythm") { $0.append(UInt32(clamping: bends)) }
    var isStopped = false
    while true {
      let result = sd_bus_process(connection.bus, nil)
      guard result >= 0 else { throw .absent(kind, code: -result) }
      while let signal = inbox.next() {
        guard body(signal) else { return }
      }
      if isInterrupted(), !isStopped {
        isStopped = true
        try send("StopRhythm") { _ in }
        continue
      }
      if result == 0 {
        let waited = sd_bus_wait(connection.bus, UInt64.max)
        guard waited >= 0 || waited == -EINTR else { throw .absent(kind, code: -waited) }
      }
    }
  }
}

extension BusSignal {
  /// From the signal `member` of a measurement; nil if it is another or invalid.
  init?(rhythm member: Text, _ reader: MessageReader) {
    if member == "RhythmProgress" {
      var progress = RhythmMeasurement.Progress()
      guard let word = reader.text(), let bends = reader.unsigned32(), let wanted = reader.unsigned32(),
        let remaining = reader.seconds(), let angle = reader.degrees(), let short = reader.degrees(),
        let moved = reader.boolean()
      else { return nil }
      for stage in [RhythmMeasurement.Stage.stance, .bends, .end, .complete]
      where word == RhythmText.name(of: stage) { progress.stage = stage }
      (progress.bends, progress.wanted) = (Int(bends), Int(wanted))
      progress.remaining = remaining
      (progress.angle, progress.short, progress.moved) = (angle, short, moved)
      self = .rhythmProgress(progress)
    } else if member == "RhythmMeasured" {
      var bends: [RhythmBend] = []
      let isWhole = reader.container(BusType.array, "a{sv}") { list in
        while let bend = list.bend() { bends.append(bend) }
      }
      guard isWhole, bends.allSatisfy({ $0.isPossible }) else { return nil }
      self = .rhythmMeasured(RhythmResult(bends: bends))
    } else {
      guard member == "RhythmRefused", let name = reader.text(), let message = reader.text() else { return nil }
      self = .rhythmRefused(name: name, message: message)
    }
  }
}

extension MessageReader {
  fileprivate func bend() -> RhythmBend? {
    var bend = RhythmBend()
    let isThere = dictionary { key, entry in
      if key == "began_us" { bend.began = entry.variant("t") { $0.seconds() } ?? .nan }
      if key == "length_us" { bend.length = entry.variant("t") { $0.seconds() } ?? .nan }
      if key == "trunk_deg" { bend.trunk = entry.variant("d") { $0.degrees() } ?? .nan }
      if key == "pelvis_deg" { bend.pelvis = entry.variant("d") { $0.degrees() } ?? .nan }
      if key == "speed_deg_per_s" { bend.speed = entry.variant("d") { $0.quantity() } ?? .nan }
      if key == "return_speed_deg_per_s" { bend.returnSpeed = entry.variant("d") { $0.quantity() } ?? .nan }
      if key == "pelvic_delay_us" {
        let delay = entry.variant("x") { $0.signed64() }.map { Double($0) / 1e6 }
        bend.pelvicDelay = delay.flatMap { $0.magnitude < 9e9 ? $0 : nil }
      }
      if key == "forward_ratios" { entry.list(4) { bend.forwardRatios[$0] = $1 } }
      if key == "return_ratios" { entry.list(4) { bend.returnRatios[$0] = $1 } }
      if key == "forward_thirds" { entry.list(3) { bend.forwardThirds[$0] = $1 } }
      if key == "return_thirds" { entry.list(3) { bend.returnThirds[$0] = $1 } }
      if key == "forward_curve_deg" {
        entry.list(RhythmBend.curvePoints) { bend.forwardCurve[$0] = RhythmBend.point($1) }
      }
      if key == "return_curve_deg" {
        entry.list(RhythmBend.curvePoints) { bend.returnCurve[$0] = RhythmBend.point($1) }
      }
    }
    return isThere ? bend : nil
  }

  private func variant<Value>(_ signature: StaticString, _ read: (MessageReader) -> Value?) -> Value? {
    var value: Value?
    _ = container(BusType.variant, signature) { value = read($0) }
    return value
  }

  private func list(_ count: Int, _ take: (Int, Double?) -> Void) {
    _ = container(BusType.variant, "ad") { variant in
      _ = variant.container(BusType.array, "d") { array in
        var index = 0
        while let value = array.double() {
          if index < count { take(index, value.magnitude < 9e9 ? value : nil) }
          index += 1
        }
      }
    }
  }
}

extension RhythmBend {
  /// The trunk has bent far enough for a bend, and no value was out of its range.
  fileprivate var isPossible: Bool {
    trunk >= RhythmMeasurement.leastBend && pelvis.isFinite && began.isFinite && length.isFinite && speed.isFinite
      && returnSpeed.isFinite
  }

  /// A point of a curve, degrees; infinite if it is unknown.
  fileprivate static func point(_ received: Double?) -> Float {
    received.map { $0.magnitude <= 360 ? Float($0) : .infinity } ?? .infinity
  }
}
