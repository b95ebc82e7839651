import Foundation
import TestSupport
import Testing

@testable import PsoasBus
@testable import PsoasMonitor

/// Muscle suggestions from several days, on a bus.
@Suite struct SuggestionTests: BusSuite {
  let fixture: ServiceFixture

  init() throws { fixture = try ServiceFixture() }

  @Test func `they survive changes of the status, and their own change is signalled`() throws {
    let signals = try Listener(bus, loop, service)
    let behind = MuscleSuggestion(
      muscles: [.glutes, .hamstrings], reason: .standingPosterior(degrees: 8, days: 4))
    service.suggest([behind])
    service.update(BusStatus())
    let answer = try call("GetStatus")
    #expect(
      answer.output.contains(
        #""Suggestions" a(asss) 1 2 "glutes" "hamstrings" "standing-posterior" "glutes and hamstrings: you stood 8"#),
      "\(answer.output)")
    #expect(try signals.lines(until: "PropertiesChanged").contains { $0.contains("'Suggestions': <[(['glutes'") })
    service.suggest([])
    #expect(try call("GetStatus").output.contains(#""Suggestions" a(asss) 0"#))
  }
}
