import PsoasMonitor
import PsoasSystem

/// The device description at the start of an evemu file, formats 1.0 to 1.3.
///
/// The lines are documented in evemu's README: `N:` name, `I:` bus, vendor, product, version, `P:` properties, `B:`
/// event bits, `A:` axes (with resolution from 1.2 on), `L:` and `S:` states of lights and switches (1.3), which are
/// ignored. The value of an axis at opening is only in the comments that evemu-record writes above them.
struct EvemuHeader {
  private(set) var device = SensorDescription()
  private var hasName = false
  private var propertyBits = 0
  /// Bits of `B: 03` and `B: 04` read so far.
  private var axisBits = 0
  private var miscellaneousBits = 0
  private var announcedAxes: [UInt16] = []
  private var values: [(code: UInt16, value: Int32)] = []
  /// The event type that the current comments describe.
  private var commentType: Int32 = -1
  private var commentCode: Int32 = -1

  /// Reads the description up to the first `E:` line and returns that line; nil if there are no events.
  mutating func read(_ source: inout ByteSource) throws(TraceError) -> UnsafeBufferPointer<UInt8>? {
    while let line = try source.nextLine() {
      if line.isEmpty { continue }
      if line[0] == UInt8(ascii: "#") {
        try takeComment(line, source)
        continue
      }
      guard line.count > 2, line[1] == UInt8(ascii: ":") else { throw unexpected(line, source) }
      if line[0] == UInt8(ascii: "E") {
        try finish(source)
        return line
      }
      try take(line, source)
    }
    try finish(source)
    return nil
  }

  private mutating func finish(_ source: borrowing ByteSource) throws(TraceError) {
    guard hasName else {
      throw source.malformed("no description of a device, expected N: and I: lines above the events")
    }
    for code in announcedAxes where device.axis(code) == nil {
      device.axes.append(AbsoluteAxis(code: code, minimum: 0, maximum: 1))
    }
    for index in device.axes.indices {
      for known in values where known.code == device.axes[index].code { device.axes[index].value = known.value }
    }
  }

  private mutating func take(_ line: UnsafeBufferPointer<UInt8>, _ source: borrowing ByteSource) throws(TraceError) {
    guard var fields = Fields(line, from: 2) else { throw unexpected(line, source) }
    switch line[0] {
    case UInt8(ascii: "N"):
      device.name = Text(line[min(3, line.count)...])
      hasName = true
    case UInt8(ascii: "I"):
      guard let bus = fields.hexadecimal(), let vendor = fields.hexadecimal(), let product = fields.hexadecimal(),
        let version = fields.hexadecimal(), fields.isAtEnd
      else { throw source.malformed("the I: line is incomplete, expected bus, vendor, product and version in hex") }
      device.bus = bus
      device.vendor = vendor
      device.product = product
      device.version = version
    case UInt8(ascii: "P"):
      let mask = try mask(&fields, source)
      if propertyBits == 0 { device.properties = UInt32(truncatingIfNeeded: mask) }
      propertyBits += 64
    case UInt8(ascii: "B"):
      guard let type = fields.hexadecimal(), type < 32 else {
        throw source.malformed("the B: line names no type of event, expected one from 00 to 1f")
      }
      takeBits(type, try mask(&fields, source))
    case UInt8(ascii: "A"): try takeAxis(&fields, source)
    case UInt8(ascii: "L"), UInt8(ascii: "S"): break
    default: throw unexpected(line, source)
    }
  }

  private func unexpected(_ line: UnsafeBufferPointer<UInt8>, _ source: borrowing ByteSource) -> TraceError {
    if line.contains(0) { return source.malformed("binary data, expected text") }
    return source.malformed(
      "\(quoting: line) is not a line of an evemu description, expected N:, I:, P:, B:, A:, L:, S: or E:")
  }

  /// Eight bytes in hexadecimal, least significant first.
  private func mask(_ fields: inout Fields, _ source: borrowing ByteSource) throws(TraceError) -> UInt64 {
    var mask: UInt64 = 0
    for index in 0..<8 {
      guard let byte = fields.hexadecimal(), byte < 256 else {
        throw source.malformed("the line is incomplete, expected eight bytes in hexadecimal")
      }
      mask |= UInt64(byte) << UInt64(8 * index)
    }
    guard fields.isAtEnd else { throw source.malformed("the line is too long, expected eight bytes in hexadecimal") }
    return mask
  }

  private mutating func takeBits(_ type: UInt16, _ mask: UInt64) {
    if type == Evdev.absolute {
      for bit in 0..<64 where axisBits == 0 && mask >> UInt64(bit) & 1 == 1 { announcedAxes.append(UInt16(bit)) }
      axisBits += 64
    } else if type == Evdev.miscellaneous {
      if miscellaneousBits == 0 { device.isStamped = mask >> UInt64(Evdev.timestamp) & 1 == 1 }
      miscellaneousBits += 64
    }
  }

  private mutating func takeAxis(_ fields: inout Fields, _ source: borrowing ByteSource) throws(TraceError) {
    guard let code = fields.hexadecimal(), code < 64, let minimum = fields.integer(), let maximum = fields.integer(),
      let fuzz = fields.integer(), let flat = fields.integer()
    else {
      throw source.malformed("the A: line is incomplete, expected axis, minimum, maximum, fuzz, flat and resolution")
    }
    guard device.axis(code) == nil else { throw source.malformed("the axis appears twice, expected each once") }
    var axis = AbsoluteAxis(code: code, minimum: minimum, maximum: maximum, fuzz: fuzz, flat: flat)
    // Formats 1.0 and 1.1 end here; the decoder then requires a quirk.
    if !fields.isAtEnd {
      guard let resolution = fields.integer(), fields.isAtEnd else {
        throw source.malformed("the A: line has a wrong resolution, expected one number and nothing after it")
      }
      axis.resolution = resolution
    }
    device.axes.append(axis)
  }

  /// Reads the format version in the first line, and the axis values in evemu-record's description.
  private mutating func takeComment(
    _ line: UnsafeBufferPointer<UInt8>, _ source: borrowing ByteSource
  ) throws(TraceError) {
    guard var fields = Fields(line, from: 1) else { return }
    let first = fields.word()
    if StaticString("EVEMU").equals(first) {
      let version = fields.word()
      guard version.count < 2 || version[1] != UInt8(ascii: ".") || version[0] == UInt8(ascii: "1") else {
        throw source.malformed("evemu format \(quoting: version) is not known, expected 1.0 to 1.3")
      }
    } else if StaticString("Event").equals(first) {
      let second = fields.word()
      if StaticString("type").equals(second) {
        commentType = fields.integer() ?? -1
        commentCode = -1
      } else if StaticString("code").equals(second) {
        commentCode = fields.integer() ?? -1
      }
    } else if StaticString("Value").equals(first), commentType == Int32(Evdev.absolute),
      let code = UInt16(exactly: commentCode), code < 64, let value = fields.integer()
    {
      if !values.contains(where: { $0.code == code }) { values.append((code, value)) }
      commentCode = -1
    }
  }
}
