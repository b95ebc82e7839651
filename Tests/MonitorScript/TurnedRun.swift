import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The same run with sensors that are worn turned, from the start.
public enum TurnedRun {
  /// Half a turn about one of the sensor's axes changes nothing: signs change exactly in floating point, so that the
  /// events are the same bytes.
  public static func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(MonitorInvariants.Violation) {
    let plain = Turn { $1 }
    let half = Turn { placement, vector in
      // Each sensor about another axis, which the length of the script selects.
      let axis = (bytes.count + Int(placement.rawValue)) % 3
      return Vector3(
        axis == 0 ? vector.x : -vector.x, axis == 1 ? vector.y : -vector.y, axis == 2 ? vector.z : -vector.z)
    }
    let (one, other) = (lines(bytes, plain), lines(bytes, half))
    guard one != other else { return }
    throw MonitorInvariants.Violation(String(decoding: RecordedRun.difference(one, other), as: UTF8.self))
  }

  /// Axes that change places change the order of sums, and with it the last bits. Postures, bouts and suggestions are
  /// the same, each at most a second earlier or later: they are decided once a second.
  public static func checkAxes(_ bytes: UnsafeBufferPointer<UInt8>) throws(MonitorInvariants.Violation) {
    let plain = milestones(bytes, Turn { $1 })
    let turned = milestones(
      bytes,
      Turn(there: { Vector3($1.y, $1.z, $1.x) }, back: { Vector3($1.z, $1.x, $1.y) }))
    let isSame =
      plain.count == turned.count
      && zip(plain, turned).allSatisfy { $0.what == $1.what && ($0.time.seconds(since: $1.time)).magnitude <= 1 }
    guard !isSame else { return }
    throw MonitorInvariants.Violation("with axes in other places: \(plain) and \(turned)")
  }

  private struct Turn {
    let there: (Placement, Vector3) -> Vector3
    let back: (Placement, Vector3) -> Vector3

    init(there: @escaping (Placement, Vector3) -> Vector3, back: @escaping (Placement, Vector3) -> Vector3) {
      (self.there, self.back) = (there, back)
    }

    /// A turn that is its own reverse.
    init(_ turn: @escaping (Placement, Vector3) -> Vector3) { self.init(there: turn, back: turn) }

    func callAsFunction(_ input: Input) -> Input {
      switch input {
      case .sample(let placement, var sample):
        sample.acceleration = there(placement, sample.acceleration)
        sample.angularVelocity = there(placement, sample.angularVelocity)
        return .sample(placement, sample)
      case .mounting(let placement, let upright): return .mounting(placement, upright: there(placement, upright))
      case .calibration(let placement, var record):
        let worn = Calibration(
          upright: there(placement, record.calibration.cranial),
          mediolateral: there(placement, record.calibration.right), seatedNeutral: record.calibration.seatedNeutral)
        guard let worn else { return input }
        record.calibration = worn
        return .calibration(placement, record)
      default: return input
      }
    }
  }

  private static func events(
    _ bytes: UnsafeBufferPointer<UInt8>, _ turn: Turn, _ take: (TimedEvent) -> Void
  ) {
    var script = MonitorScript(bytes)
    var monitor = Monitor(catalog: MonitorScript.catalog)
    var events: [TimedEvent] = []
    func give(_ input: TimedInput) {
      events.removeAll(keepingCapacity: true)
      monitor.handle(TimedInput(input.time, turn(input.input)), into: &events)
      for event in events { take(event) }
    }
    while let inputs = script.next() { for input in inputs { give(input) } }
    give(script.end())
  }

  /// All events, a line each; what is learned in a sensor's axes is turned back.
  private static func lines(_ bytes: UnsafeBufferPointer<UInt8>, _ turn: Turn) -> Text {
    var lines = Text()
    events(bytes, turn) { event in
      var event = event
      if case .mountingLearnt(let placement, let upright) = event.event {
        event.event = .mountingLearnt(placement, upright: turn.back(placement, upright))
      }
      EventJSON.append(event, to: &lines)
    }
    return lines
  }

  private static func milestones(
    _ bytes: UnsafeBufferPointer<UInt8>, _ turn: Turn
  ) -> [(time: Instant, what: String)] {
    var found: [(time: Instant, what: String)] = []
    events(bytes, turn) { event in
      switch event.event {
      case .posture(let estimate): found.append((event.time, "\(estimate.posture)"))
      case .boutStarted: found.append((event.time, "a bout begins"))
      case .boutEnded: found.append((event.time, "a bout ends"))
      case .reminder(let reminder): found.append((event.time, "suggestion \(reminder.number)"))
      case .reminderClosed(let number, let outcome): found.append((event.time, "\(number) \(outcome)"))
      default: break
      }
    }
    return found
  }
}
