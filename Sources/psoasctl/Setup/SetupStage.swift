import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Where to go after a step.
enum SetupMove {
  case next, again, skip, back
}

/// What a step does with a key.
enum SetupAnswer {
  case ignored, handled
  case move(SetupMove)
  /// The step takes the terminal for a screen of its own.
  case perform
}

/// What a step has found, for the last lines.
struct SetupFinding {
  var words: Text
  var isGood: Bool

  static func good(_ words: Text) -> SetupFinding { SetupFinding(words: words, isGood: true) }
  static func open(_ words: Text) -> SetupFinding { SetupFinding(words: words, isGood: false) }
}

/// The service, as far as setup needs it. Each question has a limit of time, and the connection is made anew after an
/// error.
final class SetupService {
  let bus: BusOptions
  /// Below which the installed files are; empty for the file system of this machine.
  let root: Text
  private var client: BusClient?
  /// The error of the last question.
  private(set) var error: BusError?
  private(set) var status: BusStatus?
  private(set) var sensors: [BusSensor] = []
  /// CLOCK_MONOTONIC, microseconds.
  private var nextQuestion: Int64 = 0

  init(_ bus: BusOptions, root: Text) { (self.bus, self.root) = (bus, root) }

  /// Asks for the state, at most every `period` microseconds; less often while there is no answer.
  func ask(every period: Int64 = 500_000) {
    let now = SystemClock.monotonic
    guard now >= nextQuestion else { return }
    do throws(BusError) {
      let client: BusClient
      if let connected = self.client {
        client = connected
      } else {
        client = try BusClient(bus.kind, patience: Examination.patience)
        self.client = client
      }
      status = try client.status().status
      sensors = try client.sensors()
      error = nil
      nextQuestion = now + period
    } catch {
      (self.error, client, status, sensors) = (error, nil, nil, [])
      nextQuestion = SystemClock.monotonic + 2 * period
    }
  }

  /// A synthetic wearer is played: no sensor of a person is read.
  var isSynthetic: Bool { sensors.contains { $0.identifier.hasPrefix("synthetic:") } }

  func sensor(_ placement: Placement) -> BusSensor? { sensors.first { $0.placement == placement } }
}

/// A step in progress.
class SetupStage {
  let step: SetupStep
  let service: SetupService
  let settings: Settings
  let isPlain: Bool

  required init(_ step: SetupStep, _ service: SetupService, _ settings: Settings, isPlain: Bool) {
    (self.step, self.service, self.settings, self.isPlain) = (step, service, settings, isPlain)
  }

  /// Descriptors to wait for.
  var descriptors: [Int32] { [] }

  /// Called at the beginning, and four times a second or more often.
  func update() { service.ask() }

  /// Without the keys that all steps have.
  var page: SetupPage { SetupPage(step) }

  func press(_ key: UInt8) -> SetupAnswer { .ignored }

  /// Runs a screen of its own, after a key was answered with `.perform`.
  func perform() throws(Failure) {}

  var finding: SetupFinding { .good("") }

  /// The words for Enter and for s.
  var nextWords: StaticString { "next" }
  var skipWords: StaticString { "skip" }

  static func make(_ step: SetupStep, _ service: SetupService, _ settings: Settings, isPlain: Bool) -> SetupStage {
    let kind: SetupStage.Type =
      switch step {
      case .wear: WearStage.self
      case .pair: PairStage.self
      case .permission: PermissionStage.self
      case .sensors: ShakeStage.self
      case .walk: WalkStage.self
      case .calibrate: CalibrateStage.self
      case .safety: SafetyStage.self
      case .stretch: StretchStage.self
      }
    return kind.init(step, service, settings, isPlain: isPlain)
  }
}
