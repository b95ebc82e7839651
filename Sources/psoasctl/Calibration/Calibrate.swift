import ArgumentParser
import Glibc
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Guides the wearer through a calibration by the running service.
struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Calibrate the worn sensors: five seconds of stance, three bends, a seat.",
    discussion: """
      Stand where you can see this, with the sensors on. Every pose is announced and counted down; a step that fails
      gives the reason and is repeated. Enter: I am ready. s: skip this step. Ctrl-C: cancel without any change.
      Steps: \(stepNames).
      The exit status is 0 if a calibration was stored, 1 if not.
      """)

  static let stepNames = CalibrationStep.allCases.map { "\($0.name)" }.joined(separator: ", ")

  @Flag(help: "Confirm the same mounting after putting it on again: five seconds of neutral stance.")
  var quick = false

  @Option(help: ArgumentHelp("Do only this step; may be given more than once.", valueName: "name"))
  var step: [CalibrationStep] = []

  @Option(help: ArgumentHelp("Skip this step; may be given more than once.", valueName: "name"))
  var skip: [CalibrationStep] = []

  @Flag(help: "Print the stored calibrations and their quality.")
  var show = false

  @Option(help: ArgumentHelp("Delete the calibration of the sensor worn there.", valueName: "placement"))
  var forget: Placement?

  @Flag(help: "Plain lines and no keys, as without a terminal.")
  var plain = false

  @Flag(help: "No terminal bell.")
  var silent = false

  @OptionGroup var bus: BusOptions

  func validate() throws {
    if [quick, !step.isEmpty || !skip.isEmpty, show, forget != nil].filter({ $0 }).count > 1 {
      throw ValidationError("--quick, --step with --skip, --show and --forget exclude each other")
    }
    if skip.contains(.neutral), step.isEmpty {
      throw ValidationError("--skip neutral: without the neutral stance no angle can be measured")
    }
  }

  func run() throws {
    if show { return try CalibrationReport.print(bus) }
    if let forget {
      return try bus.withClient { client throws(BusError) in
        try client.forgetCalibration(forget)
        Answer.print(
          "The calibration of the \(forget.name) sensor is deleted; `psoasctl calibrate` makes a new one", undo: nil)
      }
    }
    var isStored = false
    try bus.withClient { client throws(BusError) in
      var guide = CalibrationGuide(isPlain: plain, isSilent: silent)
      isStored = try guide.run(client, isQuick: quick, steps: chosen.map { Text("\($0.name)".utf8) })
      for step in left where isStored {
        var loss = Text()
        CalibrationText.append(lossOf: step, to: &loss)
        print("skipped: \(loss.line)")
      }
    }
    if !isStored { throw ExitCode.failure }
    try CalibrationReport.print(bus)
  }

  private var chosen: [CalibrationStep] {
    if quick || step.isEmpty && skip.isEmpty { return [] }
    return CalibrationStep.allCases.filter { (step.isEmpty || step.contains($0)) && !skip.contains($0) }
  }

  /// Steps that the command line excluded from a full calibration.
  private var left: [CalibrationStep] { step.isEmpty ? skip : [] }
}

extension CalibrationStep: ExpressibleByArgument {
  public static var allValueStrings: [String] { allCases.map { "\($0.name)" } }
  public static var allValueDescriptions: [String: String] {
    Dictionary(uniqueKeysWithValues: allCases.map { ("\($0.name)", "\($0.summary)") })
  }

  private var summary: StaticString {
    switch self {
    case .neutral: "stand tall and still: all angles are relative to it"
    case .habitualStance: "stand as you usually do"
    case .bends: "three slow forward bends: the forward direction"
    case .seatedNeutral: "sit tall on the front of your chair"
    case .habitualSeat: "sit as you normally do"
    case .verification: "one more bend and a lean, as a check"
    }
  }

  public var defaultValueDescription: String { "\(name)" }

  public init?(argument: String) { self.init(name: Text(argument.utf8)) }
}
