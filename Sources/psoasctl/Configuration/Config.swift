import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Shows the settings, their origins, and their errors.
struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show the settings and their origin, check a file, or reload the service.",
    subcommands: [Show.self, Check.self, Path.self, Example.self, Reload.self], defaultSubcommand: Show.self)

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print each value and its origin.",
      discussion: "The output is itself a psoas.conf. With --json it is one object per line and setting.")

    @Flag(help: "Print JSON Lines.")
    var json = false

    @Option(help: ArgumentHelp("Only this file, not the installed ones.", valueName: "file"))
    var config: String?

    func run() throws {
      try Failure.reported { () throws(Failure) in
        let values = try DataFiles.load(config).values
        if json { Self.printJSON(values) } else { Self.printText(values) }
      }
    }

    private static func printText(_ values: [SettingValue]) {
      let assignments = values.map { Text.assignment($0).text }
      let width = min(assignments.map(\.count).max() ?? 0, 44)
      var section = ""
      for (value, assignment) in zip(values, assignments) {
        if "\(value.section)" != section {
          if !section.isEmpty { print() }
          section = "\(value.section)"
          print("[\(section)]")
        }
        let padding = String(repeating: " ", count: max(width - assignment.count, 0))
        print("\(assignment)\(padding)  ; \(value.origin.text.line)")
      }
    }

    private static func printJSON(_ values: [SettingValue]) {
      for value in values {
        var line: Text = "{\"section\":\"\(value.section)\",\"key\":\"\(value.key)\",\"value\":\(json: value.value)"
        if case .line(let file, let number) = value.origin {
          line += ",\"file\":\(json: file),\"line\":\(number)"
        } else {
          line += ",\"origin\":\(json: value.origin.text)"
        }
        line.append("}")
        print(line.text)
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Print the errors in a file, or in all installed files.",
      discussion: "Prints FILE:LINE and what was expected; exits with 65 if there are errors.")

    @Argument(help: "Files to check; none for the installed ones.")
    var files: [String] = []

    func run() throws {
      try Failure.reported { () throws(Failure) in
        var warnings: [Text] = []
        for file in files.isEmpty ? [nil] : files.map({ $0 as String? }) {
          do throws(SettingsError) {
            let settings = try Settings.load(configuration: file.map { Text($0.utf8) })
            warnings += settings.warnings.map { "\(escaped: $0.text)" }
          } catch {
            throw .noInput(error.message)
          }
        }
        guard warnings.isEmpty else { throw .data("\(warnings, joined: "\n")") }
      }
    }
  }

  struct Path: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "path", abstract: "List the files in the order in which they are read; the last value applies.")

    func run() {
      for file in SettingsPlaces.ofThisProcess.configurationFiles() {
        print(file.path.text + Self.remark(file.state))
      }
    }

    private static func remark(_ state: ConfigurationFile.State) -> String {
      switch state {
      case .read: ""
      case .mask: "  (empty: masks files of its name with lower priority)"
      case .replaced: "  (overridden by one of its name with higher priority)"
      case .missing: "  (does not exist)"
      case .unreadable(let error): "  (cannot be read: \(error.message.line))"
      }
    }
  }

  struct Example: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "example", abstract: "Print an example file: every setting with its default and its syntax.",
      discussion: "All values are comments: redirect it to a file and remove the # of those that you change.")

    func run() { print(SettingExample.text.text, terminator: "") }
  }

  struct Reload: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reload", abstract: "Reload the configuration of the running service.",
      discussion: "Prints the service's warnings; an invalid value leaves the last valid one in effect.")

    @OptionGroup var bus: BusOptions

    func run() throws {
      try Failure.reported { () throws(Failure) in
        let client = try bus.connect()
        let warnings: [Text]
        do throws(BusError) { warnings = try client.reload() } catch { throw Failure(error) }
        Answer.print("The service has reloaded its configuration", undo: nil)
        guard warnings.isEmpty else { throw .data("\(warnings.map { "\(escaped: $0)" as Text }, joined: "\n")") }
      }
    }
  }
}

extension Text {
  fileprivate static func assignment(_ value: SettingValue) -> Text {
    "\(value.key)=\(value.value)"
  }
}
