import ArgumentParser
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// Exports the history and recordings for other programs.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export the history, or recordings, for other programs.",
    discussion: "It is health data: consider whom you give it to.",
    subcommands: [CSV.self, JSONL.self, BIDS.self])

  /// The days and the history to export.
  struct Choice: ParsableArguments {
    @Option(help: ArgumentHelp("The first day to export.", valueName: "date"))
    var from: LocalDay?

    @Option(help: ArgumentHelp("The last day to export.", valueName: "date"))
    var to: LocalDay?

    @OptionGroup var history: HistoryOptions

    /// The tables with their rows, in memory: a year is some megabytes.
    func tables() throws(Failure) -> [Table] {
      let first = from?.number ?? Int64.min
      let days = first...max(to?.number ?? Int64.max, first)
      let archive = try history.open(for: days)
      var tables: [Table] = []
      do throws(HistoryError) {
        for name in archive.tables {
          let columns = try archive.columns(of: name)
          var table = Table(
            name: name.text, columns: columns.map(\.text), units: columns.map { archive.unit(of: $0, in: name) })
          try archive.rows(of: name, days: days) { table.rows.append($0) }
          tables.append(table)
        }
      } catch {
        throw Failure(error)
      }
      return tables
    }
  }

  struct Table {
    let name: String
    let columns: [String]
    /// The unit of each column.
    let units: [ColumnUnit]
    var rows: [[HistoryArchive.Cell]] = []

    /// Names of the columns with their units.
    var headers: [String] { zip(columns, units).map { "\($0)\($1.suffix)" } }
  }

  struct CSV: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "csv", abstract: "Write the history as CSV, one file per table.",
      discussion: """
        RFC 4180 with line feeds, UTF-8, a decimal point in every locale; names end in their unit: _s, _deg, _deg_per_s,
        _percent, and _utc for ISO 8601 moments. psoasctl(1) describes the tables.
        """)

    @Argument(help: "The folder to write to, created if missing. Existing files are replaced.")
    var folder: String

    @OptionGroup var choice: Choice

    func run() throws {
      try Failure.reported { () throws(Failure) in
        let tables = try choice.tables()
        try Export.makeFolder(folder)
        for table in tables {
          var output = try Output("\(folder)/\(table.name).csv")
          let units = table.units
          try output.write { text in
            text.append(contentsOf: table.headers.joined(separator: ",").utf8)
            text.append("\n")
          }
          for row in table.rows {
            try output.write { text in
              for (index, cell) in row.enumerated() {
                if index > 0 { text.append(",") }
                var value = Text()
                units[index].append(cell, to: &value)
                text.append(csv: value)
              }
              text.append("\n")
            }
          }
          try output.flush()
        }
      }
    }
  }

  struct JSONL: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "jsonl", abstract: "Write the history as JSON Lines, one object per row.",
      discussion: "`table` is the first member of each; names are those of the CSV files.")

    @Argument(help: "The file to write, or - for standard output.")
    var file = "-"

    @OptionGroup var choice: Choice

    func run() throws {
      try Failure.reported { () throws(Failure) in
        let tables = try choice.tables()
        var output = try Output(file)
        for table in tables {
          let units = table.units
          let headers = table.headers
          for row in table.rows {
            try output.write { text in
              text += "{\"table\":\(json: Text(table.name.utf8))"
              for (index, cell) in row.enumerated() {
                text += ",\(json: Text(headers[index].utf8)):"
                var value = Text()
                if units[index].append(cell, to: &value) {
                  text.append(json: value)
                } else if value.isEmpty {
                  text.append("null")
                } else {
                  text.append(value)
                }
              }
              text.append("}\n")
            }
          }
        }
        try output.flush()
      }
    }
  }
}

extension Export {
  /// Creates a directory for its owner only: the content is health data.
  static func makeFolder(_ path: String) throws(Failure) {
    do throws(Errno) { try Folder.make(Text(path.utf8)) } catch {
      throw .cannotMake("\(path): \(error.reason.text)")
    }
  }
}

extension Failure {
  /// EX_CANTCREAT.
  static func cannotMake(_ message: Text) -> Failure { Failure(message: message, status: 73) }
}

extension Text {
  /// Appends a cell of CSV (RFC 4180), in quotation marks if necessary.
  mutating func append(csv cell: Text) {
    let needsMarks = cell.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard needsMarks else { return append(cell) }
    append("\"")
    for byte in cell {
      if byte == 0x22 { append("\"") }
      append(byte)
    }
    append("\"")
  }
}
