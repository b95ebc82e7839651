import PsoasCore
import PsoasMonitor
import Testing

@Suite struct TiltDayTests {
  @Test func `a histogram interpolates the median between its bins`() {
    var histogram = TiltHistogram()
    #expect(histogram.median == nil)
    histogram.add(10, at: 3)
    #expect(histogram.median == 3)
    histogram.add(30, at: 7.4)
    #expect(histogram.median == 6.5 + 10.0 / 30)
    histogram.add(100, at: -80)
    #expect(histogram[-45] == 100)
    #expect(histogram.total == 140)
  }

  @Test func `histograms of two days add up`() {
    var (a, b) = (TiltHistogram(), TiltHistogram())
    a.add(5, at: -2)
    b.add(6, at: -2.4)
    b.add(1, at: 9)
    a.merge(b)
    #expect(a[-2] == 11)
    #expect(a[9] == 1)
    a.merge(TiltHistogram())
    #expect(a.total == 12)
  }

  @Test func `a tilt within the dead band is neutral`() {
    var day = TiltDay()
    day.add(4, .standing, tilt: 4.9, deadBand: 5)
    day.add(2, .standing, tilt: 5.1, deadBand: 5)
    day.add(1, .sitting, tilt: -12, deadBand: 5)
    day.add(9, .lying, tilt: -90, deadBand: 5)
    #expect(day.bands[.standing] == TiltBands(posterior: 0, neutral: 4, anterior: 2))
    #expect(day.bands[.sitting] == TiltBands(posterior: 1, neutral: 0, anterior: 0))
    #expect(day.standingDegrees.total == 6)
    #expect(day.sittingDegrees.total == 1)
    #expect(day.bands.total.total == 7 && day.bands[.lying] == TiltBands())
  }

  @Test func `a trend needs three days with ten minutes of standing`() {
    var day = TiltDay()
    day.add(601, .standing, tilt: 8, deadBand: 5)
    var brief = TiltDay()
    brief.add(60, .standing, tilt: -20, deadBand: 5)
    #expect(TiltTrend([day, day, brief]) == nil)
    #expect(TiltTrend([day, brief, day, day])?.median == 8)
    #expect(TiltTrend([day, brief, day, day])?.days == 3)
  }
}
