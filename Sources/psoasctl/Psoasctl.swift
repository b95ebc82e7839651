import ArgumentParser
import PsoasMonitor

/// The command line: one file a verb.
@main
struct Psoasctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "psoasctl",
    abstract: "See how you sit, and look back at how you sat.",
    discussion: """
      Psoas is a general-wellness aid, not a medical device: it suggests, it does not diagnose.
      `psoasctl safety` prints what to know before the first exercise.
      """,
    version: "\(Version.text)",
    subcommands: [
      Status.self, MonitorVerb.self, Sensors.self, Snooze.self, Skip.self, Done.self, ProgrammeVerb.self, Pause.self,
      Resume.self, ExerciseVerb.self,
      Correct.self, Calibrate.self, Rhythm.self, Suggestions.self, Record.self, Replay.self, Simulate.self,
      Day.self, Week.self, HistoryVerb.self, Export.self, Forget.self, Config.self,
      Safety.self,
    ])
}
