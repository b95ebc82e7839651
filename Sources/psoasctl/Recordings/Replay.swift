import ArgumentParser
import Glibc
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem
import PsoasTrace

/// Processes recordings with the same pipeline as the live service.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run recordings through the pipeline of the live service.",
    discussion: """
      TRACE is a sample CSV (plain or .gz), an .evemu file, a recording folder, or - for standard input.
      Without --estimates, --events and --diary it prints the day's summary.
      Invalid input ends it with FILE:LINE and exit status 65; earlier output stays.
      With several traces each row and event names its trace.
      """)

  @Argument(help: "What to replay, one after the other.")
  var traces: [String]

  @Option(help: ArgumentHelp("Write one CSV row per sample.", valueName: "file|-"))
  var estimates: String?

  @Option(help: ArgumentHelp("Write one JSON object per event.", valueName: "file|-"))
  var events: String?

  @Option(help: ArgumentHelp("Write one CSV row per final interval of posture.", valueName: "file|-"))
  var diary: String?

  @Option(help: ArgumentHelp("Times real time, or max.", valueName: "n|max"))
  var speed: Speed = .max

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

  @Option(help: ArgumentHelp("Lag of lagged_up, 0 to 10.", valueName: "seconds"))
  var lag = 2.0

  func validate() throws {
    guard lag >= 0, lag <= 10 else { throw ValidationError("--lag: 0 to 10 seconds, not \(lag)") }
    if [estimates, events, diary].count(where: { $0 == "-" }) > 1 {
      throw ValidationError(
        "only one of --estimates, --events and --diary can go to standard output: name files for the others")
    }
  }

  func run() throws {
    try Failure.reported { () throws(Failure) in
      let options = ReplayRun.Options(
        mode: try calibrationMode(), settings: try DataFiles.load(config), overridesConfiguration: config != nil,
        standing: standing, speed: speed, lag: lag, units: units.units)
      var sink = try ReplaySink(
        estimates: estimates, events: events, diary: diary, namesTraces: traces.count > 1)
      do throws(Failure) {
        for trace in traces {
          sink.begin(trace)
          var run = try ReplayRun(trace, options)
          let fault = try run.run(into: &sink)
          let isWorthASummary = run.hasInputs && fault?.discreditsInput != true
          if estimates == nil, events == nil, diary == nil, isWorthASummary { Self.summarize(run.totals, of: trace) }
          if let fault { throw fault }
        }
      } catch {
        // The results before the fault are still written.
        try sink.flush()
        throw error
      }
      try sink.flush()
    }
  }

  private static func summarize(_ totals: DayTotals, of trace: String) {
    var text = Text()
    SummaryText.append(totals, to: &text)
    print(trace)
    print(text.text)
  }

  private func calibrationMode() throws(Failure) -> PsoasMonitor.Monitor.CalibrationMode {
    switch calibration {
    case "auto": .automatic
    case "none": .none
    default: .given(try CalibrationFile.read(calibration))
    }
  }
}

/// The speed of a replay.
enum Speed: ExpressibleByArgument {
  case max
  case times(Double)

  init?(argument: String) {
    if argument == "max" {
      self = .max
    } else if let factor = Double(argument), factor > 0, factor.isFinite {
      self = .times(factor)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "max" }
}

/// `FROM:TO` in seconds of the recording, which may begin below 0.
struct StandingRange: ExpressibleByArgument {
  let from: Instant
  let to: Instant

  init?(argument: String) {
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

  init?(argument: String) {
    var fault = Text()
    guard let units = TraceUnits(Text(argument.utf8), fault: &fault) else { return nil }
    self.units = units
  }
}
