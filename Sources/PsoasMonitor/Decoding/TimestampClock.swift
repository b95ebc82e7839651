import PsoasCore

/// How fast a device's stamps run by the kernel's clock, learned while they come in.
///
/// Most stamps are a crystal's. hid-nintendo's are not: it adds up its own mean of the reports' spacing, cut to whole
/// milliseconds and taken anew every 300 reports, so that a Joy-Con's time runs up to 6.7 % slow, and with it every turn
/// that is summed up from it. Over tens of seconds the kernel's event times tell better. They are late by what held a
/// report up, never early, so the least late frame of each ten seconds is the one that counts.
///
/// Stamps that are right to 1 % stay as they are.
struct TimestampClock: Sendable {
  /// Usual step of the stamps, s; 0 before the first.
  private var step = 0.0
  /// The same by the kernel's clock, s; 0 until it is known.
  private var spacing = 0.0
  /// Steps since learning began.
  private var count = 0
  private var began: (time: Instant, count: Int)?
  /// The least late frame of this block, and how late it was, s.
  private var best: (time: Instant, count: Int, late: Double)?
  /// That of the block before.
  private var anchor: (time: Instant, count: Int)?

  /// Length of a block, s. Bluetooth holds reports up by some 10 ms at best, a thousandth of this.
  private static let block = 10.0
  /// Share of each block in what is known.
  private static let share = 0.3
  /// From how large an error on stamps are corrected, a number: five times what a block may be wrong by.
  private static let tolerance = 0.01

  /// Seconds that truly passed over `stamped` s of the device's time, which ended with the frame of `time`.
  mutating func interval(_ stamped: Double, at time: Instant) -> Double {
    if step == 0 || stamped < 0.6 * step {
      // What had been taken for a step was several.
      step = stamped
    } else if stamped < 1.5 * step {
      step += 0.05 * (stamped - step)
    }
    // Lost reports make steps of several.
    let steps = max(1, Int(min(stamped / step, 1e6) + 0.5))
    learn(steps, at: time)
    guard spacing > 0, (spacing / step - 1).magnitude > Self.tolerance else { return stamped }
    let whole = Double(steps) * step
    return (stamped - whole).magnitude < 0.15 * step ? Double(steps) * spacing : stamped * spacing / step
  }

  /// Time was lost: what was being learned is no use; what is known stays.
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
