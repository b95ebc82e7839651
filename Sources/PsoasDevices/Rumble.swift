import CEvdev
import CLinux
import PsoasMonitor
import PsoasSystem

/// The motors of the controller that a sensor sits in: force feedback (EV_FF) on another event node of the same device.
/// A pulse can be felt under a belt and is heard by nobody.
///
/// The node is open for writing only as long as this lives; closing it stops what still plays and clears the effect.
public final class Rumble {
  /// Seconds from the start of a pulse to its end.
  public static let seconds = 1.0

  /// Milliseconds of each of two shakes, and of the pause before each: short enough not to hide a change of posture
  /// from the sensor for longer than the filter bridges (the house's judgement).
  private static let shake: UInt16 = 250
  private static let pause: UInt16 = 150
  private static let shakes: Int32 = 2
  /// Of 65535. Motors differ; below a third some do not start (the house's judgement).
  private static let strength: UInt16 = 40000

  private let descriptor: FileDescriptor
  private let effect: Int32
  private let node: Bytes

  /// Takes the first of `nodes` that can rumble.
  /// - Parameter nodes: `SensorSet.companions` of the sensor.
  /// - Returns: nil where none can, or none may be opened for writing: then the controller stays still.
  public init?(among nodes: [InputNode]) {
    for node in nodes {
      guard let descriptor = try? FileDescriptor.open(node.path, for: .readWrite, .nonBlocking) else { continue }
      let effect =
        psoas_has_rumble(descriptor.number) != 0
        ? psoas_upload_rumble(descriptor.number, Rumble.strength, Rumble.strength, Rumble.shake, Rumble.pause) : -1
      guard effect >= 0 else { continue }
      self.descriptor = descriptor
      self.effect = effect
      self.node = node.name
      return
    }
    return nil
  }

  /// Shakes; returns at once. It is over after `seconds`, if this lives so long.
  /// - Throws: `DeviceError.cannotRumble`, as when the controller has been turned off meanwhile.
  public func play() throws(DeviceError) {
    let status = psoas_play(descriptor.number, effect, Rumble.shakes)
    guard status >= 0 else { throw .cannotRumble(node: node, errno: -status) }
  }
}
