import Testing

@testable import psoasd

@Suite struct SyntheticPaceTests {
  @Test func `time passes at one speed, and at the other while the wearer is guided`() {
    var pace = SyntheticPace(60, guided: 1)
    pace.begin(at: 1_000_000)
    #expect(pace.due(at: 1_000_000) == 0)
    #expect(pace.due(at: 1_500_000) == 30_000_000)
    pace.change(to: true, at: 1_500_000, coming: 30_000_000)
    #expect(pace.due(at: 1_500_000) == 30_000_000)
    #expect(pace.due(at: 3_500_000) == 32_000_000)
    pace.change(to: false, at: 3_500_000, coming: 32_000_000)
    #expect(pace.due(at: 3_600_000) == 38_000_000)
  }

  @Test func `a backlog at the change is neither lost from the run nor made up for`() {
    var pace = SyntheticPace(100_000, guided: 1)
    pace.begin(at: 0)
    // A second has passed, of which the machine has managed a hundredth.
    #expect(pace.due(at: 1_000_000) == 100_000_000_000)
    pace.change(to: true, at: 1_000_000, coming: 1_000_000_000)
    #expect(pace.due(at: 1_010_000) == 1_000_010_000)
  }

  @Test func `no time overflows`() {
    var pace = SyntheticPace(100_000, guided: 1)
    pace.begin(at: 0)
    #expect(pace.due(at: Int64.max / 2) == Int64.max)
  }
}
