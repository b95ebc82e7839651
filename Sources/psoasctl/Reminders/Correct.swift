import ArgumentParser
import PsoasBus
import PsoasCore

/// Corrects the posture: "I was standing".
struct Correct: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what you are doing, where the estimate is wrong.",
    discussion: """
      It holds until the sensors tell of a change. With --all-along the time since the posture last changed is booked
      anew as well: "I was standing".
      """)

  @Argument(help: "standing, walking, sitting or lying")
  var posture: Posture

  @Flag(help: "You have done so since the posture last changed.")
  var allAlong = false

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in
      if allAlong { try client.correctEpisode(posture) } else { try client.correct(posture) }
    }
  }
}

extension Posture: ExpressibleByArgument {
  /// The postures that a wearer can report.
  private static let stated: [Posture] = [.standing, .walking, .sitting, .lying]

  public static var allValueStrings: [String] { stated.map { "\($0.name)" } }
  public var defaultValueDescription: String { "\(name)" }

  public init?(argument: String) {
    guard let posture = Posture.stated.first(where: { "\($0.name)" == argument }) else { return nil }
    self = posture
  }
}
