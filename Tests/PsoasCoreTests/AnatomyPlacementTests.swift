import PsoasCore
import Testing

@Suite("Placements")
struct PlacementTests {
  @Test func everyOneOnceInOrder() {
    var seen: [Placement] = []
    for placement in Placement.allCases { seen.append(placement) }
    #expect(seen == [.pelvis, .thigh, .trunk])
  }

  @Test func beyondTheLastThereIsNone() {
    #expect(Placement.trunk.advanced(by: 1) == .trunk)
    #expect(Placement.pelvis.advanced(by: -1) == .pelvis)
  }
}
