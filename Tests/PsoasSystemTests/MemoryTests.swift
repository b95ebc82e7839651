import PsoasSystem
import TestSupport
import Testing

@Suite struct MemoryTests {
  // `make sanitize` sets the options.
  @Test(.enabled(if: Child.inheritedEnvironment["ASAN_OPTIONS"] == nil, "AddressSanitizer keeps freed memory"))
  func `freed memory and code are given back, and the program goes on`() throws {
    let result = try Child.run(Child.built("psoas-system-probe"), ["trim"])
    let sizes = try result.lines.dropLast().map { try #require(Int($0.split { !$0.isNumber }.first ?? "")) }
    try #require(result.status == 0 && sizes.count == 4)
    // Of 50 MB, kB.
    #expect(sizes[2] < sizes[0] - 40_000)
    #expect(sizes[3] < sizes[1])
    #expect(result.lines.last == "6440")
  }
}
