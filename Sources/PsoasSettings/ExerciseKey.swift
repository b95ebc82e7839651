import PsoasMonitor
import PsoasSystem

/// The keys of the [Exercise] section, as documented in psoas-exercises(5).
enum ExerciseKey: UInt8, CaseIterable {
  case title, cue, text, cautions, source, picture
  case kind, muscles, sides, sets, rest, frequency, hoursApart, check, place, avoid, variantOf

  var name: StaticString {
    switch self {
    case .title: "Title"
    case .cue: "Cue"
    case .text: "Text"
    case .cautions: "Cautions"
    case .source: "Source"
    case .picture: "Picture"
    case .kind: "Kind"
    case .muscles: "Muscles"
    case .sides: "Sides"
    case .sets: "Sets"
    case .rest: "Rest"
    case .frequency: "Frequency"
    case .hoursApart: "HoursApart"
    case .check: "Check"
    case .place: "Place"
    case .avoid: "Avoid"
    case .variantOf: "VariantOf"
    }
  }

  /// Sets the field.
  /// - Throws: the fault of the value.
  func apply(_ entry: IniFile.Entry, to exercise: inout Exercise) throws(Amount.Fault) {
    let value = entry.value.trimmed
    switch self {
    case .title: lengthen(&exercise.title, entry)
    case .cue: lengthen(&exercise.cue, entry)
    case .text: lengthen(&exercise.text, entry)
    case .cautions: lengthen(&exercise.cautions, entry)
    case .source: lengthen(&exercise.source, entry)
    case .picture:
      guard !value.contains(UInt8(ascii: "/")) else {
        throw fault("Picture= expects the name of a file in this exercise's folder, without /")
      }
      exercise.picture = value
    case .kind:
      exercise.kind = Exercise.Kind.allCases[try word(value, Exercise.Kind.allCases.map { $0.name })]
      exercise.frequency = exercise.kind.usualFrequency
    case .muscles:
      if !entry.isContinuation { exercise.muscles = [] }
      for word in value.words {
        let index = try self.word(word, MuscleGroup.allCases.map { $0.name })
        exercise.muscles.append(MuscleGroup.allCases[index])
      }
    case .sides: exercise.sides = try Amount.count(value, name, 1...2)
    case .sets: exercise.sets = try Amount.count(value, name, 1...20)
    case .rest: exercise.rest = try Amount.seconds(value, name, upTo: 600)
    case .frequency:
      guard let frequency = Exercise.Frequency(value) else {
        throw fault("Frequency= expects daily, any or so many days a week, such as 3/week")
      }
      exercise.frequency = frequency
    case .hoursApart:
      guard case .weekly(let days, _) = exercise.frequency else {
        throw fault("HoursApart= requires Frequency=3/week or the like above it")
      }
      exercise.frequency = .weekly(days: days, hoursApart: try Amount.count(value, name, 0...168))
    case .check: exercise.check = Exercise.Check.allCases[try word(value, Exercise.Check.allCases.map { $0.name })]
    case .place: exercise.place = Exercise.Place.allCases[try word(value, Exercise.Place.allCases.map { $0.name })]
    case .avoid:
      if !entry.isContinuation { exercise.avoid = [] }
      for word in value.words {
        exercise.avoid.insert(Profile.words[try self.word(word, Profile.words.map { $0.name })].word)
      }
    case .variantOf: exercise.variantOf = value
    }
  }

  private func lengthen(_ text: inout Text, _ entry: IniFile.Entry) {
    if entry.isContinuation {
      text += " \(entry.value)"
    } else {
      text = entry.value
    }
  }

  private func fault(_ text: StaticString) -> Amount.Fault { Amount.Fault(message: Text(text)) }

  /// The index of a name among those that this key accepts.
  private func word(_ word: Text, _ known: [StaticString]) throws(Amount.Fault) -> Int {
    guard let index = known.firstIndex(where: { word == $0 }) else {
      throw Amount.Fault(message: Unknown.value(word, of: name, among: known))
    }
    return index
  }
}

extension Exercise.Kind {
  /// The default frequency. Daily for stretches; strength exercises need two days of rest in between (ACSM 2021).
  var usualFrequency: Exercise.Frequency {
    switch self {
    case .stretch: .daily
    case .strength: .weekly(days: 3, hoursApart: 48)
    case .move: .any
    }
  }
}

extension Exercise.Frequency {
  /// `daily`, `any`, or `3/week`: two days apart if the week permits.
  init?(_ value: Text) {
    if value == "daily" {
      self = .daily
    } else if value == "any" {
      self = .any
    } else {
      let slash = value.firstIndex(of: UInt8(ascii: "/")) ?? value.endIndex
      guard slash < value.endIndex, Text(value[(slash + 1)...]).trimmed == "week",
        let days = Values.whole(Text(value[..<slash]).trimmed), (1...7).contains(days)
      else { return nil }
      self = .weekly(days: days, hoursApart: days <= 3 ? 48 : 0)
    }
  }
}
