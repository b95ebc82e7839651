import ArgumentParser
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Corrects the posture: "I was standing".
struct Correct: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct", abstract: "Correct the estimated posture.",
    discussion: """
      It applies until the sensors detect a change. With --all-along the time since the last change of posture is
      corrected as well: "I was standing".
      """)

  @Argument(help: "The posture.")
  var posture: Posture

  @Flag(help: "Also correct the time since the last change of posture.")
  var allAlong = false

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in
      if allAlong { try client.correctEpisode(posture) } else { try client.correct(posture) }
      Answer.print(Self.words(posture, allAlong: allAlong))
    }
  }
}

extension Correct {
  static func words(_ posture: Posture, allAlong: Bool) -> Text {
    let since: StaticString = allAlong ? " since the last change, and" : ""
    return "Counted as \(posture.name)\(since) until the sensors detect a change"
  }
}

extension Posture: ExpressibleByArgument {
  /// The postures that a wearer can report.
  static let stated: [Posture] = [.standing, .walking, .sitting, .lying]

  public static var allValueStrings: [String] { stated.map { "\($0.name)" } }
  public static var allValueDescriptions: [String: String] { [:] }
  public var defaultValueDescription: String { "\(name)" }

  public init?(argument: String) {
    guard let posture = Posture.stated.first(where: { "\($0.name)" == argument }) else { return nil }
    self = posture
  }
}
