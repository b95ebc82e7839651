import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// The sensors as objects below /org/psoas/Psoas1/sensor, each with org.psoas.Psoas1.Sensor.
///
/// The path of a sensor is its identifier encoded by sd_bus_path_encode(3): it stays the same after reconnecting.
final class SensorObjects {
  /// Limits the number of objects, far above the number of worn sensors.
  private static let limit = 64

  private let connection: BusConnection
  private let table = VTable(
    BusSensor.properties.map { property in
      .property(property.name, property.signature, property.announcement) { _, _, _, name, reply, userdata, _ in
        SensorObject.write(name, to: reply, userdata)
      }
    })
  private var objects: [SensorObject] = []

  init(_ connection: BusConnection) { self.connection = connection }

  // Before the table that they refer to.
  deinit { objects.removeAll() }

  /// Sets the current sensors, and signals added, removed and changed objects.
  func update(_ sensors: [BusSensor]) {
    var sensors = sensors
    if sensors.count > Self.limit { sensors.removeLast(sensors.count - Self.limit) }
    var kept: [SensorObject] = []
    var fresh: [SensorObject] = []
    for sensor in sensors {
      // Two devices may have the same identifier; the second is not shown.
      if kept.contains(where: { $0.sensor.identifier == sensor.identifier })
        || fresh.contains(where: { $0.sensor.identifier == sensor.identifier })
      {
        continue
      }
      if let object = objects.first(where: { $0.sensor.identifier == sensor.identifier && $0.isSame(sensor) }) {
        object.update(sensor, connection)
        kept.append(object)
      } else {
        fresh.append(SensorObject(sensor))
      }
    }
    for object in objects where !kept.contains(where: { $0 === object }) { object.hide(connection) }
    for object in fresh where object.show(connection, table.entries.baseAddress) { kept.append(object) }
    objects = kept
  }
}

/// One sensor on the bus.
private final class SensorObject {
  private(set) var sensor: BusSensor
  private var path = Text()
  private var slot: BusSlot?

  init(_ sensor: BusSensor) { self.sensor = sensor }

  /// Whether the constant properties are unchanged.
  func isSame(_ new: BusSensor) -> Bool { sensor.isBuiltIn == new.isBuiltIn }

  func show(_ connection: BusConnection, _ entries: UnsafePointer<sd_bus_vtable>?) -> Bool {
    var encoded: UnsafeMutablePointer<CChar>?
    let result = sensor.identifier.wellFormed.withCString {
      sd_bus_path_encode(ServiceName.sensors.cString, $0, &encoded)
    }
    guard result >= 0, let encoded else { return false }
    path = Text(cString: encoded)
    free(encoded)
    return path.withCString { path in
      slot = try? BusSlot.make("sd_bus_add_object_vtable") {
        sd_bus_add_object_vtable(
          connection.bus, &$0, path, ServiceName.sensor.cString, entries, Unmanaged.passUnretained(self).toOpaque())
      }
      guard slot != nil else { return false }
      sd_bus_emit_object_added(connection.bus, path)
      return true
    }
  }

  func hide(_ connection: BusConnection) {
    _ = path.withCString { sd_bus_emit_object_removed(connection.bus, $0) }
    slot = nil
  }

  func update(_ new: BusSensor, _ connection: BusConnection) {
    let old = sensor
    sensor = new
    var changed: [UnsafeMutablePointer<CChar>?] = []
    for property in BusSensor.properties where property.announcement == .always && property.differs(old, new) {
      changed.append(UnsafeMutablePointer(mutating: property.name.cString))
    }
    guard !changed.isEmpty else { return }
    changed.append(nil)
    _ = path.withCString {
      sd_bus_emit_properties_changed_strv(connection.bus, $0, ServiceName.sensor.cString, &changed)
    }
  }

  static func write(
    _ name: UnsafePointer<CChar>?, to reply: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?
  ) -> Int32 {
    guard let reply, let userdata, let property = BusSensor.properties.named(Text(cString: name))
    else { return -EINVAL }
    var writer = MessageWriter(reply)
    property.write(Unmanaged<SensorObject>.fromOpaque(userdata).takeUnretainedValue().sensor, &writer)
    return writer.result
  }
}
