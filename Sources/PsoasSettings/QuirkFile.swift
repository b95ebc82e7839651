import PsoasMonitor
import PsoasSystem

/// Parses data/quirks: one section per device, similar to libinput's quirks.
enum QuirkFile {
  private enum Key: UInt8, CaseIterable {
    case matchBus, matchVendor, matchProduct, matchName
    case accelerometer, accelerationAxis, unitsPerG, gyroscopeAxis, unitsPerDegreePerSecond, ignore

    var name: StaticString {
      switch self {
      case .matchBus: "MatchBus"
      case .matchVendor: "MatchVendor"
      case .matchProduct: "MatchProduct"
      case .matchName: "MatchName"
      case .accelerometer: "Accelerometer"
      case .accelerationAxis: "AccelerationAxis"
      case .unitsPerG: "UnitsPerG"
      case .gyroscopeAxis: "GyroscopeAxis"
      case .unitsPerDegreePerSecond: "UnitsPerDegreePerSecond"
      case .ignore: "Ignore"
      }
    }

    var expects: StaticString {
      switch self {
      case .matchBus: "usb, bluetooth, virtual, i2c, host or a number"
      case .matchVendor, .matchProduct: "a number such as 0x057e"
      case .matchName: "the device's name, with * for any run of characters"
      case .accelerometer, .ignore: "yes or no"
      case .accelerationAxis, .gyroscopeAxis: "the first of three axes: ABS_X, ABS_RX or a number up to 0x3d"
      case .unitsPerG: "units per g, a number above 0"
      case .unitsPerDegreePerSecond: "units per degree a second, a number above 0"
      }
    }
  }

  /// The quirks of one file; a section with an invalid line is ignored as a whole, because half a quirk gives wrong
  /// angles.
  static func quirks(in file: IniFile, name: Text, warnings: inout [SettingsWarning]) -> [Quirk] {
    warnings.append(contentsOf: file.warnings)
    var quirks: [Quirk] = []
    var start = 0
    while start < file.entries.count {
      let number = file.entries[start].sectionNumber
      let rest = file.entries[start...]
      let end = rest.firstIndex { $0.sectionNumber != number } ?? file.entries.count
      if let quirk = quirk(of: file.entries[start..<end], name, &warnings) { quirks.append(quirk) }
      start = end
    }
    return quirks
  }

  private static func quirk(
    of entries: ArraySlice<IniFile.Entry>, _ name: Text, _ warnings: inout [SettingsWarning]
  ) -> Quirk? {
    guard let first = entries.first else { return nil }
    var quirk = Quirk()
    var isGood = true
    for entry in entries {
      var message: Text?
      if let key = Key.allCases.first(where: { entry.key == $0.name }) {
        if entry.isContinuation || !take(key, entry.value.trimmed, &quirk) {
          message = "\(entry.key)=\(entry.value): expected \(key.expects)"
        }
      } else {
        message = Unknown.key(entry.key, in: entry.section, among: Key.allCases.map { $0.name })
      }
      if let message {
        warnings.append(SettingsWarning(file: name, line: entry.line, message: message))
        isGood = false
      }
    }
    if isGood, quirk.match == Quirk.Match() {
      warnings.append(
        SettingsWarning(
          file: name, line: first.line,
          message: Text("this quirk would match every device: add MatchVendor= or MatchName=")))
      return nil
    }
    return isGood ? quirk : nil
  }

  private static func take(_ key: Key, _ value: Text, _ quirk: inout Quirk) -> Bool {
    switch key {
    case .matchBus:
      quirk.match.bus = bus(value)
      return quirk.match.bus != nil
    case .matchVendor:
      quirk.match.vendor = Values.whole(value).flatMap { UInt16(exactly: $0) }
      return quirk.match.vendor != nil
    case .matchProduct:
      quirk.match.product = Values.whole(value).flatMap { UInt16(exactly: $0) }
      return quirk.match.product != nil
    case .matchName:
      quirk.match.name = value
      return !value.isEmpty
    case .accelerometer:
      quirk.isAccelerometer = Values.boolean(value)
      return quirk.isAccelerometer != nil
    case .accelerationAxis:
      quirk.accelerationAxis = axis(value)
      return quirk.accelerationAxis != nil
    case .unitsPerG:
      quirk.unitsPerG = Values.decimal(value[...])
      return quirk.unitsPerG ?? 0 > 0
    case .gyroscopeAxis:
      quirk.gyroscopeAxis = axis(value)
      return quirk.gyroscopeAxis != nil
    case .unitsPerDegreePerSecond:
      quirk.unitsPerDegreePerSecond = Values.decimal(value[...])
      return quirk.unitsPerDegreePerSecond ?? 0 > 0
    case .ignore:
      let answer = Values.boolean(value)
      quirk.isIgnored = answer ?? false
      return answer != nil
    }
  }

  /// BUS_* of linux/input.h.
  private static func bus(_ value: Text) -> UInt16? {
    for (name, number) in [("usb", 0x03), ("bluetooth", 0x05), ("virtual", 0x06), ("i2c", 0x18), ("host", 0x19)]
      as [(StaticString, UInt16)]
    where value == name { return number }
    return Values.whole(value).flatMap { UInt16(exactly: $0) }
  }

  /// Codes of linux/input-event-codes.h; two more must follow it below ABS_MAX (0x3f).
  private static func axis(_ value: Text) -> UInt16? {
    if value == "ABS_X" { return Evdev.x }
    if value == "ABS_RX" { return Evdev.rx }
    guard let number = Values.whole(value), number <= 0x3D else { return nil }
    return UInt16(number)
  }
}

extension [Quirk] {
  /// The quirk of a device: the first that matches.
  public func quirk(for device: SensorDescription) -> Quirk? { first { $0.match.covers(device) } }
}
