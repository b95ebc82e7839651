import Testing

@testable import PsoasCore

/// Seconds in which a sensor sends nothing.
@Suite struct PostureGapTests {
  private static func seated() -> Wearer {
    var wearer = PostureClassifierTests.calibrated()
    wearer.sitDown()
    wearer.rest(60)
    return wearer
  }

  @Test(arguments: [3.0, 5, 9])
  func `sitting goes on at once where the direction is the same`(gap: Double) {
    var wearer = Self.seated()
    wearer.fallSilent(gap)
    #expect(wearer.posture == .unknown)
    wearer.rest(1)
    #expect(wearer.share(.sitting) == 1)
    wearer.rest(60)
    #expect(wearer.share(.sitting) == 1)
    wearer.standUp()
    wearer.rest(5)
    #expect(wearer.posture == .standing)
  }

  @Test func `standing goes on too`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.walk(20)
    wearer.rest(20)
    wearer.fallSilent(5)
    wearer.rest(20)
    #expect(wearer.share(.standing) == 1)
  }

  @Test func `a wearer who stood up meanwhile does not sit`() {
    var wearer = Self.seated()
    wearer.fallSilent(5)
    wearer.forward(0)
    wearer.rest(20)
    #expect(wearer.share(.sitting) == 0)
  }

  @Test func `after more than ten seconds only the direction counts`() {
    func confidence(after gap: Double) -> Double {
      var wearer = Self.seated()
      wearer.fallSilent(gap)
      wearer.rest(1)
      return wearer.posture == .sitting ? wearer.classifier.estimate.confidence : 0
    }
    #expect(confidence(after: 9.5) > 0.9)
    #expect(confidence(after: 11) < 0.9)
    #expect(confidence(after: 3600) == confidence(after: 11))
  }

  @Test func `a confidence after a gap is lower than before it`() {
    var wearer = Self.seated()
    let before = wearer.classifier.estimate.confidence
    wearer.fallSilent(5)
    wearer.rest(1)
    #expect(wearer.classifier.estimate.confidence < before)
  }

  /// A movement that had begun says nothing: only the direction of the last rest counts.
  @Test func `sitting down that is interrupted is not taken for standing`() {
    var wearer = PostureClassifierTests.calibrated()
    wearer.walk(20)
    wearer.rest(20)
    wearer.bend(40, over: 4)
    wearer.fallSilent(4)
    wearer.forward(-15)
    wearer.rest(20)
    #expect(wearer.share(.standing) == 0)
  }

  @Test func `hindsight takes the seconds around a gap for the posture before and after it`() {
    var wearer = Wearer()
    wearer.walk(60)
    wearer.sitDown(tilt: -30)
    wearer.rest(60)
    for _ in 0..<4 {
      wearer.fallSilent(5)
      wearer.rest(40)
    }
    wearer.standUp()
    wearer.walk(60)
    let postures = PostureHindsightTests.settled(wearer.evidence)
    let seated = zip(wearer.evidence, postures).filter { $0.0.second >= 66 && $0.0.second < 300 }
    #expect(seated.count > 200)
    #expect(seated.allSatisfy { $0.1 == .sitting })
  }

  @Test func `nothing goes on after a suspend`() {
    var wearer = Self.seated()
    wearer.classifier.passUncounted(until: Instant(microseconds: Int64(wearer.time * 1e6) + 1))
    wearer.fallSilent(5)
    wearer.rest(1)
    #expect(wearer.classifier.estimate.confidence < 0.9)
  }

  /// Chairs turn the pelvis, not always the trunk.
  @Test func `a trunk sensor alone does not go on`() {
    var wearer = PostureClassifierTests.calibrated {
      $0.wearsPelvis = false
      $0.wearsTrunk = true
    }
    wearer.sitDown()
    wearer.rest(60)
    let before = wearer.classifier.estimate
    wearer.fallSilent(5)
    wearer.rest(1)
    #expect(wearer.classifier.estimate.confidence < 0.9 && before.confidence > 0.9)
  }
}
