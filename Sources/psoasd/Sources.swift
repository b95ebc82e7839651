import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

// Where a run's inputs come from.

/// What a source of inputs needs of the run.
protocol InputReceiver: AnyObject {
  /// Gives an input that happens now.
  func handle(_ input: Input)
}

/// What a source of sensors needs of the run.
protocol SensorReceiver: AnyObject {
  /// A sensor begins to be read; `device` carries its axes' values at this moment, `identifier` is what the wearer
  /// assigns it by.
  func open(
    _ placement: Placement, _ device: SensorDescription, quirk: Quirk?, identifier: Text
  ) throws(SensorError)
  /// One frame of a sensor's events; `source` is its time on the source's own clock, microseconds.
  func receive(_ placement: Placement, _ frame: [InputEvent], source: Int64)
  func close(_ placement: Placement)
  /// What the run knows of a sensor that it is fed by.
  func describe(_ sensor: inout BusSensor, at placement: Placement)
}

/// Gives a run its sensors: live ones, or a synthetic wearer's.
protocol SensorSource: AnyObject {
  /// Begins to read what there is.
  func begin()
  /// The sensors that there are.
  var sensors: [BusSensor] { get }
}
