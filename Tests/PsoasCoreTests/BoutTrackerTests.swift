import PsoasCore
import Testing

@Suite struct BoutTrackerTests {
  /// Plays `(posture, seconds)` second by second and returns the tracker's changes with their times.
  private func play(_ course: [(Posture, Int)]) -> [(at: Int, BoutTracker.Change)] {
    var tracker = BoutTracker()
    var second = 0
    var emitted: [(Int, BoutTracker.Change)] = []
    for (posture, seconds) in course {
      for _ in 0..<seconds {
        second += 1
        if let change = tracker.advance(by: 1, in: posture) { emitted.append((second, change)) }
      }
    }
    return emitted
  }

  @Test func `sixty seconds on the feet end a bout`() {
    let emitted = play([(.sitting, 100), (.standing, 60)])
    #expect(emitted.map(\.at) == [5, 160])
    #expect(emitted.last?.1 == .ended(sitting: 100))
  }

  @Test func `a shorter interruption does not, and is not counted as sitting`() {
    let emitted = play([(.sitting, 100), (.walking, 59), (.sitting, 100), (.standing, 60)])
    #expect(emitted.count == 2)
    #expect(emitted.last?.1 == .ended(sitting: 200))
  }

  @Test func `a flicker of sitting does not start the break again`() {
    let emitted = play([(.sitting, 100), (.standing, 40), (.sitting, 2), (.standing, 20)])
    #expect(emitted.last?.at == 162)
  }

  @Test func `unknown time neither adds nor breaks, until it is too long`() {
    #expect(play([(.sitting, 100), (.unknown, 299), (.sitting, 10)]).count == 1)
    #expect(play([(.sitting, 100), (.unknown, 300)]).last?.1 == .ended(sitting: 100))
  }

  @Test func `lying down and taking the sensor off are breaks`() {
    #expect(play([(.sitting, 100), (.lying, 60)]).last?.1 == .ended(sitting: 100))
    #expect(play([(.sitting, 100), (.notWorn, 60)]).last?.1 == .ended(sitting: 100))
  }

  @Test func `a night's sleep of the machine is a break`() {
    var tracker = BoutTracker()
    _ = tracker.advance(by: 100, in: .sitting)
    #expect(tracker.absence(for: 28_800) == .ended(sitting: 100))
    #expect(!tracker.isInBout)
  }

  @Test func `a break is reported when it ends, with its length and kind`() throws {
    let emitted = play([(.sitting, 100), (.standing, 100), (.walking, 130), (.lying, 20), (.sitting, 10)])
    guard case .began(let rest)? = emitted.last?.1 else { throw CancellationError() }
    let reported = try #require(rest)
    #expect(reported.length == 250 && reported.upright == 230 && reported.walking == 130)
    #expect(reported.isActive, "two minutes of stepping")
    let short = play([(.sitting, 100), (.standing, 40), (.sitting, 20), (.standing, 299), (.sitting, 10)])
    guard case .began(let rest)? = short.last?.1 else { throw CancellationError() }
    #expect(rest?.upright == 299, "the interruption before it is no part of the break")
    #expect(rest?.isActive == false, "a second short of five minutes")
  }

  @Test func `the end of the session closes the bout`() {
    var tracker = BoutTracker()
    #expect(tracker.end() == nil)
    _ = tracker.advance(by: 10, in: .sitting)
    #expect(tracker.end() == .ended(sitting: 10))
  }
}
