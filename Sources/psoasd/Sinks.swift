import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

// The receivers of a run's results. Each sink conforms to the protocols that it needs, and is added for each.

/// Receives events. It may give the run inputs and commands: their events are delivered after the current ones.
protocol EventSink: AnyObject {
  func receive(_ event: TimedEvent)
}

/// Receives the status: once per second, after each burst of events, and at the end.
protocol StatusSink: AnyObject {
  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock)
}

/// Receives configuration changes.
protocol SettingsSink: AnyObject {
  func configure(_ configuration: Configuration)
  /// Applies a new exercise catalog.
  func setCatalog(_ catalog: ExerciseCatalog)
}

extension SettingsSink {
  func setCatalog(_ catalog: ExerciseCatalog) {}
}

/// Receives the assignment of sensors to placements.
protocol SensorSink: AnyObject {
  /// A sensor is being read; the wearer assigns it by `identifier`.
  func assign(_ placement: Placement, _ identifier: Text)
}

/// Stores data that must survive a power failure.
protocol DurableSink: AnyObject {
  /// Writes all pending data: the system is about to suspend and may not resume.
  func flush()
}
