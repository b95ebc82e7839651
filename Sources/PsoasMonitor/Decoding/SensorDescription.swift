import PsoasSystem

/// One absolute axis as EVIOCGABS describes it.
public struct AbsoluteAxis: Equatable, Sendable {
  public var code: UInt16
  public var minimum: Int32
  public var maximum: Int32
  public var fuzz: Int32
  public var flat: Int32
  /// Units per g for ABS_X to ABS_Z, units per degree/s for ABS_RX to ABS_RZ if INPUT_PROP_ACCELEROMETER is set
  /// (linux/input.h); 0 if the driver does not report it.
  public var resolution: Int32
  /// Value of the axis when the device was opened: a frame contains changed axes only.
  public var value: Int32

  public init(
    code: UInt16, minimum: Int32, maximum: Int32, fuzz: Int32 = 0, flat: Int32 = 0, resolution: Int32 = 0,
    value: Int32 = 0
  ) {
    self.code = code
    self.minimum = minimum
    self.maximum = maximum
    self.fuzz = fuzz
    self.flat = flat
    self.resolution = resolution
    self.value = value
  }
}

/// The description that an evdev node reports. Texts are UTF-8 bytes from the kernel, without the terminating null.
public struct SensorDescription: Equatable, Sendable {
  public var name: Text
  public var physical: Text
  /// The device's serial number or address; empty if the driver has none.
  public var unique: Text
  public var bus: UInt16
  public var vendor: UInt16
  public var product: UInt16
  public var version: UInt16
  /// INPUT_PROP_* as a bit mask.
  public var properties: UInt32
  public var axes: [AbsoluteAxis]
  /// Whether the device sends MSC_TIMESTAMP with its frames.
  public var isStamped: Bool
  /// A program created the device through uinput or uhid, and no Bluetooth controller is behind it.
  public var isEmulated: Bool

  public init(
    name: Text = [], physical: Text = [], unique: Text = [], bus: UInt16 = 0, vendor: UInt16 = 0,
    product: UInt16 = 0, version: UInt16 = 0, properties: UInt32 = 0, axes: [AbsoluteAxis] = [],
    isStamped: Bool = false, isEmulated: Bool = false
  ) {
    self.name = name
    self.physical = physical
    self.unique = unique
    self.bus = bus
    self.vendor = vendor
    self.product = product
    self.version = version
    self.properties = properties
    self.axes = axes
    self.isStamped = isStamped
    self.isEmulated = isEmulated
  }

  public var isAccelerometer: Bool { properties & (1 << UInt32(Evdev.accelerometerProperty)) != 0 }

  public func axis(_ code: UInt16) -> AbsoluteAxis? {
    for axis in axes where axis.code == code { return axis }
    return nil
  }

  /// Whether it has three axes from `first` on.
  public func hasAxes(from first: UInt16) -> Bool {
    axis(first) != nil && axis(first + 1) != nil && axis(first + 2) != nil
  }
}
