import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSystem

/// The highest alert level: the worn controller vibrates, if it has motors.
final class RumbleSink: EventSink {
  private let sensors: LiveSensors
  /// The motors in use; released afterwards, because a node should not stay open for writing.
  private var shaking: [Rumble] = []
  private var timer: TimerSource?
  private var hasReported = false

  init(_ sensors: LiveSensors, _ loop: EventLoop) throws(BusError) {
    self.sensors = sensors
    timer = try TimerSource(loop, unretained(self) { $0.shaking = [] })
  }

  func receive(_ event: TimedEvent) {
    switch event.event {
    case .escalated(_, .rumble): shake()
    case .reminder(let reminder) where reminder.level == .rumble: shake()
    default: break
    }
  }

  private func shake() {
    shaking = sensors.rumble()
    if shaking.isEmpty { report(RumbleSink.nothing) }
    for rumble in shaking {
      do throws(DeviceError) { try rumble.play() } catch { report(error.message) }
    }
    timer?.start(after: UInt64(Rumble.seconds * 1e6))
  }

  private static var nothing: Text {
    "Escalation= requests rumble, but no worn sensor has motors that this user may use"
  }

  /// Reported once, because reminders come every day.
  private func report(_ text: Text) {
    if !hasReported { StandardError.print(text) }
    hasReported = true
  }
}
