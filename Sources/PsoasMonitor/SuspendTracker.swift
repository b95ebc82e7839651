import PsoasCore

/// What the machine's sleep does to a bout of sitting.
///
/// Going to sleep ends the bout, for nobody knows whether the machine wakes again. Where it wakes within a break's
/// length, the lid was closed for a moment and the wearer may never have got up: the books have two bouts then, but a
/// reminder counts the sitting of both.
struct SuspendTracker: Equatable, Sendable {
  /// The machine is going to sleep: what the sensors still see is booked as posture and begins no bout.
  private(set) var isAsleep = false
  /// Seconds sat before the nap, in a bout that goes on behind it.
  private(set) var carried = 0.0
  private var began = Instant(microseconds: 0)
  private var cut = 0.0
  /// Seconds from the beginning of the nap to its end; nil behind a sleep that was a break.
  private var nap: Double?

  /// - Parameter sitting: seconds sat in the bout that this ends; 0 where there is none.
  mutating func begin(at time: Instant, sitting: Double) {
    guard !isAsleep else { return }
    isAsleep = true
    began = time
    cut = sitting + (sitting > 0 ? carried : 0)
    carried = 0
    nap = nil
  }

  /// - Parameter asleep: seconds that the session's clock did not count.
  mutating func end(at time: Instant, asleep: Double, breakLength: Double) {
    let away = asleep + (isAsleep ? time.seconds(since: began) : 0)
    isAsleep = false
    nap = away < breakLength && cut > 0 ? away : nil
  }

  /// A bout begins after `rest` seconds without sitting. Returns whether it goes on where the nap cut one.
  mutating func takesUp(after rest: Double, breakLength: Double) -> Bool {
    defer {
      cut = 0
      nap = nil
    }
    guard let nap, rest + nap < breakLength else { return false }
    carried = cut
    return true
  }

  /// A bout has ended with a break.
  mutating func forget() { carried = 0 }
}
