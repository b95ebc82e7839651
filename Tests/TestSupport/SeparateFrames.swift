import Foundation

/// A rocking sensor that sends acceleration and angular velocity in separate frames, and its true attitude.
public struct SeparateFrames: Sendable {
  public struct Frame: Sendable {
    /// Microseconds.
    public var time: Int64
    /// Values by code, ABS_X to ABS_RZ.
    public var axes: [(code: UInt16, value: Int32)]
    public var stamp: UInt32?
  }

  public static let unitsPerG = 4096.0
  public static let unitsPerDegreePerSecond = 100.0
  /// Hz.
  public var acceleration: Int64
  public var turn: Int64
  /// Microseconds from a gyroscope reading to the next accelerometer reading; nil if both are in the same frame.
  public var offset: Int64?
  public var isStamped: Bool
  public var seconds: Int64

  public init(acceleration: Int64, turn: Int64, offset: Int64?, isStamped: Bool = false, seconds: Int64 = 20) {
    (self.acceleration, self.turn, self.offset) = (acceleration, turn, offset)
    (self.isStamped, self.seconds) = (isStamped, seconds)
  }

  /// The angle about Y in rad at a time in seconds: up to 40 degrees at 0.7 Hz and 10 degrees at 2 Hz.
  public static func angle(at time: Double) -> Double {
    0.7 * sin(2 * .pi * 0.7 * time) + 0.17 * sin(2 * .pi * 2 * time + 1)
  }

  /// Gravity-up in sensor axes.
  public static func up(at time: Double) -> (x: Double, y: Double, z: Double) {
    (sin(angle(at: time)), 0, cos(angle(at: time)))
  }

  private static func rate(at time: Double) -> Double {
    0.7 * 2 * .pi * 0.7 * cos(2 * .pi * 0.7 * time) + 0.17 * 2 * .pi * 2 * cos(2 * .pi * 2 * time + 1)
  }

  private static func forces(at microseconds: Int64) -> [(code: UInt16, value: Int32)] {
    let up = up(at: Double(microseconds) * 1e-6)
    // Noise of one unit, because a driver sends only axes that changed.
    let noise = microseconds / 1250 % 2 == 0 ? 1.0 : -1.0
    return [up.x, up.y, up.z].enumerated().map { (UInt16($0), Int32(($1 * unitsPerG + noise).rounded())) }
  }

  private static func turns(at microseconds: Int64) -> [(code: UInt16, value: Int32)] {
    // If the angle grows, up moves towards X, so the sensor rotates in the negative direction about Y.
    let rate = -rate(at: Double(microseconds) * 1e-6) * 180 / .pi * unitsPerDegreePerSecond
    let noise: Int32 = microseconds / 1250 % 2 == 0 ? 1 : -1
    return [(3, noise), (4, Int32(rate.rounded())), (5, -noise)]
  }

  /// The frames in order of time.
  public var frames: [Frame] {
    var frames: [Frame] = []
    let end = seconds * 1_000_000
    for index in 0..<(turn * seconds) {
      let time = index * 1_000_000 / turn
      guard offset != nil else {
        frames.append(Frame(time: time, axes: Self.forces(at: time) + Self.turns(at: time)))
        continue
      }
      frames.append(Frame(time: time, axes: Self.turns(at: time)))
    }
    if let offset {
      for index in 0..<(acceleration * seconds) {
        let time = index * 1_000_000 / acceleration + offset
        if time < end { frames.append(Frame(time: time, axes: Self.forces(at: time))) }
      }
    }
    frames.sort { $0.time < $1.time }
    if isStamped { for index in frames.indices { frames[index].stamp = UInt32(frames[index].time + 77_000) } }
    return frames
  }

  /// The frames as an evemu file.
  public var evemu: String {
    var text = """
      # EVEMU 1.3
      N: Separate Motion Sensors
      I: 0003 1209 0001 0100
      P: 40 00 00 00 00 00 00 00
      B: 03 3f 00 00 00 00 00 00 00
      B: 04 \(isStamped ? "20" : "00") 00 00 00 00 00 00 00

      """
    for code in 0..<6 {
      let resolution = Int(code < 3 ? Self.unitsPerG : Self.unitsPerDegreePerSecond)
      text += "A: 0\(code) -32768 32767 0 0 \(resolution)\n"
    }
    for frame in frames {
      let time = String(format: "%d.%06d", frame.time / 1_000_000, frame.time % 1_000_000)
      for axis in frame.axes { text += "E: \(time) 0003 000\(axis.code) \(axis.value)\n" }
      if let stamp = frame.stamp { text += "E: \(time) 0004 0005 \(stamp)\n" }
      text += "E: \(time) 0000 0000 0\n"
    }
    return text
  }
}

extension SeparateFrames: CustomStringConvertible {
  public var description: String {
    "\(acceleration) and \(turn) Hz, \(offset.map { "\($0) us apart" } ?? "together")\(isStamped ? ", stamped" : "")"
  }

  /// Common rates and offsets of the two parts.
  public static let all = [
    SeparateFrames(acceleration: 100, turn: 400, offset: 300),
    SeparateFrames(acceleration: 100, turn: 400, offset: 300, isStamped: true),
    SeparateFrames(acceleration: 100, turn: 400, offset: 0),
    SeparateFrames(acceleration: 400, turn: 100, offset: 1100),
    SeparateFrames(acceleration: 400, turn: 100, offset: 1100, isStamped: true),
    SeparateFrames(acceleration: 104, turn: 208, offset: 40),
    SeparateFrames(acceleration: 100, turn: 100, offset: 4900),
  ]
}
