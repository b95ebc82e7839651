import Foundation
import PsoasMonitor
import TestSupport
import Testing

@testable import PsoasSettings

/// A locale with a decimal comma, for this thread.
private enum French {
  static var isHere: Bool { run { true } ?? false }

  /// - Returns: nil if the locale is not installed.
  static func run<Result>(_ body: () throws -> Result) rethrows -> Result? {
    guard let french = newlocale(1 << LC_NUMERIC | 1 << LC_CTYPE, "fr_FR.UTF-8", nil) else { return nil }
    let before = uselocale(french)
    defer {
      uselocale(before)
      freelocale(french)
    }
    return try body()
  }
}

@Suite(.enabled(if: French.isHere, "needs the locale fr_FR.UTF-8: make deps-test"))
struct LocaleTests {
  @Test func `the C library itself expects a comma here`() {
    #expect(French.run { strtod("0,5", nil) } == 0.5)
    #expect(French.run { strtod("0.5", nil) } == 0)
  }

  @Test func `numbers keep their point`() throws {
    let home = try Home(data: Repository.path("data"))
    try home.write("etc/psoas.conf", "[Reminders]\nSittingTime=0.5h\nGap=1,5h\n")
    try home.write("etc/quirks/x.quirks", "[X]\nMatchVendor=0x1209\nUnitsPerG=102.4\n")
    let settings = try #require(try French.run { try home.load() })
    #expect(settings.configuration.remindAfter == 1800)
    #expect(settings.quirks.quirk(for: SensorDescription(vendor: 0x1209))?.unitsPerG == 102.4)
    #expect(
      home.warnings(settings) == [
        "etc/psoas.conf:3: Gap=1,5h is not a time span: write it as 90s, 30min or 1h 30min"
      ])
  }
}
