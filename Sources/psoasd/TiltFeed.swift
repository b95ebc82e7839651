import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Sends the tilt to clients that claim it, at most ten times per second. Without such clients, nothing is computed.
final class TiltFeed {
  private let session: DaemonRun
  private let bus: BusSink
  private var timer: TimerSource?
  private var last: Instant?

  init(_ loop: EventLoop, _ session: DaemonRun, _ bus: BusSink) throws(BusError) {
    self.session = session
    self.bus = bus
    timer = try TimerSource(loop, accuracy: 5000, unretained(self) { $0.send() })
  }

  func claim(_ isWanted: Bool) { if isWanted { timer?.start(every: 100_000) } else { timer?.stop() } }

  private func send() {
    // No tilt is sent while the sensor is silent or before the neutral posture is known.
    guard let reading = session.lastReading(of: .pelvis), reading != last, let estimate = session.estimate(of: .pelvis),
      let sagittal = estimate.tilt, let lateral = estimate.lateral
    else { return }
    last = reading
    bus.service?.announceTilt(
      at: UInt64(clamping: session.wall(at: reading).unixMicroseconds), sagittal: sagittal, lateral: lateral)
  }
}
