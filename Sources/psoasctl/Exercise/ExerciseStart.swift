import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Guides through an exercise: with the running service's sensor, otherwise by the clock.
struct ExerciseStart: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Start a guided exercise session.",
    discussion: """
      The running service checks it with the pelvis sensor: holds are timed, repetitions counted. Without the service,
      without a sensor or with --no-sensor it runs by the clock. Space pauses, n skips to the next part, d reports
      that you did it, q stops it.
      """)

  @Argument(
    help: "The exercise's name, as `psoasctl exercise list` prints it; without one, what is suggested or due.",
    completion: .exercises)
  var name: String?

  @Option(help: ArgumentHelp("One side only.", valueName: "left|right"))
  var side: BodySide?

  @Flag(help: "The largest amount instead of the least.")
  var long = false

  @Flag(help: "By the clock only.")
  var noSensor = false

  @Flag(help: "Plain lines instead of a screen.")
  var plain = false

  @OptionGroup var bus: BusOptions

  func run() throws {
    try Failure.reported { () throws(Failure) in
      let chosen: Text
      if let name { chosen = Text(name.utf8) } else { chosen = try Self.due(bus) }
      let request = ExerciseSessionRequest(chosen, side: side, isLong: long, usesSensor: !noSensor)
      let exercise = try ExerciseShow.find(request)
      _ = SafetyGate.pass()
      _ = try Self.guide(exercise, request, isPlain: plain, bus)
    }
  }

  /// Guides through a session, to its end.
  /// - Returns: how it ended.
  static func guide(
    _ exercise: Exercise, _ request: ExerciseSessionRequest, isPlain: Bool, _ bus: BusOptions
  ) throws(Failure) -> ExerciseSessionDriver {
    do throws(BusError) {
      let driver = try ExerciseSessionDriver(isPlain: isPlain)
      try begin(exercise, request, driver, bus)
      try driver.run()
      return driver
    } catch {
      throw Failure(error)
    }
  }

  /// The exercise of the open suggestion, otherwise the most urgent one of today.
  static func due(_ bus: BusOptions) throws(Failure) -> Text {
    do throws(BusError) {
      let client = try bus.client()
      let open = try client.status().status.openReminder
      if !open.isEmpty { return open }
      if let due = try client.programme().mostUrgent { return due.exercise }
    } catch {
      switch error {
      case .notRunning, .absent: return try firstOfProgramme()
      default: throw Failure(error)
      }
    }
    throw .data(
      """
      No exercise is due now: name one, as in `psoasctl exercise start kneeling-hip-flexor`. `psoasctl exercise list` \
      lists all exercises.
      """)
  }

  /// Without the service nobody knows what is due.
  private static func firstOfProgramme() throws(Failure) -> Text {
    let settings = try DataFiles.load(nil)
    if let first = Programme(settings.configuration, settings.catalog).exercises.first { return first.identifier }
    throw .data("The programme is empty: name an exercise. `psoasctl exercise list` lists all exercises.")
  }

  private static func begin(
    _ exercise: Exercise, _ request: ExerciseSessionRequest, _ driver: ExerciseSessionDriver, _ bus: BusOptions
  ) throws(BusError) {
    do throws(BusError) {
      let client = try bus.client()
      try driver.follow(client, request)
    } catch {
      switch error {
      case .notRunning, .absent: try driver.guide(exercise, request, because: error)
      default: throw error
      }
    }
  }
}

extension BodySide: ExpressibleByArgument {
  public static var allValueStrings: [String] { allCases.map { "\($0.name)" } }
  public static var allValueDescriptions: [String: String] { [:] }
  public var defaultValueDescription: String { "\(name)" }

  public init?(argument: String) { self.init(name: Text(argument.utf8)) }
}
