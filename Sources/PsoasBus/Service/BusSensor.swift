import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A sensor as the bus shows it: one that is here, or one that is assigned and away.
public struct BusSensor: Equatable, Sendable {
  /// What the wearer assigns a placement to.
  public var identifier: Text
  /// The name that the device reports; empty for a device that has not been seen.
  public var name: Text
  /// Where it is worn, by assignment or because it is the only one here.
  public var placement: Placement?
  public var isConnected = true
  /// The daemon reads it.
  public var isReading = false
  /// It is read and has sent nothing for more than two seconds.
  public var isSilent = false
  public var hasGyroscope = false
  /// Part of the machine: never worn by itself.
  public var isBuiltIn = false
  /// Samples a second over the last second; 0 where it is not read.
  public var rate = 0.0
  /// Why it cannot be read, with what to do; empty where it can.
  public var problem = Text()

  public init(identifier: Text, name: Text, placement: Placement?) {
    self.identifier = identifier
    self.name = name
    self.placement = placement
  }
}

/// The properties of org.psoas.Psoas1.Sensor, a row each.
extension BusSensor {
  static let properties: [BusProperty<BusSensor>] = [
    .text("Identifier", .constant, { $0.identifier }),
    .text("Name", .always, { $0.name }),
    .word("Placement", .always, { $0.placement?.name ?? "" }),
    .flag("Connected", .always, { $0.isConnected }),
    .flag("Reading", .always, { $0.isReading }),
    .flag("Silent", .always, { $0.isSilent }),
    .flag("HasGyroscope", .always, { $0.hasGyroscope }),
    .flag("BuiltIn", .constant, { $0.isBuiltIn }),
    .number("Rate", { $0.rate }),
    .text("Problem", .always, { $0.problem }),
  ]
}
