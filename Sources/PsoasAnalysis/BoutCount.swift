import PsoasCore

/// Bouts of sitting in a sequence of postures, by the rule of `BoutTracker`.
public struct BoutCount: Sendable {
  private var tracker: BoutTracker
  /// Seconds of sitting in each bout, in order of time.
  public private(set) var lengths: [Double] = []
  /// The time between two bouts; none before the first.
  public private(set) var breaks = 0
  /// Those with two minutes of walking or five minutes upright.
  public private(set) var activeBreaks = 0

  /// - Parameter breakLength: seconds standing, walking or lying that end a bout.
  public init(breakLength: Double) {
    var parameters = BoutTracker.Parameters()
    parameters.breakLength = breakLength
    tracker = BoutTracker(parameters)
  }

  public var breakLength: Double { tracker.parameters.breakLength }

  public mutating func add(_ seconds: Double, in posture: Posture) { note(tracker.advance(by: seconds, in: posture)) }

  /// Ends the last bout.
  public mutating func finish() { note(tracker.end()) }

  private mutating func note(_ change: BoutTracker.Change?) {
    switch change {
    case .began(after: let rest?):
      breaks += 1
      if rest.isActive { activeBreaks += 1 }
    case .ended(let sitting): lengths.append(sitting)
    case .began(after: nil), nil: break
    }
  }

  /// The number of bouts with at least so many seconds of sitting.
  public func count(atLeast seconds: Double) -> Int { lengths.count { $0 >= seconds } }

  /// Seconds of sitting in bouts of at least so many seconds.
  public func sitting(inBoutsOf seconds: Double) -> Double { lengths.reduce(0) { $1 >= seconds ? $0 + $1 : $0 } }

  public var longest: Double { lengths.reduce(0) { max($0, $1) } }

  /// The middle length, or the mean of the two; nil without a bout.
  public var median: Double? {
    let sorted = lengths.sorted()
    return sorted.isEmpty ? nil : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
