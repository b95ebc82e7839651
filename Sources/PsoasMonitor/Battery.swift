import PsoasSystem

/// The battery of a sensor, as the kernel's power_supply class reports it.
public struct Battery: Equatable, Sendable {
  /// The coarse level; some drivers report nothing else (hid-nintendo).
  public enum Level: UInt8, CaseIterable, Sendable {
    case unknown, critical, low, normal, high, full

    public var name: StaticString {
      switch self {
      case .unknown: "unknown"
      case .critical: "critical"
      case .low: "low"
      case .normal: "normal"
      case .high: "high"
      case .full: "full"
      }
    }
  }

  public enum Status: UInt8, CaseIterable, Sendable {
    case unknown, charging, discharging, notCharging, full

    public var name: StaticString {
      switch self {
      case .unknown: "unknown"
      case .charging: "charging"
      case .discharging: "discharging"
      case .notCharging: "not-charging"
      case .full: "full"
      }
    }
  }

  /// 0 to 100; nil if the driver reports only a level.
  public var percent: Int?
  public var level: Level
  public var status: Status

  public init(percent: Int? = nil, level: Level = .unknown, status: Status = .unknown) {
    self.percent = percent
    self.level = level
    self.status = status
  }

  /// How nearly empty it is.
  enum Shortage: UInt8, Comparable, Sendable {
    case none, low, critical

    static func < (a: Shortage, b: Shortage) -> Bool { a.rawValue < b.rawValue }
  }

  /// Percent at and below which the wearer is warned, and from which the warnings are repeated on the next fall.
  static let lowPercent = 15
  static let criticalPercent = 5
  static let recoveredPercent = 20

  /// None while an external supply is connected.
  var shortage: Shortage {
    guard !isSupplied else { return .none }
    if let percent {
      // hid-playstation reports 0 of unknown status if it cannot read the battery.
      if percent == 0, status == .unknown { return .none }
      return percent <= Battery.criticalPercent ? .critical : percent <= Battery.lowPercent ? .low : .none
    }
    return level == .critical ? .critical : level == .low ? .low : .none
  }

  /// The wearer has been warned of it, or would be.
  public var isLow: Bool { shortage > .none }

  /// It charges, or is clearly above the first warning.
  var hasRecovered: Bool {
    if isSupplied { return true }
    if let percent { return percent >= Battery.recoveredPercent }
    return level.rawValue >= Level.normal.rawValue
  }

  private var isSupplied: Bool { status == .charging || status == .full || status == .notCharging }
}

extension Battery.Level: Named {}
extension Battery.Status: Named {}

extension TextInterpolation {
  public mutating func appendInterpolation(_ battery: Battery) { insert { $0.append(battery) } }
}

extension Text {
  /// Appends `15 %, discharging`, or `low, discharging` where only a level is known.
  public mutating func append(_ battery: Battery) {
    if let percent = battery.percent { self += "\(percent) %" } else { append(battery.level.name) }
    guard battery.status != .unknown else { return }
    self += ", \(battery.status == .notCharging ? "not charging" : battery.status.name)"
  }
}
