import PsoasCore
import PsoasSystem

/// A message to the wearer about a sensor.
public enum SensorNotice: Equatable, Sendable {
  /// It has sent nothing for a minute, although it was worn.
  case lost
  /// Its readings have not been usable for a minute, for this reason.
  case faulty(Text)
  /// It sends usable data again after `lost` or `faulty`.
  case returned
  case batteryLow(Battery)
  case batteryCritical(Battery)
  /// Its movement contradicts its placement.
  case misplaced(PlacementDoubt)

  public var name: StaticString {
    switch self {
    case .lost: "lost"
    case .faulty: "faulty"
    case .returned: "returned"
    case .batteryLow: "battery-low"
    case .batteryCritical: "battery-critical"
    case .misplaced(.swapped): "swapped"
    case .misplaced(.swings): "swings"
    case .misplaced(.doesNotSwing): "does-not-swing"
    }
  }
}

/// Decides which messages the wearer gets about one sensor, each once. It keeps its state while the sensor is
/// disconnected.
struct SensorNotices: Equatable, Sendable {
  /// Seconds without data after which a worn sensor is reported: Bluetooth reconnects within some ten seconds.
  static let patience = 60.0

  /// Since when the sensor has been missing.
  private var missingSince: Instant?
  /// Why its readings are not used; nil if it sends none.
  private var fault: Text?
  private var hasReportedLoss = false
  private(set) var battery: Battery?
  private var reportedShortage = Battery.Shortage.none
  private var reportedDoubt: PlacementDoubt?

  /// The sensor stopped while it was worn.
  /// - Parameter fault: why its readings are not used; nil if it sends none.
  mutating func lose(at time: Instant, fault: Text? = nil) {
    self.fault = fault
    if missingSince == nil { missingSince = time }
  }

  /// The sensor is no longer assigned, or another user has the seat: this is not a loss.
  mutating func release() {
    missingSince = nil
    hasReportedLoss = false
    battery = nil
  }

  /// The system was suspended: a wireless sensor needs time to reconnect.
  mutating func resume(at time: Instant) {
    if missingSince != nil { missingSince = time }
  }

  mutating func update(_ battery: Battery?) {
    self.battery = battery
    if battery?.hasRecovered ?? false { reportedShortage = .none }
  }

  /// The message that is due; it stays due until `note` receives it, or until it is no longer true. Call it once per
  /// second.
  /// - Parameters:
  ///   - isReporting: the sensor sends data.
  ///   - doubt: the reason to believe that it is worn elsewhere.
  mutating func due(at time: Instant, isReporting: Bool, doubt: PlacementDoubt?) -> SensorNotice? {
    if isReporting, !hasReportedLoss { missingSince = nil }
    if doubt == nil { reportedDoubt = nil }
    if let missingSince {
      if isReporting { return .returned }
      if !hasReportedLoss, time.seconds(since: missingSince) >= SensorNotices.patience {
        return fault.map { .faulty($0) } ?? .lost
      }
    }
    if let battery, battery.shortage > reportedShortage {
      return battery.shortage == .critical ? .batteryCritical(battery) : .batteryLow(battery)
    }
    if let doubt, doubt != reportedDoubt { return .misplaced(doubt) }
    return nil
  }

  /// The message was shown.
  mutating func note(_ notice: SensorNotice) {
    switch notice {
    case .lost, .faulty: hasReportedLoss = true
    case .returned:
      hasReportedLoss = false
      missingSince = nil
    case .batteryLow: reportedShortage = .low
    case .batteryCritical: reportedShortage = .critical
    case .misplaced(let doubt): reportedDoubt = doubt
    }
  }
}
