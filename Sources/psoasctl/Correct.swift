import ArgumentParser
import PsoasBus
import PsoasCore

/// The wearer's own word: "I was standing".
struct Correct: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what you are doing, where the estimate is wrong.",
    discussion: "It holds until the sensors tell of a change.")

  @Argument(help: "standing, walking, sitting or lying")
  var posture: Posture

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.tell { client throws(BusError) in try client.correct(posture) }
  }
}

extension Posture: ExpressibleByArgument {
  public init?(argument: String) {
    let words: [Posture] = [.standing, .walking, .sitting, .lying]
    guard let posture = words.first(where: { "\($0.name)" == argument }) else { return nil }
    self = posture
  }
}
