import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// Writes values to a D-Bus message. After the first failure, which is kept, nothing more is written.
struct MessageWriter {
  let message: OpaquePointer
  /// 0 or more, or a negative errno.
  private(set) var result: Int32 = 0

  init(_ message: OpaquePointer) { self.message = message }

  /// `s`: bytes that are not UTF-8 become U+FFFD.
  @_disfavoredOverload
  mutating func append(text: Text) {
    step { message in text.wellFormed.withCString { sd_bus_message_append_basic(message, BusType.string, $0) } }
  }

  mutating func append(text: StaticString) {
    step { sd_bus_message_append_basic($0, BusType.string, text.cString) }
  }

  /// `o`.
  mutating func append(path: StaticString) {
    step { sd_bus_message_append_basic($0, BusType.objectPath, path.cString) }
  }

  mutating func append(_ value: Double) { append(BusType.double, value) }
  mutating func append(_ value: UInt64) { append(BusType.unsigned64, value) }
  mutating func append(_ value: Int64) { append(BusType.signed64, value) }
  mutating func append(_ value: UInt32) { append(BusType.unsigned32, value) }
  mutating func append(_ value: Int32) { append(BusType.signed32, value) }
  mutating func append(_ value: UInt8) { append(BusType.byte, value) }

  /// A D-Bus boolean is passed as an int.
  mutating func append(_ value: Bool) { append(BusType.boolean, Int32(value ? 1 : 0)) }

  private mutating func append<Value: BitwiseCopyable>(_ type: CChar, _ value: Value) {
    step { message in withUnsafePointer(to: value) { sd_bus_message_append_basic(message, type, $0) } }
  }

  /// `as`.
  mutating func append(_ texts: [Text]) {
    container(BusType.array, "s") { array in
      for text in texts { array.append(text: text) }
    }
  }

  /// Writes the values of `body` into a container.
  mutating func container(_ type: CChar, _ contents: StaticString, _ body: (inout MessageWriter) -> Void) {
    step { sd_bus_message_open_container($0, type, contents.cString) }
    body(&self)
    step { sd_bus_message_close_container($0) }
  }

  /// One entry of an `a{sv}`.
  mutating func entry(_ key: StaticString, _ signature: StaticString, _ value: (inout MessageWriter) -> Void) {
    container(BusType.dictionaryEntry, "sv") { writer in
      writer.append(text: key)
      writer.container(BusType.variant, signature, value)
    }
  }

  /// Nothing more is written, and the message is not sent.
  mutating func fail() { step { _ in -EINVAL } }

  private mutating func step(_ call: (OpaquePointer) -> Int32) {
    guard result >= 0 else { return }
    result = call(message)
  }
}

/// Reads the values of a D-Bus message in order; nil if the next one has another type or if there is none.
struct MessageReader {
  let message: OpaquePointer

  init(_ message: OpaquePointer) { self.message = message }

  /// The name of the method or signal.
  var member: Text { Text(cString: sd_bus_message_get_member(message)) }

  /// The object that is called, or that sends the signal.
  var objectPath: Text { Text(cString: sd_bus_message_get_path(message)) }

  /// The unique name of the caller.
  var sender: Text { Text(cString: sd_bus_message_get_sender(message)) }

  func text() -> Text? {
    var text: UnsafePointer<CChar>?
    guard sd_bus_message_read_basic(message, BusType.string, &text) > 0, let text else { return nil }
    return Text(cString: text)
  }

  /// An object path.
  func path() -> Text? {
    var path: UnsafePointer<CChar>?
    guard sd_bus_message_read_basic(message, BusType.objectPath, &path) > 0, let path else { return nil }
    return Text(cString: path)
  }

  /// A file descriptor, owned and closed by the message.
  func descriptor() -> Int32? { read(BusType.descriptor, -1) }

  func double() -> Double? { read(BusType.double, 0.0) }
  func unsigned32() -> UInt32? { read(BusType.unsigned32, 0) }
  func unsigned64() -> UInt64? { read(BusType.unsigned64, 0) }
  func signed64() -> Int64? { read(BusType.signed64, 0) }
  func boolean() -> Bool? { read(BusType.boolean, Int32(0)).map { $0 != 0 } }

  /// Calls `body` inside a container; false if there is none.
  func container(_ type: CChar, _ contents: StaticString, _ body: (MessageReader) -> Void) -> Bool {
    guard sd_bus_message_enter_container(message, type, contents.cString) > 0 else { return false }
    body(self)
    return sd_bus_message_exit_container(message) >= 0
  }

  /// Calls `body` with each key of an `a{sv}`; it may read the variant or leave it.
  func dictionary(_ body: (Text, MessageReader) -> Void) -> Bool {
    container(BusType.array, "{sv}") { array in
      while array.container(
        BusType.dictionaryEntry, "sv",
        { entry in
          guard let key = entry.text() else { return }
          body(key, entry)
          // Skips nothing if `body` has read the value.
          sd_bus_message_skip(entry.message, nil)
        })
      {}
    }
  }

  private func read<Value: BitwiseCopyable>(_ type: CChar, _ initial: Value) -> Value? {
    var value = initial
    return sd_bus_message_read_basic(message, type, &value) > 0 ? value : nil
  }
}

/// The type codes of the D-Bus specification.
enum BusType {
  static let byte = CChar(bitPattern: UInt8(ascii: "y"))
  static let boolean = CChar(bitPattern: UInt8(ascii: "b"))
  static let signed32 = CChar(bitPattern: UInt8(ascii: "i"))
  static let unsigned32 = CChar(bitPattern: UInt8(ascii: "u"))
  static let signed64 = CChar(bitPattern: UInt8(ascii: "x"))
  static let unsigned64 = CChar(bitPattern: UInt8(ascii: "t"))
  static let double = CChar(bitPattern: UInt8(ascii: "d"))
  static let string = CChar(bitPattern: UInt8(ascii: "s"))
  static let objectPath = CChar(bitPattern: UInt8(ascii: "o"))
  static let descriptor = CChar(bitPattern: UInt8(ascii: "h"))
  static let structure = CChar(bitPattern: UInt8(ascii: "r"))
  static let array = CChar(bitPattern: UInt8(ascii: "a"))
  static let variant = CChar(bitPattern: UInt8(ascii: "v"))
  static let dictionaryEntry = CChar(bitPattern: UInt8(ascii: "e"))
}
