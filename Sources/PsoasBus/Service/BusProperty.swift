import PsoasMonitor
import PsoasSystem

/// A property of an interface. Its row in the table defines it completely. `Object` is the type that the interface
/// exposes.
struct BusProperty<Object: Sendable>: Sendable {
  let name: StaticString
  let signature: StaticString
  let announcement: Announcement
  let write: @Sendable (Object, inout MessageWriter) -> Void
  /// Whether a change from the first to the second value is signalled.
  var differs: @Sendable (Object, Object) -> Bool = { _, _ in false }
  /// Copies the first value to the second, if their difference is too small to be signalled.
  var keep: @Sendable (Object, inout Object) -> Void = { _, _ in }
  /// For clients; nil if no client reads it.
  var read: (@Sendable (MessageReader, inout Object) -> Void)?
}

extension BusProperty {
  typealias Get<Value> = @Sendable (Object) -> Value
  typealias Set<Value> = @Sendable (inout Object, Value) -> Void

  static func text(
    _ name: StaticString, _ announcement: Announcement, _ get: @escaping Get<Text>, _ set: Set<Text>? = nil
  ) -> BusProperty {
    var property = BusProperty(
      name: name, signature: "s", announcement: announcement, write: { $1.append(text: get($0)) },
      differs: { get($0) != get($1) })
    if let set { property.read = { reader, object in if let text = reader.text() { set(&object, text) } } }
    return property
  }

  /// A name from a fixed set.
  static func word(
    _ name: StaticString, _ announcement: Announcement, _ get: @escaping Get<StaticString>, _ set: Set<Text>? = nil
  ) -> BusProperty { text(name, announcement, { Text(get($0)) }, set) }

  static func flag(
    _ name: StaticString, _ announcement: Announcement, _ get: @escaping Get<Bool>, _ set: Set<Bool>? = nil
  ) -> BusProperty {
    var property = BusProperty(
      name: name, signature: "b", announcement: announcement, write: { $1.append(get($0)) },
      differs: { get($0) != get($1) })
    if let set { property.read = { reader, object in if let flag = reader.boolean() { set(&object, flag) } } }
    return property
  }

  /// A number that changes continuously. Clients read it on demand; no change signal is emitted.
  static func number(_ name: StaticString, _ get: @escaping Get<Double>, _ set: Set<Double>? = nil) -> BusProperty {
    var property = BusProperty(
      name: name, signature: "d", announcement: .never, write: { $1.append(get($0)) })
    if let set { property.read = { reader, object in if let number = reader.double() { set(&object, number) } } }
    return property
  }

  /// A number of things that changes continuously. Clients read it on demand; no change signal is emitted.
  static func count(_ name: StaticString, _ get: @escaping Get<UInt32>, _ set: @escaping Set<UInt32>) -> BusProperty {
    var property = BusProperty(name: name, signature: "u", announcement: .never, write: { $1.append(get($0)) })
    property.read = { reader, object in if let count = reader.unsigned32() { set(&object, count) } }
    return property
  }

  /// Microseconds that change continuously. Clients read them on demand; no change signal is emitted.
  static func duration(_ name: StaticString, _ get: @escaping Get<UInt64>, _ set: @escaping Set<UInt64>) -> BusProperty
  {
    var property = BusProperty(
      name: name, signature: "t", announcement: .never, write: { $1.append(get($0)) })
    property.read = { reader, object in if let time = reader.microseconds() { set(&object, time) } }
    return property
  }

  /// Microseconds since 1970-01-01 UTC; 0 for none. A time that moves by less than a second counts as unchanged.
  static func moment(_ name: StaticString, _ get: @escaping Get<UInt64>, _ set: @escaping Set<UInt64>) -> BusProperty {
    var property = duration(name, get, set)
    property = BusProperty(
      name: name, signature: "t", announcement: .always, write: property.write, read: property.read)
    property.differs = { old, new in
      let (a, b) = (get(old), get(new))
      return (a == 0) != (b == 0) || max(a, b) - min(a, b) >= 1_000_000
    }
    property.keep = { old, new in set(&new, get(old)) }
    return property
  }
}

extension [BusProperty<BusStatus>] {
  func named(_ name: Text) -> BusProperty<BusStatus>? { first { name == $0.name } }
}

extension [BusProperty<BusSensor>] {
  func named(_ name: Text) -> BusProperty<BusSensor>? { first { name == $0.name } }
}
