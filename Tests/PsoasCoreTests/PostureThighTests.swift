import PsoasCore
import Testing

@Suite("A thigh sensor alone")
struct PostureThighTests {
  static func leg(_ seed: UInt64) -> Leg {
    var leg = Leg()
    leg.mounting = Mounting(seed: seed)
    return leg
  }

  @Test(arguments: 1...8)
  func walkingShowsUprightInAnyMounting(seed: UInt64) {
    var leg = Self.leg(seed)
    leg.rest(5)
    leg.walk(20)
    #expect(leg.share(.walking) > 0.8)
    leg.sitDown()
    leg.rest(120)
    #expect(leg.share(.sitting) > 0.97)
    leg.standUp()
    leg.rest(30)
    #expect(leg.share(.standing) > 0.9)
  }

  @Test(arguments: 1...4)
  func aFewStepsBeforeTheFirstSeatAreEnough(seed: UInt64) {
    var leg = Self.leg(seed)
    leg.rest(5)
    leg.walk(3)
    leg.sitDown()
    leg.rest(300)
    #expect(leg.share(.sitting) > 0.97)
  }

  @Test func `a rest of which nothing is known stays unknown`() {
    var leg = Self.leg(1)
    leg.turn(to: 88, over: 0.02)
    leg.rest(300)
    #expect(leg.share(.unknown) == 1)
  }

  @Test(arguments: 1...4)
  func whoeverFidgetsInASeatFirstIsUnderstoodAfterAWalk(seed: UInt64) {
    var leg = Self.leg(seed)
    leg.turn(to: 88, over: 0.02)
    leg.fidget(30)
    leg.rest(60)
    leg.standUp()
    leg.walk(15)
    #expect(leg.posture == .walking)
    leg.sitDown()
    leg.fidget(60)
    #expect(leg.share(.sitting) > 0.9)
  }

  @Test func `a stance that was a seat is overturned within a minute of walking`() {
    var leg = Self.leg(2)
    leg.sitDown()
    leg.rest(10)
    leg.classifier.calibrate(standing: leg.mounting(Self.up(88)), of: .thigh)
    leg.rest(10)
    #expect(leg.posture == .standing)
    #expect(leg.classifier.takeRevision() == nil)
    leg.standUp()
    leg.walk(60)
    #expect(leg.posture == .walking)
    #expect(leg.classifier.takeRevision() == .thigh)
    #expect(leg.classifier.takeRevision() == nil)
    leg.sitDown()
    leg.rest(30)
    #expect(leg.posture == .sitting)
  }

  @Test func `an announced stance needs no walk`() {
    var leg = Self.leg(3)
    leg.rest(5)
    leg.classifier.calibrate(standing: leg.mounting(Self.up(0)), of: .thigh)
    leg.rest(60)
    #expect(leg.share(.standing) > 0.97)
    leg.sitDown()
    leg.rest(60)
    #expect(leg.share(.sitting) > 0.95)
  }

  @Test func `what was learnt yesterday holds today`() throws {
    var yesterday = Self.leg(4)
    yesterday.walk(60)
    let learnt = yesterday.classifier.confirmedThighUpright
    let upright = try #require(learnt)
    var today = Self.leg(4)
    today.classifier.remember(thighUpright: upright)
    // A remembered direction is not yet confirmed.
    #expect(today.classifier.confirmedThighUpright == nil)
    today.turn(to: 88, over: 0.02)
    today.rest(60)
    #expect(today.posture == .sitting)
    var remounted = Self.leg(5)
    remounted.classifier.remember(thighUpright: upright)
    remounted.walk(30)
    remounted.sitDown()
    remounted.rest(60)
    #expect(remounted.posture == .sitting)
  }

  @Test func `pedalling moves no reference`() {
    var leg = Self.leg(6)
    leg.walk(30)
    leg.pedal(900)
    leg.sitDown()
    leg.rest(60)
    #expect(leg.share(.sitting) > 0.95)
    leg.standUp()
    leg.walk(20)
    #expect(leg.share(.walking) > 0.8)
  }

  @Test func `a whole day of fidgets never becomes standing`() {
    var leg = Self.leg(7)
    leg.walk(20)
    leg.sitDown()
    leg.fidget(3 * 3600)
    #expect(leg.share(.sitting) > 0.999)
  }

  @Test(arguments: [60.0, 80, 110])
  func slowStridesAreWalking(cadence: Double) {
    var leg = Self.leg(8)
    leg.walk(60, cadence: cadence, strength: 0.5)
    #expect(leg.share(.walking) > 0.9)
  }

  private static func up(_ degrees: Double) -> Vector3 {
    Vector3(
      Trigonometry.sine(degrees * Trigonometry.radiansPerDegree),
      Trigonometry.cosine(degrees * Trigonometry.radiansPerDegree), 0)
  }
}
