import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Analyses one recording: the process that `analyze` starts for each.
enum AnalysisWorker {
  struct Options {
    var wearing: WearingOptions
    /// The column with labels; nil for none.
    var label: Text?
    var firstStanding = FirstStanding.score
  }

  /// Reads the recording's path from standard input, and writes its part to standard output. A recording that cannot be
  /// used is a part, too.
  static func run(_ options: Options) {
    WorkerProcess.endWithParent()
    do throws(Failure) {
      try analyze(try path(), options)
    } catch {
      var writer = PartWriter()
      writer.append(.failure, "\(error.status)\t\(encoded: error.message)")
      writer.append(.end, [])
      writer.flush()
    }
  }

  private static func path() throws(Failure) -> Text {
    do throws(FileError) { return try Files.read(BorrowedDescriptor.standardInput, limit: 1 << 16) } catch {
      throw .noInput("standard input: \(error.message)")
    }
  }

  private static func analyze(_ trace: Text, _ options: Options) throws(Failure) {
    let settings = try DataFiles.load(options.wearing.config, printsWarnings: false)
    var replay = ReplayRun.Options(
      mode: try options.wearing.calibrationMode(), settings: settings,
      overridesConfiguration: options.wearing.config != nil, standing: options.wearing.standing, speed: .max, lag: 0,
      units: options.wearing.units.units, label: options.label, showsProgress: false)
    // An announced stance is no test of the estimate.
    var skipped = replay.standing?.seconds
    if let label = options.label, options.firstStanding != .score {
      let stance = try FirstStanding.find(in: trace, label, replay.units)
      skipped = stance?.seconds
      if options.firstStanding == .announce { replay.standing = stance }
    }
    var run = try ReplayRun(trace, replay)
    let analysis = RecordingAnalysis(
      breakLength: run.breakLength, isLabelled: options.label != nil, skipped: skipped)
    var sink = ReplaySink(analysis)
    if let fault = try run.run(into: &sink) { throw fault }
    analysis.finish(RecordingFigures(analysis: analysis, start: run.start, calibration: run.status.calibration))
  }
}
