import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Writes a device description and its events in evemu's format 1.3.
enum EvemuText {
  /// The start of the file. The axis values at opening are in comments, as evemu-record writes them.
  static func append(_ device: SensorDescription, to text: inout Text) {
    let name = oneLine(device.name)
    text.append("# EVEMU 1.3\n# Input device name: \"")
    text.append(name)
    text.append("\"\n# Supported events:\n#   Event type 3 (EV_ABS)\n")
    for axis in device.axes {
      text.append("#     Event code ")
      text.append(Int(axis.code))
      text.append("\n#       Value ")
      text.append(Int(axis.value))
      text.append("\n")
    }
    text.append("N: ")
    text.append(name)
    text.append("\nI:")
    for number in [device.bus, device.vendor, device.product, device.version] {
      text.append(" ")
      text.append(hexadecimal: number, digits: 4)
    }
    text.append("\nP:")
    text.append(mask: UInt64(device.properties))
    // The event types, as EVIOCGBIT(0) returns them: synchronization and those below.
    let kinds: UInt64 = 1 | 1 << UInt64(Evdev.absolute) | (device.isStamped ? 1 << UInt64(Evdev.miscellaneous) : 0)
    text.append("B: 00")
    text.append(mask: kinds)
    var axes: UInt64 = 0
    for axis in device.axes where axis.code < 64 { axes |= 1 << UInt64(axis.code) }
    text.append("B: 03")
    text.append(mask: axes)
    text.append("B: 04")
    text.append(mask: device.isStamped ? 1 << UInt64(Evdev.timestamp) : 0)
    for axis in device.axes where axis.code < 64 {
      text.append("A: ")
      text.append(hexadecimal: axis.code, digits: 2)
      for number in [axis.minimum, axis.maximum, axis.fuzz, axis.flat, axis.resolution] {
        text.append(" ")
        text.append(Int(number))
      }
      text.append("\n")
    }
  }

  /// - Parameter width: of the value, which blanks precede; they do not matter to evemu.
  @inline(__always)
  static func append(_ event: InputEvent, at time: Instant, width: Int = 0, to text: inout Text) {
    text.append("E: ")
    text.append(time: time)
    text.append(" ")
    text.append(hexadecimal: event.type, digits: 4)
    text.append(" ")
    text.append(hexadecimal: event.code, digits: 4)
    text.append(" ")
    let start = text.count
    text.append(Int(event.value))
    let missing = width - (text.count - start)
    if missing > 0 { text.bytes.insert(contentsOf: repeatElement(UInt8(ascii: " "), count: missing), at: start) }
    text.append("\n")
  }

  /// A name that evemu can read: one line, not empty.
  private static func oneLine(_ name: Text) -> Text {
    name.isEmpty ? "unnamed" : Text(name.map { $0 < 0x20 ? UInt8(ascii: " ") : $0 })
  }
}

extension Text {
  /// Appends eight bytes, least significant first, and the end of the line.
  mutating func append(mask: UInt64) {
    for index in 0..<8 {
      append(" ")
      append(hexadecimal: mask >> UInt64(8 * index), digits: 2)
    }
    append("\n")
  }
}
