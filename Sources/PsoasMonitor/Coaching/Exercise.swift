import PsoasSystem

/// One entry of the catalog, read from data/exercises or from the wearer's own folder (psoas-exercises(5)).
///
/// One set consists of all stages in order; with two sides it is done on the left first, then on the right. Sets follow
/// one another with a rest between them.
public struct Exercise: Equatable, Sendable {
  /// How the programme schedules it.
  public enum Kind: UInt8, CaseIterable, Sendable {
    /// Held; every day is useful.
    case stretch
    /// Repetitions; muscles need days of rest between.
    case strength
    /// A short movement, whenever a break is due.
    case move

    public var name: StaticString {
      switch self {
      case .stretch: "stretch"
      case .strength: "strength"
      case .move: "move"
      }
    }
  }

  /// How often the programme schedules it.
  public enum Frequency: Equatable, Sendable {
    case daily
    /// On so many days (1 to 7) of any seven, with so many hours (0 to 168) between the end of one and the next.
    case weekly(days: Int, hoursApart: Int)
    /// Never scheduled: a reminder may suggest it, and the wearer may start it.
    case any
  }

  /// Where it can be done.
  public enum Place: UInt8, CaseIterable, Sendable {
    /// On the floor, a mat or a bed.
    case floor
    /// Beside a desk, in street clothes.
    case desk

    public var name: StaticString {
      switch self {
      case .floor: "floor"
      case .desk: "desk"
      }
    }
  }

  /// What a pelvis sensor can check of it.
  public enum Check: UInt8, CaseIterable, Sendable {
    /// Nothing: the session runs by the clock alone, and the wearer reports the result.
    case none
    case hipFlexorHold, figureFourHold, bridgeRepetitions, plankHold

    public var name: StaticString {
      switch self {
      case .none: "none"
      case .hipFlexorHold: "hip-flexor-hold"
      case .figureFourHold: "figure-four-hold"
      case .bridgeRepetitions: "bridge-repetitions"
      case .plankHold: "plank-hold"
      }
    }
  }

  /// ASCII, with hyphens: `kneeling-hip-flexor`.
  public var identifier: Text
  /// Name for display, UTF-8.
  public var title: Text
  /// One cue of at most 60 characters, UTF-8.
  public var cue: Text = []
  /// The full instructions, UTF-8.
  public var text: Text = []
  public var cautions: Text = []
  public var source: Text = []
  /// File name of the picture, in the folder of the exercise's own file; empty if there is none.
  public var picture: Text = []
  /// The folder of the exercise's own file, if it was read from one.
  public var folder: Text = []
  public var kind = Kind.stretch
  /// The muscles that it works on, the main one first.
  public var muscles: [MuscleGroup] = []
  /// The stages, in order; never empty in a catalog.
  public var stages: [ExerciseStage]
  /// 1, or 2 for an exercise on the left and on the right.
  public var sides: Int
  /// Sets, for each side if there are two; 1 to 20.
  public var sets = 1
  /// Seconds of rest between sets; 0 to 600.
  public var rest = 0
  public var frequency = Frequency.daily
  public var check = Check.none
  public var place = Place.floor
  /// The exercise is not suggested to wearers with one of these conditions.
  public var avoid = Profile()
  /// Identifier of the exercise that it can replace; empty if none.
  public var variantOf: Text = []

  public init(
    identifier: Text = [], title: Text = [],
    stages: [ExerciseStage] = [ExerciseStage(.hold(seconds: 30...60))], sides: Int = 1
  ) {
    self.identifier = identifier
    self.title = title
    self.stages = stages
    self.sides = sides
  }
}

extension Exercise {
  /// Path of the picture; empty if there is none.
  public var picturePath: Text { picture.isEmpty || folder.isEmpty ? [] : folder.inside(picture) }

  /// It is done on one or both knees: not for a wearer who cannot kneel.
  public var isKneeling: Bool { avoid.contains(.noKneeling) }

  /// The stage that counts for a set: its first hold, repetitions or move.
  public var mainStage: ExerciseStage? {
    for stage in stages where !stage.isRest {
      if case .move = stage.work, stages.contains(where: { $0.isWork }) { continue }
      return stage
    }
    return stages.first
  }

  /// The recommended amount.
  public var dose: Dose { Dose(work: mainStage?.work ?? .move(seconds: 0...0), sides: sides, sets: sets) }
}

/// The recommended amount of an exercise: `30 to 60 s a side, twice`.
public struct Dose: Equatable, Sendable {
  /// The main stage of each set.
  public var work: ExerciseStage.Work
  public var sides: Int
  public var sets: Int

  public init(work: ExerciseStage.Work, sides: Int, sets: Int) {
    self.work = work
    self.sides = sides
    self.sets = sets
  }
}
