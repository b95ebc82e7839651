import PsoasSystem

/// Properties of a device that its driver does not report: an entry of data/quirks.
///
/// A nil field of `match` matches everything; a nil value of a quirk keeps the device's own value.
public struct Quirk: Equatable, Sendable {
  public struct Match: Equatable, Sendable {
    public var bus: UInt16?
    public var vendor: UInt16?
    public var product: UInt16?
    /// The device's name, with `*` for any run of bytes.
    public var name: Text?
    /// See `SensorDescription.isEmulated`.
    public var isEmulated: Bool?

    public init(
      bus: UInt16? = nil, vendor: UInt16? = nil, product: UInt16? = nil, name: Text? = nil, isEmulated: Bool? = nil
    ) {
      self.bus = bus
      self.vendor = vendor
      self.product = product
      self.name = name
      self.isEmulated = isEmulated
    }

    public func covers(_ device: SensorDescription) -> Bool {
      if let bus, bus != device.bus { return false }
      if let vendor, vendor != device.vendor { return false }
      if let product, product != device.product { return false }
      if let isEmulated, isEmulated != device.isEmulated { return false }
      if let name { return Glob.matches(name[...], device.name[...]) }
      return true
    }
  }

  public var match: Match
  /// The device is an accelerometer although it does not set INPUT_PROP_ACCELEROMETER.
  public var isAccelerometer: Bool?
  /// Code of the first of three acceleration axes; nil means ABS_X.
  public var accelerationAxis: UInt16?
  /// Units per g.
  public var unitsPerG: Double?
  /// Code of the first of three angular velocity axes; nil means ABS_RX.
  public var gyroscopeAxis: UInt16?
  /// Units per degree/s.
  public var unitsPerDegreePerSecond: Double?
  /// The device is never treated as a sensor, regardless of its reported properties.
  public var isIgnored: Bool
  /// The device is part of the computer, and is therefore worn only if it is assigned; nil means that its bus and
  /// location decide.
  public var isBuiltIn: Bool?

  public init(
    match: Match = Match(), isAccelerometer: Bool? = nil, accelerationAxis: UInt16? = nil, unitsPerG: Double? = nil,
    gyroscopeAxis: UInt16? = nil, unitsPerDegreePerSecond: Double? = nil, isIgnored: Bool = false,
    isBuiltIn: Bool? = nil
  ) {
    self.match = match
    self.isAccelerometer = isAccelerometer
    self.accelerationAxis = accelerationAxis
    self.unitsPerG = unitsPerG
    self.gyroscopeAxis = gyroscopeAxis
    self.unitsPerDegreePerSecond = unitsPerDegreePerSecond
    self.isIgnored = isIgnored
    self.isBuiltIn = isBuiltIn
  }
}

/// Shell-like matching over bytes, with `*` as the only special character.
public enum Glob {
  public static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    var p = pattern.startIndex
    var t = text.startIndex
    // Where to resume if the text after the last star does not match.
    var star: (pattern: Int, text: Int)?
    while t < text.endIndex {
      if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
        star = (p + 1, t)
        p += 1
      } else if p < pattern.endIndex, pattern[p] == text[t] {
        p += 1
        t += 1
      } else if let retry = star {
        star = (retry.pattern, retry.text + 1)
        p = retry.pattern
        t = retry.text + 1
      } else {
        return false
      }
    }
    while p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") { p += 1 }
    return p == pattern.endIndex
  }
}
