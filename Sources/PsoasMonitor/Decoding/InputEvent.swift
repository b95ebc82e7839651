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

  public static let busUSB: UInt16 = 0x03
  public static let busBluetooth: UInt16 = 0x05
  public static let busVirtual: UInt16 = 0x06
}
