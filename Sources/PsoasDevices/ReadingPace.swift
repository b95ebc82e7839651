import PsoasMonitor

/// How often a sensor is read. A fast one is read many frames at a time, because a wake-up costs more than a frame; a slow
/// one with each frame.
public struct ReadingPace: Sendable {
  /// The longest time between two readings, microseconds: 41 wake-ups a second with the timer's tolerance of half a
  /// millisecond, and a delay that a guided exercise does not show. Halved whenever the kernel has dropped events.
  private var longest: Int64 = 24_000
  /// The shortest one: a timer that is a few milliseconds late must not double it.
  private static let shortest: Int64 = 5_000
  /// The longest time between two frames that counts, microseconds: a pause says nothing about the rate.
  private static let pause: Int64 = 100_000

  private let framesKept: Int64
  private var last: Int64?
  /// The mean time between two frames, microseconds.
  private var period: Int64?

  /// - Parameter framesKept: the number of frames that the kernel keeps until they are read.
  public init(framesKept: Int) { self.framesKept = Int64(framesKept) }

  /// Takes a frame into account. Over Bluetooth several come at once: the period is a mean of some sixteen.
  public mutating func take(_ frame: SensorFrame) {
    if frame.events.first == .dropped { longest /= 2 }
    defer { last = frame.time }
    guard let last else { return }
    let interval = min(max(frame.time &- last, 0), Self.pause)
    period = period.map { $0 + (interval - $0) / 16 } ?? interval
  }

  /// Microseconds until the next reading, in which half of the kernel's buffer remains free; nil if each frame has to be
  /// read when it arrives.
  public var delay: Int64? {
    guard let period else { return nil }
    let delay = min(longest, framesKept * period / 2)
    return delay >= Self.shortest && delay >= 2 * period ? delay : nil
  }
}
