import CEvdev
import CLinux
import PsoasMonitor
import PsoasSystem

/// The rumble motors of the controller that contains a sensor: force feedback (EV_FF) on another event node of the same
/// device. The user feels a pulse under a belt; other people do not notice it.
///
/// The node is open for writing only during the lifetime of this object. Closing it stops and erases the effect.
public final class Rumble {
  /// Seconds from the start of a pulse to its end.
  public static let seconds = 1.0

  /// Duration in milliseconds of each of two pulses and of the pause before each. The filter bridges this time, so a
  /// change of posture is not missed (chosen by judgement).
  private static let shake: UInt16 = 250
  private static let pause: UInt16 = 150
  private static let shakes: Int32 = 2
  /// Range 0 to 65535. Motors differ; some do not start below a third of the range (chosen by judgement).
  private static let strength: UInt16 = 40000

  private let descriptor: FileDescriptor
  private let effect: Int32
  private let node: Text

  /// Uses the first of `nodes` that can rumble.
  /// - Parameter nodes: `SensorSet.companions` of the sensor.
  /// - Returns: nil if none can, or if none can be opened for writing.
  public convenience init?(among nodes: [InputNode]) {
    for node in nodes {
      guard let descriptor = try? FileDescriptor.open(node.path, for: .readWrite, .nonBlocking) else { continue }
      let effect =
        psoas_has_rumble(descriptor.number) != 0
        ? psoas_upload_rumble(descriptor.number, Rumble.strength, Rumble.strength, Rumble.shake, Rumble.pause) : -1
      guard effect >= 0 else { continue }
      self.init(descriptor, effect, node.name)
      return
    }
    return nil
  }

  private init(_ descriptor: consuming FileDescriptor, _ effect: Int32, _ node: Text) {
    self.descriptor = descriptor
    self.effect = effect
    self.node = node
  }

  /// Starts the effect and returns immediately. It ends after `seconds`, if this object exists that long.
  /// - Throws: `DeviceError.cannotRumble`, for example if the controller was turned off.
  public func play() throws(DeviceError) {
    let status = psoas_play(descriptor.number, effect, Rumble.shakes)
    guard status >= 0 else { throw .cannotRumble(node: node, errno: -status) }
  }
}
