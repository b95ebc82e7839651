import PsoasCore

/// Compares a device's MSC_TIMESTAMP with the kernel's event times, which may be late but are never wrong.
///
/// Emulated pads advance one microsecond per report, or count milliseconds, or run several times too fast, or send each
/// value twice (InputPlumber #715). A crystal is accurate to 0.1 %, hid-nintendo's own time to 7 %. Bluetooth delays
/// reports by several hundred milliseconds, a tenth of the window.
struct StampCheck: Sendable {
  /// The timestamps are not the device's time: the kernel's time is used.
  private(set) var isContradicted = false
  private var stamped = 0.0
  private var elapsed = 0.0
  private var frames = 0
  private var repeats = 0
  /// Mean seconds between frames by the kernel's clock, and the difference between its times and the sum of returned
  /// intervals.
  private var mean = 0.0
  private var ahead = 0.0

  /// Window in seconds of the kernel's clock, and its least number of frames.
  private static let window = 4.0
  private static let leastFrames = 20
  /// Ratio of the two clocks that valid timestamps have.
  private static let honest = 0.7...1.4
  /// Share of the difference between the clocks that each frame corrects.
  private static let share = 0.05

  /// Adds one frame: seconds since the previous frame, by the timestamp and by the kernel.
  mutating func note(_ stamped: Double, _ elapsed: Double) {
    guard !isContradicted else { return }
    self.stamped += stamped
    self.elapsed += max(elapsed, 0)
    frames += 1
    if stamped == 0 { repeats += 1 }
    guard self.elapsed >= Self.window else { return }
    if frames >= Self.leastFrames {
      isContradicted = !Self.honest.contains(self.stamped / self.elapsed) || repeats * 10 > frames
      mean = self.elapsed / Double(frames)
    }
    reset()
  }

  /// Events were lost, or the timestamp was reset.
  mutating func reset() {
    stamped = 0
    elapsed = 0
    frames = 0
    repeats = 0
  }

  /// Seconds since the previous frame if the timestamps are not used: the kernel's times, smoothed.
  mutating func interval(_ elapsed: Double) -> Double {
    guard elapsed < 20 * mean else {
      ahead = 0
      return max(elapsed, 0)
    }
    ahead += max(elapsed, 0) - mean
    let step = max(mean + Self.share * ahead, 0)
    ahead -= step - mean
    return step
  }
}
