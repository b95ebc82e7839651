import PsoasCore
import PsoasSystem

/// Messages to the wearer about the sensors.
extension Monitor {
  /// The last report of a sensor's battery.
  public func battery(of placement: Placement) -> Battery? { sensing.notices[placement].battery }

  /// Why a sensor is believed to be worn elsewhere.
  public func doubt(of placement: Placement) -> PlacementDoubt? { sensing.placements.doubt(of: placement) }

  /// Notes that a sensor stopped, if it was worn.
  /// - Parameter fault: why its readings are not used; nil if it sends none.
  mutating func noteLoss(of placement: Placement, fault: Text? = nil, at time: Instant) {
    guard sensing.channels.values[placement.index].hasReported, wearer.posture.posture != .notWorn else { return }
    sensing.notices[placement].lose(at: time, fault: fault)
  }

  mutating func takeBattery(
    _ battery: Battery?, of placement: Placement, at time: Instant, _ events: inout [TimedEvent]
  ) {
    guard battery != sensing.notices[placement].battery else { return }
    sensing.notices[placement].update(battery)
    if let battery { emit(.battery(placement, battery), at: time, &events) }
  }

  /// Called once per second.
  mutating func notifyWearer(at time: Instant, _ events: inout [TimedEvent]) {
    sensing.placements.update(&sensing.classifier)
    for placement in Placement.allCases {
      var doubt = sensing.placements.doubt(of: placement)
      // One message about two exchanged sensors.
      if placement == .thigh, doubt == .swapped { doubt = nil }
      let isReporting =
        sensing.channels.values[placement.index].isReporting && sensing.channels.values[placement.index].hasReported
      let due = sensing.notices.values[placement.index].due(at: time, isReporting: isReporting, doubt: doubt)
      guard let due, mayDisturb(at: time) else { continue }
      sensing.notices.values[placement.index].note(due)
      emit(.sensorNotice(placement, due), at: time, &events)
    }
  }

  /// Whether a message that is not a reminder may be shown: not in a pause, outside the working hours or in a quiet
  /// period.
  private mutating func mayDisturb(at time: Instant) -> Bool {
    let held: PauseReasons = [
      .paused, .locked, .inhibited, .doNotDisturb, .fullScreen, .outsideHours, .afterResume,
    ]
    return coaching.coach.pauseReasons(situation(at: time)).isDisjoint(with: held)
  }
}
