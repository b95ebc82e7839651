import PsoasCore

/// Detects whether a device sends acceleration and angular velocity in the same frames or in frames of their own.
///
/// A frame contains only axes that changed, so that one half is often missing also where the driver reports both
/// together. Separate frames are therefore concluded from many frames with one half each and none with both. Frames
/// with two or three axes of a half are much stronger evidence than those with one: if each axis changes rarely, with
/// the same probability p, a frame with two axes of one half (2 * 3 p^2) is rarer than one with both halves (9 p^2), and
/// 32 of the former come before any of the latter with probability 1e-13.
struct FrameLayout: Sendable {
  enum Verdict: Sendable {
    case unknown
    /// Both halves come in the same frames.
    case together
    /// Each half comes in frames of its own.
    case apart
  }

  private(set) var verdict = Verdict.unknown
  /// Evidence for separate frames since the last frame with both halves.
  private var acceleration = 0
  private var turn = 0
  private var began = Instant(microseconds: 0)
  /// Frames with both halves.
  private var joint = 0

  /// Evidence of a frame with one axis, and of one with more; both halves need as much as `enough`.
  private static let one = 1
  private static let several = 25
  private static let enough = 400
  /// Seconds in which the evidence must come. Single axes then change so often that a device that reports both halves
  /// together has sent a frame with both: 16 are expected at 1 kHz, 64 at 250 Hz.
  private static let window = 10.0
  /// Frames with both halves after which the layout is `together`.
  private static let mostJoint = 16

  /// Adds a frame with so many axes of each half.
  mutating func note(accelerationAxes: Int, turnAxes: Int, at time: Instant) {
    guard verdict == .unknown, accelerationAxes + turnAxes > 0 else { return }
    if accelerationAxes > 0, turnAxes > 0 {
      joint += 1
      if joint >= Self.mostJoint { verdict = .together }
      (acceleration, turn) = (0, 0)
      return
    }
    if acceleration + turn == 0 || time.seconds(since: began) > Self.window {
      (acceleration, turn) = (0, 0)
      began = time
    }
    acceleration += Self.evidence(accelerationAxes)
    turn += Self.evidence(turnAxes)
    if acceleration >= Self.enough, turn >= Self.enough { verdict = .apart }
  }

  private static func evidence(_ axes: Int) -> Int { axes == 0 ? 0 : axes == 1 ? one : several }
}
