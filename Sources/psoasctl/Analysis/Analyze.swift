import ArgumentParser
import Glibc
import PsoasMonitor
import PsoasSystem

/// Analyses many recordings into tables.
struct Analyze: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "Analyze many recordings into tables and a report.",
    discussion: """
      Each recording is processed as by replay, several at once, and gives one row on standard output. With -o the
      folder also gets the diaries, a report, and with --labels the agreement with a column of labels.
      A recording that cannot be used is named and does not stop the rest; the exit status is then 1.
      """)

  @Argument(help: "Recordings, and folders that contain them.")
  var traces: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write recordings.csv, diary.csv, failures.csv and report.html here.", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp("Recordings at the same time. (default: the processors of this process)", valueName: "n"))
  var jobs: Int?

  @Flag(help: "Keep what an earlier run with the same options has finished in the folder.")
  var resume = false

  @Option(
    help: ArgumentHelp("Only this share of the recordings, such as 2/4; needs -o.", valueName: "i/n"),
    transform: Shard.init(argument:))
  var shard: Shard?

  @Flag(help: "Join the output folders of the shards that are named instead of recordings.")
  var merge = false

  @OptionGroup var comparison: ComparisonOptions

  @Option(
    help: ArgumentHelp(
      "The first five seconds labelled as standing: score, skip, or announce them as by --standing.",
      valueName: "score|skip|announce"))
  var firstStanding: FirstStanding?

  @OptionGroup var wearing: WearingOptions

  @Flag(help: .hidden)
  var worker = false

  func validate() throws {
    guard !worker else { return }
    if traces.isEmpty { throw ValidationError("expected recordings, or folders that contain them") }
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs: 1 to 1024") }
    if output?.isEmpty ?? false { throw ValidationError("-o: expected a folder") }
    if output == nil {
      for (option, isGiven) in [
        ("--resume", resume), ("--shard", shard != nil), ("--merge", merge), ("--labels", comparison.labels != nil),
      ] where isGiven { throw ValidationError("\(option) needs -o FOLDER, where its results are kept") }
    }
    if comparison.labels == nil, !merge {
      for (option, isGiven) in [
        ("--map", comparison.map != nil), ("--tolerance", comparison.tolerance != nil),
        ("--first-standing", firstStanding != nil),
      ] where isGiven { throw ValidationError("\(option) needs --labels COLUMN") }
    }
    if firstStanding == .announce, wearing.standing != nil {
      throw ValidationError("--standing and --first-standing announce: choose one")
    }
    if merge, resume || shard != nil || comparison.labels != nil {
      throw ValidationError("--merge joins what is finished: it takes no --resume, --shard or --labels")
    }
  }

  func run() throws {
    if worker {
      let label = comparison.labels.map { Text($0.utf8) }
      return AnalysisWorker.run(.init(wearing: wearing, label: label, firstStanding: firstStanding ?? .score))
    }
    try Failure.reported { () throws(Failure) in
      let failed = merge ? try join() : try analyze()
      if failed > 0 { throw Failure(message: [], status: 1) }
    }
  }

  // MARK: Analyze

  private func analyze() throws(Failure) -> Int {
    // A wrong option is one error, not one of each recording.
    _ = try DataFiles.load(wearing.config)
    _ = try wearing.calibrationMode()
    let found = try AnalysisInputs.find(traces.map { Text($0.utf8) })
    let share = shard ?? .whole
    let inputs = found.enumerated().filter { share.contains($0.offset) }.map(\.element)
    var store: AnalysisStore?
    if let output {
      let made = try AnalysisStore.make(Text(output.utf8))
      try made.keep(.init(comparison: comparison, shard: share, inputs: inputs))
      store = made
    }
    var rows = OrderedRows(inputs, comparison)
    var waiting: [Int] = []
    for (index, input) in inputs.enumerated() {
      if resume, let part = store?.part(input), part.key == key(of: input), part.failure == nil {
        rows.take(index, part)
      } else {
        waiting.append(index)
      }
    }
    let count = try process(waiting, of: inputs, &rows, store)
    if let store { return try AnalysisTables.write(inputs, in: store, comparison) }
    return count
  }

  /// - Returns: the number of recordings that could not be used.
  private func process(
    _ waiting: [Int], of inputs: [AnalysisInput], _ rows: inout OrderedRows, _ store: AnalysisStore?
  ) throws(Failure) -> Int {
    let chosen = waiting.map { inputs[$0] }
    var progress = AnalysisProgress(chosen)
    var failed = 0
    var pool = WorkerPool(arguments, jobs: jobs ?? WorkerProcess.processors)
    progress.draw()
    let signal = try pool.run(
      chosen,
      finished: { index, part throws(Failure) in
        progress.finish(chosen[index], recorded: part.recorded)
        // Standard output may be the same terminal.
        progress.clear()
        if part.failure != nil { failed += 1 }
        tellFailure(of: part)
        try store?.keep(part, of: chosen[index], key: key(of: chosen[index]))
        rows.take(waiting[index], part)
      },
      waiting: { progress.draw() })
    progress.clear()
    guard let signal else { return failed }
    let remedy: Text = store == nil ? "" : "; the same command with --resume continues"
    throw Failure(
      message: "interrupted: \(rows.count) of \(inputs.count) recordings are finished\(remedy)", status: 128 + signal)
  }

  /// Names a recording that could not be used.
  private func tellFailure(of part: AnalysisPart) {
    if let failure = part.failure { StandardError.write("\(escaped: failure.reason)\n" as Text) }
  }

  private var arguments: [Text] {
    var arguments: [Text] = ["analyze", "--worker"] + wearing.arguments
    if let labels = comparison.labels { arguments.append("--labels=\(labels)") }
    if let firstStanding { arguments.append("--first-standing=\(firstStanding.rawValue)") }
    return arguments
  }

  /// The state of a recording and of all that its result depends on.
  private func key(of input: AnalysisInput) -> Text {
    var options: Text = "\(arguments, joined: "\n")"
    for file in wearing.files {
      if let facts = FileFacts(file) { options += "\n\(facts.size) \(facts.modified)" }
    }
    return "\(input.state) \(hexadecimal: options.checksum, digits: 16) \(Version.program)"
  }

  // MARK: Merge

  private func join() throws(Failure) -> Int {
    guard let output else { return 0 }
    var options: ComparisonOptions?
    var shards: [Shard] = []
    var sources: [(trace: Text, input: AnalysisInput, store: AnalysisStore)] = []
    for folder in traces {
      let store = AnalysisStore(path: Text(folder.utf8))
      let contents = try store.contents()
      guard options?.kept ?? contents.comparison.kept == contents.comparison.kept,
        shards.last?.count ?? contents.shard.count == contents.shard.count
      else {
        throw .data("\(folder): its options or shards are not those of \(traces[0]): analyze it again with the same")
      }
      options = contents.comparison
      shards.append(contents.shard)
      for input in contents.inputs { sources.append((input.trace, input, store)) }
    }
    guard var options, let count = shards.last?.count else { return 0 }
    for number in 1...count where !shards.contains(Shard(number: number, count: count)) {
      throw .data("shard \(number)/\(count) is missing, expected the folders of all \(count) shards")
    }
    options.override(with: comparison)
    sources.sort { $0.trace < $1.trace }
    for (one, other) in zip(sources, sources.dropFirst()) where one.trace == other.trace {
      throw .data("\(escaped: one.trace) is in \(one.store.path) and in \(other.store.path), expected each once")
    }
    let inputs = AnalysisInputs.identified(sources.map(\.trace))
    let merged = try AnalysisStore.make(Text(output.utf8))
    try merged.keep(.init(comparison: options, shard: .whole, inputs: inputs))
    var rows = OrderedRows(inputs, options)
    for (index, source) in sources.enumerated() {
      let part = try source.store.existingPart(source.input)
      tellFailure(of: part)
      try merged.copy(part, of: inputs[index])
      rows.take(index, part)
    }
    return try AnalysisTables.write(inputs, in: merged, options)
  }
}

extension Shard {
  fileprivate init(argument: String) throws {
    guard let shard = Shard(Text(argument.utf8)) else {
      throw ValidationError("expected the number of a share and how many there are, from 1/4 to 4/4")
    }
    self = shard
  }
}

/// The rows on standard output, in the order of the recordings' names, each as soon as those before it are there.
private struct OrderedRows {
  private var rows: [Text?]
  private var next = 0
  private let inputs: [AnalysisInput]
  private let options: ComparisonOptions
  private(set) var count = 0

  init(_ inputs: [AnalysisInput], _ options: ComparisonOptions) {
    self.inputs = inputs
    self.options = options
    rows = Array(repeating: nil, count: inputs.count)
    print(AnalysisTables.header.text)
  }

  mutating func take(_ index: Int, _ part: AnalysisPart) {
    count += 1
    let trace = inputs[index].trace
    rows[index] = part.failure == nil ? AnalysisTables.row(part, trace, person: options.person(of: trace)) : []
    while next < rows.count, let row = rows[next] {
      print(row.text, terminator: "")
      rows[next] = []
      next += 1
    }
  }
}
