import PsoasMonitor
import PsoasSystem

/// The identifier by which a wearer assigns a sensor: `VENDOR:PRODUCT:REST`, ASCII, lower case, the same after
/// reconnecting.
///
/// REST is the device's serial number or Bluetooth address if the driver provides one, written with hyphens
/// (`057e:2006:dc-68-eb-11-22-33`); it is independent of the port. Otherwise it is `at-` and eight hexadecimal digits
/// computed from the device's name and port (`054c:0268:at-5f3a11c0`): such a sensor is recognized at the same port
/// only.
public enum SensorIdentifier {
  /// - Parameters:
  ///   - unique: the device's serial number or address, empty if there is none.
  ///   - place: the device's port: its `phys`, otherwise the path below /sys.
  public static func make(vendor: UInt16, product: UInt16, unique: Text, name: Text, place: Text) -> Text {
    var text = Text()
    appendHex(UInt32(vendor), digits: 4, to: &text)
    text.append(":")
    appendHex(UInt32(product), digits: 4, to: &text)
    text.append(":")
    if unique.isEmpty {
      text.append("at-")
      var key = name
      key += "\n\(place)"
      appendHex(hash(key), digits: 8, to: &text)
    } else {
      text.append(contentsOf: unique.map(plain))
    }
    return text
  }

  /// Whether a text has the format of an identifier.
  public static func isOne(_ text: Text) -> Bool {
    let parts = text.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[2].isEmpty, text.count <= 200 else { return false }
    return parts[0].count == 4 && parts[1].count == 4 && (parts[0] + parts[1]).allSatisfy(isHexDigit)
      && parts[2].allSatisfy { plain($0) != UInt8(ascii: "-") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }

  /// Whether two identifiers mean the same sensor: case is ignored, and an address may have colons or hyphens.
  public static func same(_ a: Text, _ b: Text) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { plain($0) == plain($1) }
  }

  /// The part of a sysfs path that stays the same when the device is reconnected at the same port: sequence numbers of
  /// the kernel (`input7/event3`, the `.0004` of `0003:054C:0CE6.0004`) are removed.
  public static func port(_ systemPath: Text) -> Text {
    var port = Text()
    var part = Text()
    for byte in systemPath + [UInt8(ascii: "/")] {
      guard byte == UInt8(ascii: "/") else {
        part.append(byte)
        continue
      }
      if part == "input" { break }
      let isNumbered = part.starts(with: Text(cString: "input")) && part.dropFirst(5).allSatisfy(isDigit)
      if !part.isEmpty, !isNumbered {
        port.append("/")
        port.append(contentsOf: part.prefix { $0 != UInt8(ascii: ".") || !isHID(part) })
      }
      part.removeAll(keepingCapacity: true)
    }
    return port
  }

  /// `0003:054C:0CE6.0004`: bus, vendor and product, then the sequence number.
  private static func isHID(_ part: Text) -> Bool {
    part.count == 19 && part[4] == UInt8(ascii: ":") && part[9] == UInt8(ascii: ":") && part[14] == UInt8(ascii: ".")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func plain(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
    case UInt8(ascii: "."), UInt8(ascii: "_"): byte
    default: UInt8(ascii: "-")
    }
  }

  /// FNV-1a, 32 bits (RFC 9923): the same in every run, unlike `Hasher`.
  private static func hash(_ bytes: Text) -> UInt32 {
    var hash: UInt32 = 0x811C_9DC5
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    return hash
  }

  private static func appendHex(_ value: UInt32, digits: Int, to text: inout Text) {
    for digit in (0..<digits).reversed() { text.append(UInt8.hexDigit(UInt8((value >> UInt32(4 * digit)) & 15))) }
  }
}
