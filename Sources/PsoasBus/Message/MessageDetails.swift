import CSystemd
import PsoasMonitor
import PsoasSystem

extension MessageWriter {
  @_disfavoredOverload
  mutating func entry(_ key: StaticString, _ text: Text) { entry(key, "s") { $0.append(text: text) } }
  mutating func entry(_ key: StaticString, _ text: StaticString) { entry(key, "s") { $0.append(text: text) } }
  mutating func entry(_ key: StaticString, _ value: Double) { entry(key, "d") { $0.append(value) } }
  mutating func entry(_ key: StaticString, _ value: Bool) { entry(key, "b") { $0.append(value) } }
  /// `t`, microseconds.
  mutating func entry(_ key: StaticString, seconds: Double) { entry(key, "t") { $0.append(UInt64(micro: seconds)) } }
  /// `u`.
  mutating func entry(_ key: StaticString, _ count: Int) { entry(key, "u") { $0.append(UInt32(clamping: count)) } }
}

/// The parsed entries of an `a{sv}` with simple values.
struct MessageDetails {
  enum Value: Equatable {
    case text(Text)
    case number(Double)
    case flag(Bool)
  }

  private var entries: [(key: Text, value: Value)] = []

  init() {}

  init(_ reader: MessageReader) {
    var found: [(key: Text, value: Value)] = []
    _ = reader.dictionary { key, entry in
      if let value = MessageDetails.variant(entry) { found.append((key, value)) }
    }
    entries = found
  }

  /// The keys, in the order of the message.
  var keys: [Text] { entries.map { $0.key } }

  subscript(key: StaticString) -> Value? {
    for entry in entries where entry.key == key { return entry.value }
    return nil
  }

  func text(_ key: StaticString) -> Text {
    if case .text(let text)? = self[key] { return text }
    return []
  }

  /// Below 9e9, see `MessageReader.quantity`.
  func value(_ key: StaticString) -> Double? { any(key).flatMap { $0.magnitude < 9e9 ? $0 : nil } }

  /// -360 to 360.
  func degrees(_ key: StaticString) -> Double? { value(key).flatMap { $0.magnitude <= 360 ? $0 : nil } }

  /// 0 if there is no entry, or if it is not a count.
  func number(_ key: StaticString) -> Int { any(key).flatMap { UInt32(exactly: $0) }.map { Int($0) } ?? 0 }

  /// For a key that ends in `_us`.
  func seconds(_ key: StaticString) -> Double? { any(key).flatMap { 0..<9e15 ~= $0 ? $0 / 1e6 : nil } }

  func wholeSeconds(_ key: StaticString) -> Int? { seconds(key).flatMap { Int(exactly: $0.rounded()) } }

  func flag(_ key: StaticString) -> Bool { self[key] == .flag(true) }

  private func any(_ key: StaticString) -> Double? {
    if case .number(let value)? = self[key] { return value }
    return nil
  }

  private static func variant(_ reader: MessageReader) -> Value? {
    var value: Value?
    if reader.isNext(variantOf: "s") {
      _ = reader.container(BusType.variant, "s") { value = $0.text().map { .text($0) } }
    } else if reader.isNext(variantOf: "d") {
      _ = reader.container(BusType.variant, "d") { value = $0.double().map { .number($0) } }
    } else if reader.isNext(variantOf: "u") {
      _ = reader.container(BusType.variant, "u") { value = $0.unsigned32().map { .number(Double($0)) } }
    } else if reader.isNext(variantOf: "t") {
      _ = reader.container(BusType.variant, "t") { value = $0.unsigned64().map { .number(Double($0)) } }
    } else if reader.isNext(variantOf: "i") {
      _ = reader.container(BusType.variant, "i") { value = $0.signed32().map { .number(Double($0)) } }
    } else if reader.isNext(variantOf: "b") {
      _ = reader.container(BusType.variant, "b") { value = $0.boolean().map { .flag($0) } }
    }
    return value
  }
}

extension MessageReader {
  func signed32() -> Int32? {
    var value: Int32 = 0
    return sd_bus_message_read_basic(message, BusType.signed32, &value) > 0 ? value : nil
  }

  /// Whether the next value is a variant of this type.
  func isNext(variantOf signature: StaticString) -> Bool {
    var type: CChar = 0
    var contents: UnsafePointer<CChar>?
    guard sd_bus_message_peek_type(message, &type, &contents) > 0, type == BusType.variant else { return false }
    return Text(cString: contents) == signature
  }
}
