import ArgumentParser
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// Converts a recording between the formats that psoasctl reads.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Convert a recording to sample CSV, a recording folder or Motion-BIDS.",
    discussion: """
      TRACE is a sample CSV or an .evemu file (plain, .gz or .zst), a recording folder, a run of a Motion-BIDS dataset \
      (its _motion.tsv, or the dataset if it has one run), or - for standard input. What the other format cannot hold is \
      said on standard error. Nothing is overwritten: OUTPUT must not exist, and appears when it is complete.
      """)

  @Argument(help: "The recording to read.")
  var trace: String

  @Argument(help: "What to write: NAME.csv, .csv.gz or .csv.zst, NAME.psoas, a dataset's folder, or - for CSV.")
  var output: String

  @Option(help: ArgumentHelp("The format, if the name does not say it.", valueName: "csv|recording|bids"))
  var to: ConvertedFormat?

  @Flag(help: "Compress the samples of a recording folder.")
  var compress = false

  @OptionGroup var units: UnitOptions

  @OptionGroup var labels: BIDSOptions

  func validate() throws {
    guard let format else {
      throw ValidationError("\(output): its name says no format: end it in .csv or .psoas, or give --to")
    }
    if compress, format != .recording {
      throw ValidationError("--compress is for a recording folder; name a CSV .csv.zst")
    }
    if output == "-", format != .csv { throw ValidationError("only CSV can go to standard output") }
    if format == .bids, units.given != nil {
      throw ValidationError("--units is not for Motion-BIDS: convert to a recording folder first")
    }
  }

  private var format: ConvertedFormat? { to ?? ConvertedFormat(named: Text(output.utf8)) }

  func run() throws {
    try Failure.reported { () throws(Failure) in
      let input = Text(trace.utf8)
      let target = Text(output.utf8)
      switch format {
      case .csv:
        var conversion = try CSVConversion(input, units.units)
        try conversion.write(to: target)
      case .recording:
        var conversion = try RecordingConversion(input, units.units)
        try conversion.write(to: target, compress ? .zstd : .plain)
      case .bids, nil: try BIDSDataset.add([trace], to: output, labels)
      }
    }
  }
}

/// A format of `psoasctl convert`.
enum ConvertedFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, recording, bids

  init?(named name: Text) {
    let plain = Text(name.dropLast(Packing(named: name).suffix.utf8CodeUnitCount))
    if name == "-" || plain.hasSuffix(".csv") {
      self = .csv
    } else if name.hasSuffix(".psoas") || name.hasSuffix(".psoas/") {
      self = .recording
    } else {
      return nil
    }
  }
}
