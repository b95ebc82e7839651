import PsoasAnalysis
import PsoasCore
import PsoasSystem
import Testing

/// Values computed by hand; the arithmetic is beside each.
@Suite struct AgreementTests {
  /// 100 s of sitting, of which 90 are found; 200 s of standing, of which 20 are called sitting.
  private var confusion: Confusion {
    var confusion = Confusion()
    confusion.add(90, .sitting, said: .sitting)
    confusion.add(6, .sitting, said: .standing)
    confusion.add(4, .sitting, said: .unknown)
    confusion.add(20, .standing, said: .sitting)
    confusion.add(180, .standing, said: .standing)
    return confusion
  }

  private func isClose(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) < 1e-12 } ?? false
  }

  @Test func `rates of one posture against all others`() {
    let counts = confusion.counts(of: .sitting)
    #expect(counts == BinaryCounts(truePositive: 90, falseNegative: 10, falsePositive: 20, trueNegative: 180))
    #expect(isClose(counts.sensitivity, 0.9))
    #expect(isClose(counts.specificity, 0.9))
    #expect(isClose(counts.balancedAccuracy, 0.9))
    #expect(isClose(counts.precision, 90.0 / 110))
    // 2 * 90 / (2 * 90 + 20 + 10)
    #expect(isClose(counts.f1, 180.0 / 210))
    // Observed 270/300; by chance (100 * 110 + 200 * 190) / 300^2 = 49/90.
    #expect(isClose(counts.kappa, (0.9 - 49.0 / 90) / (1 - 49.0 / 90)))
  }

  @Test func `all postures together`() {
    #expect(confusion.total == 300)
    #expect(confusion.labelled(.sitting) == 100 && confusion.estimated(.unknown) == 4)
    // Right 270 of 300.
    #expect(isClose(confusion.accuracy, 0.9))
    // By chance (100 * 110 + 200 * 186) / 300^2: unknown agrees with no label.
    let chance = 48_200.0 / 90_000
    #expect(isClose(confusion.kappa, (0.9 - chance) / (1 - chance)))
  }

  @Test func `what is neither labelled nor estimated has no rate, and other is a negative of all`() {
    #expect(confusion.counts(of: .lying).sensitivity == nil)
    #expect(confusion.counts(of: .lying).specificity == 1)
    #expect(confusion.counts(of: .lying).balancedAccuracy == nil)
    #expect(confusion.counts(of: .lying).f1 == nil)
    #expect(confusion.counts(of: .lying).kappa == nil)
    var confusion = confusion
    confusion.add(100, .other, said: .walking)
    confusion.add(100, .other, said: .sitting)
    #expect(isClose(confusion.counts(of: .sitting).specificity, 280.0 / 400))
    #expect(isClose(confusion.counts(of: .walking).specificity, 400.0 / 500))
    #expect(isClose(confusion.accuracy, 270.0 / 500))
    #expect(confusion.counts(of: .other).total == 0)
    #expect(Confusion().accuracy == nil && Confusion().kappa == nil)
  }

  @Test func `differences over people`() throws {
    // Mean 2; squares 9 + 1 + 16 = 26 over 2: deviation of 13.
    let limits = try #require(LimitsOfAgreement([-1, 1, 6]))
    #expect(isClose(limits.bias, 2))
    #expect(isClose(limits.deviation, 13.0.squareRoot()))
    #expect(isClose(limits.lower, 2 - 1.96 * 13.0.squareRoot()))
    #expect(isClose(limits.upper, 2 + 1.96 * 13.0.squareRoot()))
    #expect(isClose(limits.meanAbsoluteError, 8.0 / 3))
    let one = try #require(LimitsOfAgreement([3]))
    #expect(one.bias == 3 && one.deviation == nil && one.lower == nil)
    #expect(LimitsOfAgreement([]) == nil)
  }

  @Test func `transitions match one to one within the tolerance`() {
    var transitions = Transitions(tolerance: 5)
    // Labels sit down at 10, 40 and 80, and get up at 30 and 60; estimates at 12, 46, 80 and 33, 60.
    let labels: [Int64] = [10, 30, 40, 60, 80]
    let estimates: [Int64] = [12, 33, 46, 60, 80]
    for second in 0..<100 as Range<Int64> {
      transitions.add(
        second, truth: labels.count { $0 <= second } % 2 == 1, said: estimates.count { $0 <= second } % 2 == 1)
    }
    let down = transitions[.sitDown]
    // 46 is six seconds late.
    #expect(down.labelled == 3 && down.estimated == 3 && down.matched == 2)
    #expect(isClose(down.sensitivity, 2.0 / 3) && isClose(down.precision, 2.0 / 3))
    let up = transitions[.getUp]
    #expect(up.labelled == 2 && up.estimated == 2 && up.matched == 2)
  }

  @Test func `an early estimate matches, one estimate matches one label, and unknown seconds are bridged`() {
    var early = Transitions(tolerance: 5)
    early.add(0, truth: false, said: false)
    early.add(7, truth: false, said: true)
    early.add(10, truth: true, said: true)
    #expect(early[.sitDown].matched == 1)

    var twice = Transitions(tolerance: 5)
    twice.add(0, truth: false, said: false)
    twice.add(10, truth: true, said: true)
    twice.add(11, truth: false, said: true)
    twice.add(12, truth: true, said: true)
    #expect(twice[.sitDown].labelled == 2 && twice[.sitDown].estimated == 1 && twice[.sitDown].matched == 1)

    var bridged = Transitions(tolerance: 5)
    bridged.add(0, truth: true, said: true)
    bridged.add(10, truth: nil, said: nil)
    bridged.add(13, truth: false, said: nil)
    bridged.add(15, truth: false, said: false)
    #expect(bridged[.getUp].labelled == 1 && bridged[.getUp].matched == 1)
    bridged.interrupt()
    bridged.add(100, truth: true, said: true)
    #expect(bridged[.sitDown].labelled == 0 && bridged[.sitDown].estimated == 0)
  }

  @Test func `confidence is compared with the share of right seconds`() {
    var reliability = Reliability()
    reliability.add(3, .sitting, said: .sitting, confidence: 0.9)
    reliability.add(1, .standing, said: .sitting, confidence: 0.86)
    reliability.add(5, .standing, said: .unknown, confidence: 0)
    reliability.add(5, .other, said: .standing, confidence: 0.9)
    reliability.add(2, .lying, said: .lying, confidence: 1)
    let bin = reliability.bins[4]
    #expect(bin.seconds == 4 && bin.right == 3)
    #expect(isClose(bin.shareRight, 0.75) && isClose(bin.meanConfidence, (3 * 0.9 + 0.86) / 4))
    #expect(reliability.bins.last?.seconds == 2)
    #expect(reliability.bins.reduce(0) { $0 + $1.seconds } == 6)
  }

  @Test func `a recording gives both estimates, with bouts and gaps`() {
    var recording = RecordingAgreement(LabelMap(), tolerance: 5, breakLength: 60)
    let sitting = PostureEstimate(.sitting, confidence: 0.9)
    let standing = PostureEstimate(.standing, confidence: 0.8)
    recording.add(LabelledSpan(began: 0, ended: 2000, label: "sit", live: sitting, diary: sitting))
    recording.add(LabelledSpan(began: 2000, ended: 2010, label: "stand", live: sitting, diary: standing))
    recording.add(LabelledSpan(began: 2010, ended: 2100, label: "stand", live: standing, diary: standing))
    recording.add(LabelledSpan(began: 2100, ended: 2110, label: "unlabelled", live: standing, diary: standing))
    // After a gap.
    recording.add(LabelledSpan(began: 3000, ended: 3100, label: "sit", live: sitting, diary: sitting))
    let results = recording.finish()
    let (live, diary) = (results[EstimateKind.live.index], results[EstimateKind.diary.index])
    #expect(live.confusion.total == 2200 && live.confusion[.standing, .sitting] == 10)
    #expect(diary.confusion[.standing, .sitting] == 0)
    #expect(live.labelledBouts == [2000, 100] && live.estimatedBouts == [2010, 100])
    #expect(diary.estimatedBouts == [2000, 100])
    #expect(Agreement.longBouts(live.estimatedBouts).count == 1)
    #expect(isClose(Agreement.longBouts(live.estimatedBouts).minutes, 33.5))
    #expect(live.transitions[.getUp].labelled == 1 && live.transitions[.getUp].matched == 0)
    #expect(diary.transitions[.getUp].matched == 1)
    #expect(live.transitions[.sitDown].labelled == 0)
    #expect(isClose(live.minutes(.sitting).labelled, 35) && isClose(live.minutes(.sitting).estimated, 2110.0 / 60))
  }

  @Test func `bouts of a sequence`() {
    var bouts = BoutCount(breakLength: 60)
    bouts.add(600, in: .sitting)
    bouts.add(30, in: .standing)
    bouts.add(1300, in: .sitting)
    bouts.add(300, in: .walking)
    bouts.add(40, in: .sitting)
    bouts.finish()
    #expect(bouts.lengths == [1900, 40])
    #expect(bouts.breaks == 1 && bouts.activeBreaks == 1)
    #expect(bouts.count(atLeast: 60) == 1 && bouts.sitting(inBoutsOf: 1800) == 1900)
    #expect(bouts.longest == 1900 && bouts.median == 970)
    #expect(BoutCount(breakLength: 60).median == nil)
  }
}

@Suite struct LabelMapTests {
  @Test func `labels have a meaning of their own, or the given one`() throws {
    var fault = Text()
    let map = try #require(LabelMap("sit=none,cycling_sit=other,a=b=lying,ride=sitting", fault: &fault))
    #expect(map["sit"] == nil && map.knows("sit"))
    #expect(map["cycling_sit"] == .other && map["a=b"] == .lying && map["ride"] == .sitting)
    #expect(map["stairs_up"] == .walking && map["standing"] == .standing)
    #expect(map["unlabelled"] == nil && !map.knows("unlabelled"))
    #expect(map[""] == nil)
  }

  @Test(arguments: ["", "sit", "sit=", "=sitting", "sit=seated", "sit=sitting,", "sit=sitting,,lie=lying"])
  func `a map of another form is refused`(text: String) {
    var fault = Text()
    #expect(LabelMap(Text(text.utf8), fault: &fault) == nil)
  }
}
