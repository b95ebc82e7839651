/// One event of an evdev node, without its time: the events of a frame share the time of its SYN_REPORT.
@frozen
public struct InputEvent: Equatable, Sendable {
  public var type: UInt16
  public var code: UInt16
  public var value: Int32

  @inlinable
  public init(type: UInt16, code: UInt16, value: Int32) {
    self.type = type
    self.code = code
    self.value = value
  }

  public static let report = InputEvent(type: Evdev.synchronization, code: Evdev.report, value: 0)
  public static let dropped = InputEvent(type: Evdev.synchronization, code: Evdev.dropped, value: 0)
}

/// The constants of linux/input-event-codes.h that a motion sensor uses; part of the kernel's stable interface.
public enum Evdev {
  public static let synchronization: UInt16 = 0x00
  public static let absolute: UInt16 = 0x03
  public static let miscellaneous: UInt16 = 0x04

  public static let report: UInt16 = 0
  public static let dropped: UInt16 = 3

  public static let x: UInt16 = 0x00
  public static let rx: UInt16 = 0x03
  public static let timestamp: UInt16 = 0x05

  /// INPUT_PROP_ACCELEROMETER, as a bit number.
  public static let accelerometerProperty: UInt16 = 0x06

  /// BUS_I2C and BUS_HOST: the sensor is built into the machine, so the wearer does not wear it.
  public static let busI2C: UInt16 = 0x18
  public static let busHost: UInt16 = 0x19
}
