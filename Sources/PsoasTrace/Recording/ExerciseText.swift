import PsoasMonitor
import PsoasSystem

/// An exercise as a JSON object for recordings: everything but the folder of its file.
enum ExerciseText {
  /// Appends all exercises as the member `exercises` of an open object.
  static func append(_ catalog: ExerciseCatalog, to text: inout Text, separator: StaticString = "") {
    text.append(",\"exercises\":[")
    for index in catalog.exercises.indices {
      text.append(separator)
      if index > 0 { text.append(",") }
      append(catalog.exercises[index], to: &text)
    }
    text.append("]")
  }

  static func append(_ exercise: Exercise, to text: inout Text) {
    text += "{\"exercise\":\(json: exercise.identifier)"
    text.member("title", exercise.title)
    let texts: [(StaticString, Text)] = [
      ("cue", exercise.cue), ("text", exercise.text), ("cautions", exercise.cautions), ("source", exercise.source),
      ("picture", exercise.picture), ("variant_of", exercise.variantOf), ("avoid", exercise.avoid.text),
    ]
    for (name, value) in texts where !value.isEmpty { text.member(name, value) }
    text.member("kind", exercise.kind.name)
    if !exercise.muscles.isEmpty { text.member("muscles", MuscleGroup.words(of: exercise.muscles)) }
    text.member("sides", exercise.sides)
    text.member("sets", exercise.sets)
    text.member("rest_s", exercise.rest)
    switch exercise.frequency {
    case .daily: text.member("frequency", "daily")
    case .any: text.member("frequency", "any")
    case .weekly(let days, let hoursApart):
      text.member("frequency", "weekly")
      text.member("days", days)
      text.member("hours_apart", hoursApart)
    }
    text.member("check", exercise.check.name)
    if exercise.place != .floor { text.member("place", exercise.place.name) }
    text.append(",\"stages\":[")
    for index in exercise.stages.indices {
      if index > 0 { text.append(",") }
      append(exercise.stages[index], to: &text)
    }
    text.append("]}")
  }

  private static func append(_ stage: ExerciseStage, to text: inout Text) {
    text.append("{\"work\":\"")
    switch stage.work {
    case .hold(let seconds):
      text.append("hold\"")
      append(seconds, to: &text)
    case .repetitions(let count, let hold, let rest):
      text.append("repetitions\"")
      append(count, to: &text)
      text.member("hold_s", hold)
      text.member("rest_s", rest)
    case .rest(let seconds):
      text.append("rest\"")
      append(seconds...seconds, to: &text)
    case .move(let seconds):
      text.append("move\"")
      append(seconds, to: &text)
    }
    if !stage.cue.isEmpty { text.member("cue", stage.cue) }
    text.append("}")
  }

  private static func append(_ range: ClosedRange<Int>, to text: inout Text) {
    text.member("least", range.lowerBound)
    text.member("most", range.upperBound)
  }

  // MARK: Parsing

  static func catalog(_ object: JSONObject) throws(JSONFault) -> ExerciseCatalog {
    var catalog = ExerciseCatalog()
    for exercise in try object.objects("exercises") { catalog.add(try read(exercise)) }
    return catalog
  }

  /// The same where the member is required.
  static func requiredCatalog(_ object: JSONObject) throws(JSONFault) -> ExerciseCatalog {
    guard object.has("exercises") else { throw JSONFault(key: "exercises", expected: "it to be present") }
    return try catalog(object)
  }

