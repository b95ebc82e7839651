import ArgumentParser
import PsoasBus
import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasState
import PsoasSystem
import PsoasTrace

/// Measures the lumbopelvic rhythm: with the running service, or from recordings.
struct Rhythm: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rhythm", abstract: "Measure the shares of lumbar spine and pelvis in forward bends.",
    discussion: """
      Needs a trunk sensor (over T12 to L1) and a pelvis sensor, both with gyroscopes. Stand still for three
      seconds, bend slowly forward as far as is comfortable, come back up, three times, and stand still again.
      With TRACE the same is measured in recordings or sample CSV with pelvis and trunk columns.
      It shows your own movement and its changes. It is not a diagnosis, and norms of other systems do not apply.
      """)

  @OptionGroup var bus: BusOptions

  @Argument(help: "Recordings to measure instead of a live measurement.")
  var traces: [String] = []

  @Option(
    help: ArgumentHelp(
      "Number of bends, 3 to 10; five are best. (default: three, and the first ten of a trace)", valueName: "n"))
  var bends: Int?

  @OptionGroup var units: UnitOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("Begin so many seconds into the trace.", valueName: "seconds"))
  var from: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("End so many seconds into the trace.", valueName: "seconds"))
  var to: Double?

  @Option(help: ArgumentHelp("Draw the curve of lumbar spine against pelvis into a file.", valueName: "file"))
  var svg: String?

  @Flag(help: "Print one JSON object for each measurement.")
  var json = false

  @Flag(help: "Print one CSV row for each bend.")
  var csv = false

  @Flag(help: "Draw with plain ASCII.")
  var ascii = false

  @Flag(help: "List your earlier measurements instead of measuring.")
  var history = false

  func validate() throws {
    if let bends, !(Spread.fewest...LumbopelvicRhythm.mostBends).contains(bends) {
      throw ValidationError("--bends: 3 to 10")
    }
    if json, csv { throw ValidationError("--json and --csv: choose one") }
    if svg != nil, traces.count > 1 { throw ValidationError("--svg draws one measurement: name one trace") }
    for (name, seconds) in [("--from", from), ("--to", to)] {
      if let seconds, !(seconds >= 0) {
        throw ValidationError("\(name) counts from the trace's first sample: 0 or more seconds, not \(seconds)")
      }
    }
    if traces.isEmpty, from != nil || to != nil { throw ValidationError("--from and --to are about a trace") }
    if history, !traces.isEmpty { throw ValidationError("--history is about your own measurements: name no trace") }
  }

  func run() throws {
    try Failure.reported { () throws(Failure) in
      if history { return RhythmReport.printHistory(try memories(), json: json) }
      if csv { print(RhythmReport.csvHeader) }
      if traces.isEmpty {
        let earlier = (try? memories()) ?? []
        try report(try RhythmGuide(isQuiet: json || csv).measure(bends ?? Spread.fewest, bus), title: nil, earlier)
      }
      for trace in traces {
        let result = try RhythmTrace.measure(
          trace, bends ?? LumbopelvicRhythm.mostBends, from: from, to: to, units.units)
        try report(result, title: trace, nil)
      }
    }
  }

  private func report(_ result: RhythmResult, title: String?, _ earlier: [RhythmEntry]?) throws(Failure) {
    guard let rhythm = result.rhythm else { throw Failure.data("too few bends") }
    if let svg {
      var output = try Output(svg)
      try output.write { $0.append(RhythmSVG.draw(result, rhythm)) }
      try output.flush()
    }
    if json {
      var line: Text = "{\"trace\":"
      if let title { line.append(json: Text(title.utf8)) } else { line.append("null") }
      RhythmJSON.append(result, to: &line)
      line.append("}")
      return print(line.text)
    }
    if csv { return print(RhythmReport.rows(result, title: title), terminator: "") }
    if let title { print(title) }
    print(RhythmReport.table(rhythm))
    print(RhythmPlot(isPlain: ascii || !Terminal.usesUTF8).draw(result))
    print(RhythmReport.comparison(rhythm, earlier))
  }

  private func memories() throws(Failure) -> [RhythmEntry] {
    guard !bus.system, let directory = StateDirectory.path else { return [] }
    do throws(HistoryError) { return try RhythmTable.read(directory: directory) } catch {
      throw Failure(message: error.message, status: 66)
    }
  }
}
