import ArgumentParser
import PsoasBus
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// The catalog, and exercise sessions.
struct ExerciseVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exercise", abstract: "List the exercises, and run guided exercise sessions.",
    subcommands: [ExerciseList.self, ExerciseShow.self, ExerciseStart.self, ExerciseStop.self])
}

struct ExerciseList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the exercises, including your own.")

  func run() throws {
    try Failure.reported { () throws(Failure) in
      for line in Self.lines(try DataFiles.load(nil).catalog.exercises) { print(line.text) }
    }
  }

  /// The name, the title and the amount of each exercise; `*` if the sensor checks it.
  static func lines(_ exercises: [Exercise]) -> [Text] {
    let names = (exercises.map(\.identifier.width).max() ?? 0) + 2
    let titles = (exercises.map { ("\(listed: $0.title)" as Text).width }.max() ?? 0) + 2
    var lines = exercises.map { exercise in
      let title: Text = "\(listed: exercise.title)"
      let mark: StaticString = exercise.check == .none ? "" : " *"
      return "\(exercise.identifier.padded(names))\(title.padded(titles))\(exercise.dose)\(mark)" as Text
    }
    if exercises.contains(where: { $0.check != .none }) {
      lines.append("* checked by the sensor, if it is worn on the pelvis")
    }
    return lines
  }
}

struct ExerciseShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show how an exercise is done, its cautions and its sources.")

  @Argument(help: "The exercise's name, as list prints it.", completion: .exercises)
  var name: String

  @Flag(help: "Draw the picture with plain ASCII.")
  var ascii = false

  @Flag(help: "No picture.")
  var noPicture = false

  func run() throws {
    try Failure.reported { () throws(Failure) in
      let exercise = try Self.find(ExerciseSessionRequest(Text(name.utf8)))
      let summary = ExerciseSummary(exercise)
      print("\(summary.title.line): \(summary.dose.line)")
      if !noPicture { Self.draw(exercise.picturePath, isPlain: ascii) }
      // An exercise may have only a title and a text.
      for (name, text) in [
        ("", summary.text.isEmpty ? exercise.cue.text : summary.text.text), ("Cautions: ", summary.cautions.text),
        ("Sensor: ", Self.checks(exercise.check)), ("Source: ", summary.source.text),
      ] where !text.isEmpty {
        print("\n" + Paragraph.wrapped(name + text))
      }
    }
  }

  private static func draw(_ file: Text, isPlain: Bool) {
    if !isPlain, SixelTerminal.isPresent(), let picture = ExercisePicture(file: file, isFine: true) {
      StandardOutput.write("\n\(picture.sixel.text)\n")
    } else if let picture = ExercisePicture(file: file) {
      print("\n" + picture.lines(isPlain: isPlain || !Terminal.usesUTF8).map(\.text).joined(separator: "\n"))
    }
  }

  /// The exercise, or the refusal that the service would return: the timer needs no service.
  static func find(_ request: ExerciseSessionRequest) throws(Failure) -> Exercise {
    let catalog = try DataFiles.load(nil).catalog
    do throws(CommandRefusal) { return try request.exercise(in: catalog) } catch { throw Failure(error) }
  }

  private static func checks(_ check: Exercise.Check) -> String {
    switch check {
    case .none: "by the clock; a sensor on the pelvis cannot check this one."
    case .hipFlexorHold:
      "checks that you kneel down, hold still and tuck your tailbone, but not the side."
    case .figureFourHold: "checks that you lie on your back, draw in and hold still, but not the side."
    case .bridgeRepetitions: "counts each time that your hips go up by 12 degrees and come down again."
    case .plankHold: "times the plank, and detects hips that sag or rise, but also accepts standing on all fours."
    }
  }
}

struct ExerciseStop: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "stop", abstract: "Stop the session in progress.")

  @OptionGroup var bus: BusOptions

  func run() throws {
    try bus.withClient { client throws(BusError) in
      let exercise = try client.status().status.activeSession
      try client.stopSession()
      Answer.print("Exercise stopped: \(ExerciseTitles(client)[exercise])", undo: nil)
    }
  }
}

/// Text for people, wrapped at words.
enum Paragraph {
  static func wrapped(_ text: String, width: Int = 78) -> String { lines(text, width: width).joined(separator: "\n") }

  /// - Parameter most: the number of lines; the last one has the rest.
  static func lines(_ text: String, width: Int, most: Int = Int.max) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, lines.count + 1 < most,
        ScreenRow.width(of: line) + 1 + ScreenRow.width(of: String(word)) > width
      {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
