import PsoasCore
import Testing

@Suite struct PlacementTests {
  @Test func `every placement comes once, in order`() {
    var seen: [Placement] = []
    for placement in Placement.allCases { seen.append(placement) }
    #expect(seen == [.pelvis, .thigh, .trunk])
  }

  @Test func `beyond the last placement there is none`() {
    #expect(Placement.trunk.advanced(by: 1) == .trunk)
    #expect(Placement.pelvis.advanced(by: -1) == .pelvis)
  }
}
