import ArgumentParser
import PsoasMonitor

/// The command line: one file per verb.
@main
struct Psoasctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "psoasctl",
    abstract: "Show and review how you sit.",
    discussion: """
      Psoas is a general-wellness aid, not a medical device: it suggests, it does not diagnose.
      `psoasctl safety` prints the safety advice for exercises.
      """,
    version: "\(Version.text)",
    subcommands: [
      Status.self, MonitorVerb.self, SetupVerb.self, Doctor.self, Sensors.self, Snooze.self, Skip.self, Done.self,
      Undo.self,
      ProgrammeVerb.self, Pause.self, Resume.self, ExerciseVerb.self, Correct.self, Calibrate.self, Rhythm.self,
      Suggestions.self, Record.self, Replay.self, Analyze.self, Convert.self, Simulate.self, Day.self, Week.self,
      HistoryVerb.self, Report.self,
      Export.self, Forget.self, Config.self, Safety.self,
    ])

  static func main() {
    StandardStreams.prepare()
    do {
      var command = try parseAsRoot()
      try command.run()
      StandardOutput.flush()
    } catch {
      StandardOutput.flush()
      // Help, the version and completions are not errors.
      guard exitCode(for: error) == .success else { exit(withError: error) }
      print(fullMessage(for: error))
      StandardOutput.flush()
    }
  }
}