  static func read(_ object: JSONObject) throws(JSONFault) -> Exercise {
    var exercise = Exercise(
      identifier: try object.required(try object.text("exercise"), "exercise"),
      title: try object.required(try object.text("title"), "title"), stages: [])
    guard !exercise.identifier.isEmpty else { throw JSONFault(key: "exercise", expected: "an identifier") }
    exercise.cue = try object.text("cue") ?? []
    exercise.text = try object.text("text") ?? []
    exercise.cautions = try object.text("cautions") ?? []
    exercise.source = try object.text("source") ?? []
    exercise.picture = try object.text("picture") ?? []
    exercise.variantOf = try object.text("variant_of") ?? []
    exercise.kind = try word(object, "kind") ?? .stretch
    exercise.check = try word(object, "check") ?? .none
    exercise.place = try word(object, "place") ?? .floor
    exercise.muscles = try Member.muscles.read("muscles", object) ?? []
    exercise.avoid = try avoid(object)
    exercise.sides = try object.integer("sides", in: 1...2) ?? 1
    exercise.sets = try object.integer("sets", in: 1...20) ?? 1
    exercise.rest = try object.integer("rest_s", in: 0...600) ?? 0
    exercise.frequency = try frequency(object)
    for stage in try object.objects("stages") { exercise.stages.append(try self.stage(stage)) }
    guard !exercise.stages.isEmpty else { throw JSONFault(key: "stages", expected: "one at least") }
    return exercise
  }

  private static func word<Word: Named>(_ object: JSONObject, _ key: StaticString) throws(JSONFault) -> Word? {
    guard let name = try object.text(key) else { return nil }
    guard let word = Word(name: name) else { throw JSONFault(key: key, expected: "a word that this version knows") }
    return word
  }

  private static func avoid(_ object: JSONObject) throws(JSONFault) -> Profile {
    var profile = Profile()
    for word in (try object.text("avoid") ?? []).split(separator: UInt8(ascii: " ")) {
      guard let known = Profile.words.first(where: { Text(word) == $0.name }) else {
        throw JSONFault(key: "avoid", expected: "words of a profile that this version knows")
      }
      profile.insert(known.word)
    }
    return profile
  }

  private static func frequency(_ object: JSONObject) throws(JSONFault) -> Exercise.Frequency {
    guard let name = try object.text("frequency") else { return .daily }
    if name == "daily" { return .daily }
    if name == "any" { return .any }
    guard name == "weekly" else { throw JSONFault(key: "frequency", expected: "daily, any or weekly") }
    return .weekly(
      days: try object.required(try object.integer("days", in: 1...7), "days"),
      hoursApart: try object.integer("hours_apart", in: 0...168) ?? 0)
  }

  private static func stage(_ object: JSONObject) throws(JSONFault) -> ExerciseStage {
    let name = try object.required(try object.text("work"), "work")
    let least = try object.required(try object.integer("least", in: 1...600), "least")
    let most = try object.integer("most", in: 1...600) ?? least
    guard least <= most else { throw JSONFault(key: "most", expected: "least or more") }
    let cue = try object.text("cue") ?? []
    if name == "hold" { return ExerciseStage(.hold(seconds: least...most), cue: cue) }
    if name == "rest" { return ExerciseStage(.rest(seconds: least), cue: cue) }
    if name == "move" { return ExerciseStage(.move(seconds: least...most), cue: cue) }
    guard name == "repetitions" else {
      throw JSONFault(key: "work", expected: "hold, repetitions, rest or move")
    }
    return ExerciseStage(
      .repetitions(
        least...most, hold: try object.integer("hold_s", in: 0...120) ?? 0,
        rest: try object.integer("rest_s", in: 0...120) ?? 0), cue: cue)
  }
}

extension MuscleGroup {
  /// Names separated by blanks.
  static func words(of muscles: [MuscleGroup]) -> Text {
    "\(muscles.map { Text($0.name) }, joined: " ")"
  }
}

extension Member where Value == [MuscleGroup] {
  /// Names separated by blanks.
  static var muscles: Member {
    Member(
      write: { $2.member($0, MuscleGroup.words(of: $1)) },
      read: { (key, object) throws(JSONFault) in
        guard let words = try object.text(key) else { return nil }
        return try words.split(separator: UInt8(ascii: " ")).map { (word) throws(JSONFault) in
          if let muscle = MuscleGroup(name: Text(word)) { return muscle }
          throw JSONFault(key: key, expected: "muscle groups that this version knows")
        }
      })
  }
}
