import CLinux

/// Forward bends with the shares of lumbar spine and pelvis of the eight men in Tafazzol 2014 (Clin Biomech 29:7): 2.51
/// lumbar degrees per degree of the pelvis in the first 30, falling to 1.34 from 90 to 120; on the way back 1.23,
/// rising to 2.86. The abstract gives these values only; those between are interpolated linearly.
struct PublishedRhythm {
  /// Lumbar degrees per degree of the pelvis, from upright down: 0 to 30, 30 to 60, 60 to 90, 90 to 120.
  static let forward: InlineArray<4, Double> = [2.51, 2.12, 1.73, 1.34]
  static let back: InlineArray<4, Double> = [2.86, 2.3167, 1.7733, 1.23]

  /// Seconds of stillness before the first bend, and of one bend with the stance after it.
  static let stance = 6.0
  static let cycle = 8.0
  /// Seconds of going down, of staying there, and of coming up; their sum is less than `cycle`, and the rest is the
  /// stance.
  private static let down = 2.6
  private static let stay = 0.6

  /// Seconds for so many bends, with the stances before and after.
  static func seconds(bends: Int) -> Double { stance + Double(bends) * cycle + 3 }

  /// Angles of trunk and pelvis in degrees after `elapsed` seconds; the bends stop when no whole one fits.
  ///
  /// - Parameter phase: rad; varies the depth and pace of this wearer's bends.
  static func angles(at elapsed: Double, of seconds: Double, phase: Double) -> (trunk: Double, pelvis: Double) {
    let since = elapsed - stance
    let number = floor(since / cycle)
    guard since > 0, stance + (number + 1) * cycle <= seconds else { return (0, 0) }
    let own = sin(phase + 2.4 * number)
    let peak = 125 + 3 * own
    let pace = 1 + 0.1 * sin(phase * 3 + 1.7 * number)
    let time = (since - number * cycle) * pace
    if time < down + stay {
      let trunk = peak * Smooth.step(time / down)
      return (trunk, pelvis(trunk, peak, forward))
    }
    let trunk = peak * (1 - Smooth.step((time - down - stay) / down))
    return (trunk, pelvis(trunk, peak, back))
  }

  /// The tilt of the pelvis at a flexion of the trunk: a smooth curve whose chords have the ratios. Down and up meet at
  /// the peak.
  private static func pelvis(_ trunk: Double, _ peak: Double, _ ratios: InlineArray<4, Double>) -> Double {
    var knots = InlineArray<6, (trunk: Double, pelvis: Double)>(repeating: (0, 0))
    for i in 0..<4 { knots[i + 1] = (Double(30 * (i + 1)), knots[i].pelvis + 30 / (1 + ratios[i])) }
    var top = 0.0
    for i in 0..<4 { top += 30 / (1 + forward[i]) }
    knots[5] = (peak, top + (peak - 120) / (1 + forward[3]))
    var i = 0
    while i < 4, trunk > knots[i + 1].trunk { i += 1 }
    func chord(_ i: Int) -> Double {
      (knots[i + 1].pelvis - knots[i].pelvis) / (knots[i + 1].trunk - knots[i].trunk)
    }
    // Cubic between two knots; its slopes are the means of the chords on both sides (Hermite).
    let (a, b) = (knots[i], knots[i + 1])
    let width = b.trunk - a.trunk
    let slopeA = i > 0 ? 0.5 * (chord(i - 1) + chord(i)) : chord(0)
    let slopeB = i < 4 ? 0.5 * (chord(i) + chord(i + 1)) : chord(4)
    let u = (trunk - a.trunk) / width
    let (u2, u3) = (u * u, u * u * u)
    return a.pelvis * (2 * u3 - 3 * u2 + 1) + b.pelvis * (3 * u2 - 2 * u3)
      + width * (slopeA * (u3 - 2 * u2 + u) + slopeB * (u3 - u2))
  }
}
