import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

// The sources of a run's inputs.

/// The part of the run that a source of inputs uses.
protocol InputReceiver: AnyObject {
  /// Handles an input that occurs now.
  func handle(_ input: Input)
}

/// The part of the run that a source of sensors uses.
protocol SensorReceiver: AnyObject {
  /// A sensor is being read; `device` has its current axis values, and the wearer assigns it by `identifier`.
  func open(
    _ placement: Placement, _ device: SensorDescription, quirk: Quirk?, identifier: Text
  ) throws(SensorError)
  /// One frame of a sensor's events; `source` is its time on the source's own clock, in microseconds.
  func receive(_ placement: Placement, _ frame: [InputEvent], source: Int64)
  /// `isReleased`: the sensor is still connected, but no longer assigned, or another user has the seat.
  func close(_ placement: Placement, isReleased: Bool)
  func report(_ battery: Battery?, of placement: Placement)
  /// Fills in the run's data about a sensor.
  func describe(_ sensor: inout BusSensor, at placement: Placement)
}

/// Provides a run's sensors: live ones, or those of a synthetic wearer.
protocol SensorSource: AnyObject {
  /// Starts reading the sensors.
  func begin()
  /// The sensors that are present.
  var sensors: [BusSensor] { get }
}
