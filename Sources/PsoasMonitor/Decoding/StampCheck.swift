import PsoasCore

/// Holds a device's MSC_TIMESTAMP against the kernel's event times, which are late now and then and never wrong.
///
/// Emulated pads stamp one microsecond a report, or milliseconds, or several times too fast, or each value twice
/// (InputPlumber #715). A crystal is right to 0.1 %, hid-nintendo's own time to 7 %; Bluetooth holds reports up by some
/// hundreds of milliseconds, a tenth of the time that is looked at.
struct StampCheck: Sendable {
  /// The stamps are not the device's time: the kernel's is used.
  private(set) var isContradicted = false
  private var stamped = 0.0
  private var elapsed = 0.0
  private var frames = 0
  private var repeats = 0
  /// Mean seconds between frames, by the kernel's clock, and what its times are ahead of the sum of intervals given.
  private var mean = 0.0
  private var ahead = 0.0

  /// Seconds of the kernel's clock that are looked at together, and the least number of frames in them.
  private static let window = 4.0
  private static let leastFrames = 20
  /// Ratios of the two clocks that honest stamps keep to.
  private static let honest = 0.7...1.4
  /// Share of a difference between the clocks that is made up for with each frame.
  private static let share = 0.05

  /// One frame: seconds since the frame before, by the stamp and by the kernel.
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

  /// Time was lost, or the stamp was reset.
  mutating func reset() {
    stamped = 0
    elapsed = 0
    frames = 0
    repeats = 0
  }

  /// Seconds since the frame before where the stamps are not used: the kernel's times without their bursts.
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
