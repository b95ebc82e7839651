import ArgumentParser
import PsoasBus
import PsoasSystem

struct Done: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say that you did an exercise.",
    discussion: "Without one, the exercise that was suggested last. `psoasctl programme --all` lists them.")

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
