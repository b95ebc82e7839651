import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

// Where a run's results go. Each sink is of the kinds that it needs, and is added as each of them.

/// Takes what has happened. It may give the run inputs and commands: their events come after those at hand.
protocol EventSink: AnyObject {
  func receive(_ event: TimedEvent)
}

/// Takes how things stand: once a second, after each burst of events, and at the end.
protocol StatusSink: AnyObject {
  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock)
}

/// Takes what the wearer has set otherwise.
protocol SettingsSink: AnyObject {
  func configure(_ configuration: Configuration)
  /// There are other exercises now.
  func setCatalog(_ catalog: ExerciseCatalog)
}

extension SettingsSink {
  func setCatalog(_ catalog: ExerciseCatalog) {}
}

/// Takes which sensor is worn where.
protocol SensorSink: AnyObject {
  /// A sensor begins to be read, which the wearer assigns by `identifier`.
  func assign(_ placement: Placement, _ identifier: Text)
}

/// Keeps things that are to be safe.
protocol DurableSink: AnyObject {
  /// What was taken is to be safe now: the machine goes to sleep and may not wake.
  func flush()
}
