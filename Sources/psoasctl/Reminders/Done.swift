import ArgumentParser
import PsoasBus
import PsoasSystem

struct Done: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Report an exercise as done.",
    discussion: "Without an argument, the last suggested exercise. `psoasctl programme --all` lists them.")

  @Argument(help: "The exercise's identifier.")
  var exercise: String?

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in
      if let exercise {
        try client.done(Text(exercise.utf8))
      } else {
        try client.done()
      }
    }
  }
}
