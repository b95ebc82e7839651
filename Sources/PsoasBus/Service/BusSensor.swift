import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A sensor on the bus: one that is connected, or one that is assigned and absent.
public struct BusSensor: Equatable, Sendable {
  /// The identifier that a placement is assigned to.
  public var identifier: Text
  /// The name reported by the device; empty for a device that has not been seen.
  public var name: Text
  /// Its placement, by assignment or because it is the only sensor.
  public var placement: Placement?
  public var isConnected = true
  /// The daemon reads it.
  public var isReading = false
  /// It is read, and has sent nothing usable for more than two seconds.
  public var isSilent = false
  public var hasGyroscope = false
  /// Built into the machine: never chosen automatically.
  public var isBuiltIn = false
  /// Samples per second over the last second; 0 if it is not read.
  public var rate = 0.0
  /// nil if it reports none.
  public var battery: Battery?
  /// Why it cannot be read or used, or seems to be worn elsewhere, and the remedy; empty if it can.
  public var problem = Text()

  public init(identifier: Text, name: Text, placement: Placement?) {
    self.identifier = identifier
    self.name = name
    self.placement = placement
  }
}

/// The properties of org.psoas.Psoas1.Sensor, one row each.
extension BusSensor {
  static let properties: [BusProperty<BusSensor>] = [
    .text("Identifier", .constant, { $0.identifier }, { $0.identifier = $1 }),
    .text("Name", .always, { $0.name }, { $0.name = $1 }),
    .word("Placement", .always, { $0.placement?.name ?? "" }, { $0.placement = Placement(name: $1) }),
    .flag("Connected", .always, { $0.isConnected }, { $0.isConnected = $1 }),
    .flag("Reading", .always, { $0.isReading }, { $0.isReading = $1 }),
    .flag("Silent", .always, { $0.isSilent }, { $0.isSilent = $1 }),
    .flag("HasGyroscope", .always, { $0.hasGyroscope }, { $0.hasGyroscope = $1 }),
    .flag("BuiltIn", .constant, { $0.isBuiltIn }, { $0.isBuiltIn = $1 }),
    .number("Rate", { $0.rate }, { $0.rate = (0..<9e9).contains($1) ? $1 : 0 }),
    BusProperty(
      name: "BatteryPercent", signature: "i", announcement: .always,
      write: { $1.append(Int32(clamping: $0.battery?.percent ?? -1)) },
      differs: { $0.battery?.percent != $1.battery?.percent },
      read: { reader, sensor in
        if let percent = reader.signed32(), 0...100 ~= percent { sensor.setBattery { $0.percent = Int(percent) } }
      }),
    .word(
      "BatteryLevel", .always, { $0.battery?.level.name ?? "" },
      { sensor, name in
        if let level = Battery.Level(name: name) { sensor.setBattery { $0.level = level } }
      }),
    .word(
      "BatteryStatus", .always, { $0.battery?.status.name ?? "" },
      { sensor, name in
        if let status = Battery.Status(name: name) { sensor.setBattery { $0.status = status } }
      }),
    .text("Problem", .always, { $0.problem }, { $0.problem = $1 }),
  ]
}

extension BusSensor {
  /// Sets a part of the battery's state.
  fileprivate mutating func setBattery(_ change: (inout Battery) -> Void) {
    var known = battery ?? Battery()
    change(&known)
    battery = known
  }
}
