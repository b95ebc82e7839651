import PsoasCore

/// Estimates the rate of a device's timestamps relative to the kernel's clock.
///
/// Most timestamps come from a crystal. hid-nintendo's do not: it sums its own mean report interval, truncated to whole
/// milliseconds and recomputed every 300 reports, so a Joy-Con's time is up to 6.7 % slow, and so is every angle
/// integrated with it. Over tens of seconds the kernel's event times are more accurate. A delayed report makes them
/// late, never early, so the least delayed frame of each ten seconds is used.
///
/// Timestamps that are accurate to 1 % are not changed.
struct TimestampClock: Sendable {
  /// Usual step of the timestamps, s; 0 before the first.
  private var step = 0.0
  /// The same by the kernel's clock, s; 0 until known.
  private var spacing = 0.0
  /// Number of steps since estimation began.
  private var count = 0
  private var began: (time: Instant, count: Int)?
  /// The least delayed frame of this block, and its delay, s.
  private var best: (time: Instant, count: Int, late: Double)?
  /// That of the previous block.
  private var anchor: (time: Instant, count: Int)?

  /// Length of a block, s. Bluetooth delays reports by some 10 ms at best, a thousandth of this.
  private static let block = 10.0
  /// Weight of each block in the estimate.
  private static let share = 0.3
  /// Relative error from which timestamps are corrected: five times the error of a block.
  private static let tolerance = 0.01

  /// Elapsed seconds for `stamped` s of the device's time that end with the frame at `time`.
  mutating func interval(_ stamped: Double, at time: Instant) -> Double {
    if step == 0 || stamped < 0.6 * step {
      // The previous step estimate was several steps.
      step = stamped
    } else if stamped < 1.5 * step {
      step += 0.05 * (stamped - step)
    }
    // Lost reports result in several steps.
    let steps = max(1, Int(min(stamped / step, 1e6) + 0.5))
    learn(steps, at: time)
    guard spacing > 0, (spacing / step - 1).magnitude > Self.tolerance else { return stamped }
    let whole = Double(steps) * step
    return (stamped - whole).magnitude < 0.15 * step ? Double(steps) * spacing : stamped * spacing / step
  }

  /// Events were lost: the current estimation restarts; its earlier result stays.
  mutating func lose() { (began, best, anchor) = (nil, nil, nil) }

  private mutating func learn(_ steps: Int, at time: Instant) {
    count += steps
    guard let start = began else {
      began = (time, count)
      return
    }
    let elapsed = time.seconds(since: start.time)
    let late = elapsed - Double(count - start.count) * (spacing > 0 ? spacing : step)
    if best.map({ late < $0.late }) ?? true { best = (time, count, late) }
    guard elapsed >= Self.block, let least = best else { return }
    if let anchor, least.count > anchor.count {
      let learned = least.time.seconds(since: anchor.time) / Double(least.count - anchor.count)
      if learned > 0.4 * step, learned < 2.5 * step {
        spacing += (spacing > 0 ? Self.share : 1) * (learned - spacing)
      }
    }
    anchor = (least.time, least.count)
    began = (time, count)
    best = nil
  }
}
