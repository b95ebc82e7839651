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
    commandName: "replay", abstract: "Run recordings through the pipeline of the live service.",
    discussion: """
      TRACE is a sample CSV or an .evemu file (plain, .gz or .zst), a recording folder, the _motion.tsv of a run of \
      Motion-BIDS, or - for standard input.
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

  @OptionGroup var wearing: WearingOptions

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
        mode: try wearing.calibrationMode(), settings: try DataFiles.load(wearing.config),
        overridesConfiguration: wearing.config != nil, standing: wearing.standing, speed: speed, lag: lag,
        units: wearing.units.units)
      var sink = try ReplaySink(
        estimates: estimates, events: events, diary: diary, namesTraces: traces.count > 1)
      do throws(Failure) {
        for trace in traces {
          sink.begin(trace)
          var run = try ReplayRun(Text(trace.utf8), options)
          let fault = try run.run(into: &sink)
          let isWorthASummary = run.hasInputs && fault?.discreditsInput != true
          if estimates == nil, events == nil, diary == nil, isWorthASummary {
            Self.summarize(run.status.today, of: trace)
          }
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
