import CSystemd
import MonitorScript
import PsoasSystem

@testable import PsoasBus

/// Values of D-Bus messages, made from bytes: of a given signature, or of any.
public struct MessageScript {
  public var script: ByteScript

  public init(_ bytes: UnsafeBufferPointer<UInt8>) { script = ByteScript(bytes) }

  public init(_ script: ByteScript) { self.script = script }

  private static let deepest = 5

  /// Appends values of `expected`, or one time in four of any signature.
  /// - Returns: false if sd-bus refuses a value.
  mutating func append(mostly expected: Text, to message: OpaquePointer) -> Bool {
    append(script.index(4) == 0 ? anySignature() : expected, to: message)
  }

  mutating func anySignature() -> Text {
    var signature = Text()
    for _ in 0..<script.index(6) { signature.append(contentsOf: anyType(depth: 0)) }
    return signature
  }

  private mutating func anyType(depth: Int) -> Text {
    let basic: Text = "ybnqiuxtdsogvsdu"
    let choice = script.index(depth < Self.deepest ? 22 : basic.count)
    if choice < basic.count { return Text([basic[choice]]) }
    switch choice {
    case 16...18: return "a\(anyType(depth: depth + 1))"
    case 19: return "a{sv}"
    case 20: return "a{\(Text([basic[script.index(12)]]))\(anyType(depth: depth + 2))}"
    default:
      var members = anyType(depth: depth + 1)
      for _ in 0..<script.index(4) { members.append(contentsOf: anyType(depth: depth + 1)) }
      return "(\(members))"
    }
  }

  /// Appends a value of each complete type of a signature.
  mutating func append(_ signature: Text, to message: OpaquePointer, depth: Int = 0) -> Bool {
    var rest = signature[...]
    while let type = rest.first {
      let length = Self.length(of: rest)
      let contents = Text(rest.dropFirst().prefix(length - 1))
      guard append(type, contents, to: message, depth) else { return false }
      rest = rest.dropFirst(length)
    }
    return true
  }

  /// The bytes of the first complete type of a signature.
  private static func length(of signature: Text.SubSequence) -> Int {
    guard let first = signature.first else { return 0 }
    if first == UInt8(ascii: "a") { return 1 + length(of: signature.dropFirst()) }
    guard first == UInt8(ascii: "(") || first == UInt8(ascii: "{") else { return 1 }
    var (depth, count) = (0, 0)
    for byte in signature {
      count += 1
      if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: ")") || byte == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0 { break }
    }
    return count
  }

  private mutating func append(_ type: UInt8, _ contents: Text, to message: OpaquePointer, _ depth: Int) -> Bool {
    switch type {
    case UInt8(ascii: "s"): return append(string: text(), BusType.string, to: message)
    case UInt8(ascii: "o"): return append(string: path(), BusType.objectPath, to: message)
    case UInt8(ascii: "g"): return append(string: "a{sv}", CChar(bitPattern: type), to: message)
    case UInt8(ascii: "y"): return append(script.byte(), type, to: message)
    case UInt8(ascii: "b"): return append(Int32(script.flag() ? 1 : 0), type, to: message)
    case UInt8(ascii: "n"), UInt8(ascii: "q"): return append(UInt16(truncatingIfNeeded: whole()), type, to: message)
    case UInt8(ascii: "i"), UInt8(ascii: "u"): return append(UInt32(truncatingIfNeeded: whole()), type, to: message)
    case UInt8(ascii: "x"), UInt8(ascii: "t"): return append(whole(), type, to: message)
    case UInt8(ascii: "d"): return append(real(), type, to: message)
    case UInt8(ascii: "h"): return append(Int32(0), type, to: message)
    case UInt8(ascii: "v"):
      let signature = depth < Self.deepest ? variantType() : "b"
      return container(BusType.variant, signature, message) { $0.append(signature, to: message, depth: depth + 1) }
    case UInt8(ascii: "a"):
      return container(BusType.array, contents, message) { script in
        let count = depth < Self.deepest ? script.elementCount() : 0
        for _ in 0..<count where !script.append(contents, to: message, depth: depth + 1) { return false }
        return true
      }
    case UInt8(ascii: "("):
      let members = Text(contents.dropLast())
      return container(BusType.structure, members, message) { $0.append(members, to: message, depth: depth + 1) }
    case UInt8(ascii: "{"):
      let members = Text(contents.dropLast())
      return container(BusType.dictionaryEntry, members, message) { script in
        members == "sv" ? script.appendEntry(to: message, depth) : script.append(members, to: message, depth: depth + 1)
      }
    default: return false
    }
  }

  /// The key of a dictionary that Psoas reads, mostly with a value of its type.
  private mutating func appendEntry(to message: OpaquePointer, _ depth: Int) -> Bool {
    guard script.index(8) > 0 else { return append("sv", to: message, depth: depth + 1) }
    let (key, type) = script.element(Self.entries)
    let signature = script.index(8) > 0 ? type : variantType()
    return append(string: key, BusType.string, to: message)
      && container(BusType.variant, signature, message) { $0.append(signature, to: message, depth: depth + 2) }
  }

  private mutating func variantType() -> Text {
    script.element(["s", "d", "u", "t", "i", "b", "x", "as", "ad", "a{sv}", "a(sttt)", "(ii)", "v", "ay"])
  }

  private mutating func elementCount() -> Int {
    let count = script.index(16)
    return count < 12 ? count & 3 : count == 15 ? 40 : 12
  }

  private mutating func container(
    _ type: CChar, _ contents: Text, _ message: OpaquePointer, _ body: (inout MessageScript) -> Bool
  ) -> Bool {
    guard contents.withCString({ sd_bus_message_open_container(message, type, $0) }) >= 0, body(&self) else {
      return false
    }
    return sd_bus_message_close_container(message) >= 0
  }

  private func append(string: Text, _ type: CChar, to message: OpaquePointer) -> Bool {
    string.wellFormed.withCString { sd_bus_message_append_basic(message, type, $0) } >= 0
  }

  private func append<Value: BitwiseCopyable>(_ value: Value, _ type: UInt8, to message: OpaquePointer) -> Bool {
    withUnsafePointer(to: value) { sd_bus_message_append_basic(message, CChar(bitPattern: type), $0) } >= 0
  }
}
