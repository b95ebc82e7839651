import ArgumentParser
import PsoasMonitor
import PsoasSimulator
import PsoasSystem
import PsoasTrace

/// Writes the synthetic wearer's signals with ground truth, for testing estimators without a recording.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Write the synthetic wearer's signals as sample CSV, with the truth.",
    discussion: "The same seed gives the same file. It is not a recording: accuracy has to be measured on people.")

  @Argument(help: "The file to write, which must not exist; - for standard output.")
  var file: String

  @Option(help: ArgumentHelp("How long, in seconds of the wearer's time.", valueName: "n"))
  var seconds = 3600.0

  @Option(help: ArgumentHelp("Seed of the wearer, the mounting and the noise.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Samples a second, 20 to 250.", valueName: "hz"))
  var rate = 100.0

  @Option(
    help: ArgumentHelp("Do this exercise in an exercise session, and write a recording folder.", valueName: "name"))
  var exercise: String?

  @Flag(help: "With --exercise: start the session, and do nothing.")
  var idle = false

  @Flag(help: "Wear a thigh sensor too.")
  var thigh = false

  @Flag(help: "Wear a trunk sensor too.")
  var trunk = false

  @Option(
    help: ArgumentHelp(
      "Instead of a work hour: stand, and bend forward n times with the published lumbopelvic rhythm.", valueName: "n"))
  var bends: Int?

  func validate() throws {
    if let bends, !(1...1000).contains(bends) { throw ValidationError("--bends: 1 to 1000") }
    guard seconds > 0, seconds <= 1e6 else { throw ValidationError("--seconds: above 0, at most 1000000") }
    guard (20...250).contains(rate) else { throw ValidationError("--rate: 20 to 250") }
  }

  func run() throws {
    try Failure.reported { () throws(Failure) in
      var options = SyntheticWearer.Options()
      options.seed = seed
      options.rate = rate
      if let exercise {
        let catalog = try DataFiles.load(nil).catalog
        var recording = try ExerciseRecording(
          try ExerciseShow.find(ExerciseSessionRequest(Text(exercise.utf8))), catalog, options, follows: !idle,
          to: file)
        return try recording.run()
      }
      if thigh { options.placements.append(.thigh) }
      if trunk || bends != nil { options.placements.append(.trunk) }
      var wearer = bends.map { SyntheticWearer(day: [.rhythm(bends: $0)], options) } ?? SyntheticWearer(options)
      let seconds = bends.map { Activity.rhythm(bends: $0).seconds } ?? seconds
      do throws(TraceError) {
        try wearer.writeCSV(seconds: seconds, to: Text(file.utf8))
      } catch {
        throw Failure(error)
      }
    }
  }
}
