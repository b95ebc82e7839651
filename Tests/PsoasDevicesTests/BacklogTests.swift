import Foundation
import Testing

@testable import PsoasDevices

@Suite struct BacklogTests {
  private let ends: [Int32]

  init() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    self.ends = ends
  }

  private func keepsUp(_ backlog: inout Backlog, taken: Int) -> Bool { backlog.keepsUp(ends[0], taken: taken) }

  private func finish() { for end in ends { close(end) } }

  @Test func `a silent sensor has no backlog`() {
    defer { finish() }
    var backlog = Backlog()
    for _ in 0..<5 { #expect(keepsUp(&backlog, taken: 0)) }
  }

  @Test func `readings that wait at two checks are a backlog until they are read`() {
    defer { finish() }
    var backlog = Backlog()
    #expect(keepsUp(&backlog, taken: 0))
    #expect(write(ends[1], "x", 1) == 1)
    #expect(keepsUp(&backlog, taken: 0), "it may have come this very moment")
    #expect(!keepsUp(&backlog, taken: 0))
    #expect(!keepsUp(&backlog, taken: 0))
    #expect(keepsUp(&backlog, taken: 1))
    var byte: UInt8 = 0
    #expect(read(ends[0], &byte, 1) == 1)
    #expect(keepsUp(&backlog, taken: 1))
  }

  @Test func `a sensor that sends and is read all the time has no backlog`() {
    defer { finish() }
    var backlog = Backlog()
    #expect(write(ends[1], "x", 1) == 1)
    for taken in 0..<5 { #expect(keepsUp(&backlog, taken: taken)) }
  }
}
