import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A sensor as the bus shows it: one that is here, or one that is assigned and away.
public struct BusSensor: Equatable, Sendable {
  /// What the wearer assigns a placement to.
  public var identifier: Bytes
  /// As the device says it; empty for one that has not been seen.
  public var name: Bytes
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
  public var problem = Bytes()

  public init(identifier: Bytes, name: Bytes, placement: Placement?) {
    self.identifier = identifier
    self.name = name
    self.placement = placement
  }
}

/// The properties of org.psoas.Psoas1.Sensor.
enum SensorProperty: UInt8, CaseIterable {
  case identifier, name, placement, connected, reading, silent, hasGyroscope, builtIn, rate, problem

  var name: StaticString {
    switch self {
    case .identifier: "Identifier"
    case .name: "Name"
    case .placement: "Placement"
    case .connected: "Connected"
    case .reading: "Reading"
    case .silent: "Silent"
    case .hasGyroscope: "HasGyroscope"
    case .builtIn: "BuiltIn"
    case .rate: "Rate"
    case .problem: "Problem"
    }
  }

  var signature: StaticString {
    switch self {
    case .identifier, .name, .placement, .problem: "s"
    case .connected, .reading, .silent, .hasGyroscope, .builtIn: "b"
    case .rate: "d"
    }
  }

  var announcement: Announcement {
    switch self {
    case .identifier, .builtIn: .constant
    case .name, .placement, .connected, .reading, .silent, .hasGyroscope, .problem: .always
    // It changes all the time; who wants it asks.
    case .rate: .never
    }
  }

  func write(_ sensor: BusSensor, to writer: inout MessageWriter) {
    switch self {
    case .identifier: writer.append(text: sensor.identifier)
    case .name: writer.append(text: sensor.name)
    case .placement: writer.append(text: sensor.placement?.name ?? "")
    case .connected: writer.append(sensor.isConnected)
    case .reading: writer.append(sensor.isReading)
    case .silent: writer.append(sensor.isSilent)
    case .hasGyroscope: writer.append(sensor.hasGyroscope)
    case .builtIn: writer.append(sensor.isBuiltIn)
    case .rate: writer.append(sensor.rate)
    case .problem: writer.append(text: sensor.problem)
    }
  }

  /// Whether the change from `old` to `new` is news.
  func differs(_ old: BusSensor, _ new: BusSensor) -> Bool {
    switch self {
    case .identifier, .builtIn, .rate: false
    case .name: old.name != new.name
    case .placement: old.placement != new.placement
    case .connected: old.isConnected != new.isConnected
    case .reading: old.isReading != new.isReading
    case .silent: old.isSilent != new.isSilent
    case .hasGyroscope: old.hasGyroscope != new.hasGyroscope
    case .problem: old.problem != new.problem
    }
  }

  static func named(_ name: UnsafePointer<CChar>?) -> SensorProperty? {
    let bytes = Bytes(cString: name)
    for property in allCases where bytes.equals(property.name) { return property }
    return nil
  }
}
