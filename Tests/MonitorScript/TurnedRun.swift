import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The same run with sensors that are worn turned, from the start.
public enum TurnedRun {
  /// Half a turn about the sensor's z axis changes nothing: signs change exactly in floating point, so that the events
  /// are the same bytes. Other turns change the last digits of the orientation filter, whose horizontal frame comes from
  /// the z axis. Some sensors turn and others do not, so that directions of two sensors must not be mixed.
  public static func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(MonitorInvariants.Violation) {
    let plain = Turn { $1 }
    let half = Turn { placement, vector in
      // At least one sensor turns; the length of the script selects which.
      let turns = (bytes.count % 7 + 1) >> Int(placement.rawValue) & 1 == 1
      return turns ? Vector3(-vector.x, -vector.y, vector.z) : vector
    }
    let (one, other) = (lines(bytes, plain), lines(bytes, half))
    guard one != other else { return }
    throw MonitorInvariants.Violation(String(decoding: RecordedRun.difference(one, other), as: UTF8.self))
  }

  /// A turn that is its own reverse.
  private struct Turn {
    let turned: (Placement, Vector3) -> Vector3

    init(_ turned: @escaping (Placement, Vector3) -> Vector3) { self.turned = turned }

    func callAsFunction(_ input: Input) -> Input {
      switch input {
      case .sample(let placement, var sample):
        sample.acceleration = turned(placement, sample.acceleration)
        sample.angularVelocity = turned(placement, sample.angularVelocity)
        return .sample(placement, sample)
      case .mounting(let placement, let upright): return .mounting(placement, upright: turned(placement, upright))
      case .calibration(let placement, var record):
        let worn = Calibration(
          upright: turned(placement, record.calibration.cranial),
          mediolateral: turned(placement, record.calibration.right), seatedNeutral: record.calibration.seatedNeutral)
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
        event.event = .mountingLearnt(placement, upright: turn.turned(placement, upright))
      }
      EventJSON.append(event, to: &lines)
    }
    return lines
  }
}
