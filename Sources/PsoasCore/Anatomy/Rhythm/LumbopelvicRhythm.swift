/// The result of several bends: medians and their spread. The values depend on where and on what the sensors are worn
/// (published shares range from 37 to 51 %). They can be compared only with other results of the same wearer.
public struct LumbopelvicRhythm: Equatable, Sendable {
  /// Largest number of bends in one measurement; five are best (Laird 2018).
  public static let mostBends = 10

  /// Angles at the greatest flexion, degrees.
  public let trunk: Spread
  public let pelvis: Spread
  public let lumbar: Spread
  /// Share of the lumbar spine in the trunk's flexion, percent.
  public let contribution: Spread
  /// Degrees/s.
  public let speed: Spread
  public let returnSpeed: Spread
  /// Seconds; see `RhythmBend.pelvicDelay`.
  public let pelvicDelay: Spread?
  private var forwardRatios = InlineArray<4, Spread?>(repeating: nil)
  private var returnRatios = InlineArray<4, Spread?>(repeating: nil)
  private var forwardThirds = InlineArray<3, Spread?>(repeating: nil)
  private var returnThirds = InlineArray<3, Spread?>(repeating: nil)

  /// nil for fewer than three bends; only the first ten count.
  public init?(_ bends: Span<RhythmBend>) {
    func spread(_ figure: (RhythmBend) -> Double?) -> Spread? {
      var values = InlineArray<10, Double>(repeating: 0)
      var count = 0
      for index in 0..<min(bends.count, Self.mostBends) {
        guard let value = figure(bends[index]) else { continue }
        values[count] = value
        count += 1
      }
      return Spread(values, count: count)
    }
    guard let trunk = spread({ $0.trunk }), let pelvis = spread({ $0.pelvis }), let lumbar = spread({ $0.lumbar }),
      let contribution = spread({ $0.contribution }), let speed = spread({ $0.speed }),
      let returnSpeed = spread({ $0.returnSpeed })
    else { return nil }
    self.trunk = trunk
    self.pelvis = pelvis
    self.lumbar = lumbar
    self.contribution = contribution
    self.speed = speed
    self.returnSpeed = returnSpeed
    pelvicDelay = spread { $0.pelvicDelay }
    for phase in 0..<RhythmBend.phases {
      forwardRatios[phase] = spread { $0.ratio(.forward, phase: phase) }
      returnRatios[phase] = spread { $0.ratio(.back, phase: phase) }
    }
    for third in 0..<3 {
      forwardThirds[third] = spread { $0.ratio(.forward, third: third) }
      returnThirds[third] = spread { $0.ratio(.back, third: third) }
    }
  }

  /// See `RhythmBend.ratio`.
  public func ratio(_ direction: RhythmBend.Direction, phase: Int) -> Spread? {
    direction == .forward ? forwardRatios[phase] : returnRatios[phase]
  }

  public func ratio(_ direction: RhythmBend.Direction, third: Int) -> Spread? {
    direction == .forward ? forwardThirds[third] : returnThirds[third]
  }

  public static func == (a: LumbopelvicRhythm, b: LumbopelvicRhythm) -> Bool {
    guard a.trunk == b.trunk, a.pelvis == b.pelvis, a.lumbar == b.lumbar, a.contribution == b.contribution,
      a.speed == b.speed, a.returnSpeed == b.returnSpeed, a.pelvicDelay == b.pelvicDelay
    else { return false }
    for i in 0..<4 where a.forwardRatios[i] != b.forwardRatios[i] || a.returnRatios[i] != b.returnRatios[i] {
      return false
    }
    for i in 0..<3 where a.forwardThirds[i] != b.forwardThirds[i] || a.returnThirds[i] != b.returnThirds[i] {
      return false
    }
    return true
  }
}
