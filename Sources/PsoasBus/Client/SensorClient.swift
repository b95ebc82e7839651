import CSystemd
import PsoasMonitor
import PsoasSystem

extension BusClient {
  /// The daemon's sensors: those that are connected, and those that are assigned and absent.
  public func sensors() throws(BusError) -> [BusSensor] {
    try call("GetManagedObjects", interface: "org.freedesktop.DBus.ObjectManager") { $0.sensors() }
  }
}

extension MessageReader {
  /// Reads an `a{oa{sa{sv}}}`: the objects that are sensors.
  func sensors() -> [BusSensor]? {
    var sensors: [BusSensor] = []
    let isWhole = container(BusType.array, "{oa{sa{sv}}}") { objects in
      while objects.container(
        BusType.dictionaryEntry, "oa{sa{sv}}",
        { object in
          _ = object.path()
          if let sensor = BusSensor(interfaces: object) { sensors.append(sensor) }
        })
      {}
    }
    return isWhole ? sensors : nil
  }
}

extension BusSensor {
  /// Reads the interfaces of an object, `a{sa{sv}}`; nil if it is not a sensor.
  fileprivate init?(interfaces reader: MessageReader) {
    var sensor: BusSensor?
    _ = reader.container(BusType.array, "{sa{sv}}") { interfaces in
      while interfaces.container(
        BusType.dictionaryEntry, "sa{sv}",
        { interface in
          guard interface.text().map({ $0 == ServiceName.sensor }) == true else {
            sd_bus_message_skip(interface.message, "a{sv}")
            return
          }
          var read = BusSensor(identifier: Text(), name: Text(), placement: nil)
          let isWhole = interface.dictionary { key, entry in
            guard let property = BusSensor.properties.named(key), let set = property.read else { return }
            _ = entry.container(BusType.variant, property.signature) { set($0, &read) }
          }
          if isWhole { sensor = read }
        })
      {}
    }
    guard let sensor else { return nil }
    self = sensor
  }
}
