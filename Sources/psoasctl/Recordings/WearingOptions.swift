import ArgumentParser
import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// How the sensors of a recording were worn, and in which units it is.
struct WearingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "auto: the trace's own, otherwise learn upright from walking; none: report up only; or a file.",
      valueName: "file|auto|none"))
  var calibration = "auto"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The wearer stood in neutral in these seconds of the trace.", valueName: "from:to"))
  var standing: StandingRange?

  @OptionGroup var units: UnitOptions

  @Option(help: ArgumentHelp("A configuration to use instead of the trace's own or the defaults.", valueName: "file"))
  var config: String?

  func calibrationMode() throws(Failure) -> PsoasMonitor.Monitor.CalibrationMode {
    switch calibration {
    case "auto": .automatic
    case "none": .none
    default: .given(try CalibrationFile.read(calibration))
    }
  }

  /// The same options for another instance of the program.
  var arguments: [Text] {
    var arguments: [Text] = ["--calibration=\(calibration)"]
    if let standing { arguments.append("--standing=\(standing.argument)") }
    if let given = units.given { arguments.append("--units=\(given.argument)") }
    if let config { arguments.append("--config=\(config)") }
    return arguments
  }

  /// The files that the options name.
  var files: [Text] {
    (["auto", "none"].contains(calibration) ? [] : [Text(calibration.utf8)]) + (config.map { [Text($0.utf8)] } ?? [])
  }
}

/// `FROM:TO` in seconds of the recording, which may begin below 0.
struct StandingRange: ExpressibleByArgument {
  let from: Instant
  let to: Instant
  /// As the user wrote it.
  let argument: String

  init(from: Instant, to: Instant) {
    (self.from, self.to) = (from, to)
    argument = ""
  }

  init?(argument: String) {
    self.argument = argument
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let from = Double(parts[0]), let to = Double(parts[1]), to > from, from > -1e11, to < 1e11
    else { return nil }
    self.from = Instant(microseconds: Int64((from * 1e6).rounded()))
    self.to = Instant(microseconds: Int64((to * 1e6).rounded()))
  }
}

/// The units of a sample CSV that differ from those of the format.
struct UnitOptions: ParsableArguments {
  @Option(
    name: .customLong("units"),
    help: ArgumentHelp(
      "Units of a sample CSV: \(TraceUnits.forms).", valueName: "acc=g,gyr=deg/s,time=ms"))
  var given: GivenUnits?

  var units: TraceUnits { given?.units ?? TraceUnits() }
}

struct GivenUnits: ExpressibleByArgument {
  let units: TraceUnits
  /// As the user wrote them.
  let argument: String

  init?(argument: String) {
    self.argument = argument
    var fault = Text()
    guard let units = TraceUnits(Text(argument.utf8), fault: &fault) else { return nil }
    self.units = units
  }
}
