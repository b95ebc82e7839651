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

extension SignalInbox {
  /// The signal of a measurement; nil if it is another or invalid.
  static func rhythm(_ member: Text, _ reader: MessageReader) -> BusSignal? {
    if member == "RhythmProgress" {
      var progress = RhythmMeasurement.Progress()
      guard let word = reader.text(), let bends = reader.unsigned32(), let wanted = reader.unsigned32(),
        let remaining = reader.seconds(), let angle = reader.double(), let short = reader.double(),
        let moved = reader.boolean()
      else { return nil }
      for stage in [RhythmMeasurement.Stage.stance, .bends, .end, .complete]
      where word == RhythmText.name(of: stage) { progress.stage = stage }
      (progress.bends, progress.wanted) = (Int(bends), Int(wanted))
      progress.remaining = remaining
      (progress.angle, progress.short, progress.moved) = (angle, short, moved)
      return .rhythmProgress(progress)
    }
    if member == "RhythmMeasured" {
      var bends: [RhythmBend] = []
      let isWhole = reader.container(BusType.array, "a{sv}") { list in
        while let bend = list.bend() { bends.append(bend) }
      }
      return isWhole ? .rhythmMeasured(RhythmResult(bends: bends)) : nil
    }
    guard member == "RhythmRefused", let name = reader.text(), let message = reader.text() else { return nil }
    return .rhythmRefused(name: name, message: message)
  }
}

extension MessageReader {
  fileprivate func bend() -> RhythmBend? {
    var bend = RhythmBend()
    let isThere = dictionary { key, entry in
      if key == "began_us" { entry.time { bend.began = $0 } }
      if key == "length_us" { entry.time { bend.length = $0 } }
      if key == "trunk_deg" { entry.number { bend.trunk = $0 } }
      if key == "pelvis_deg" { entry.number { bend.pelvis = $0 } }
      if key == "speed_deg_per_s" { entry.number { bend.speed = $0 } }
      if key == "return_speed_deg_per_s" { entry.number { bend.returnSpeed = $0 } }
      if key == "pelvic_delay_us" {
        _ = entry.container(BusType.variant, "x") { bend.pelvicDelay = $0.signed64().map { Double($0) / 1e6 } }
      }
      if key == "forward_ratios" { entry.list(4) { bend.forwardRatios[$0] = $1 } }
      if key == "return_ratios" { entry.list(4) { bend.returnRatios[$0] = $1 } }
      if key == "forward_thirds" { entry.list(3) { bend.forwardThirds[$0] = $1 } }
      if key == "return_thirds" { entry.list(3) { bend.returnThirds[$0] = $1 } }
      if key == "forward_curve_deg" {
        entry.list(RhythmBend.curvePoints) { bend.forwardCurve[$0] = $1.map { Float($0) } ?? .infinity }
      }
      if key == "return_curve_deg" {
        entry.list(RhythmBend.curvePoints) { bend.returnCurve[$0] = $1.map { Float($0) } ?? .infinity }
      }
    }
    return isThere ? bend : nil
  }

  private func time(_ take: (Double) -> Void) {
    _ = container(BusType.variant, "t") { if let value = $0.unsigned64() { take(Double(value) * 1e-6) } }
  }

  private func number(_ take: (Double) -> Void) {
    _ = container(BusType.variant, "d") { if let value = $0.double() { take(value) } }
  }

  private func list(_ count: Int, _ take: (Int, Double?) -> Void) {
    _ = container(BusType.variant, "ad") { variant in
      _ = variant.container(BusType.array, "d") { array in
        var index = 0
        while let value = array.double() {
          if index < count { take(index, value.isNaN ? nil : value) }
          index += 1
        }
      }
    }
  }
}
