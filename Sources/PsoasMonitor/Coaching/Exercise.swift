import PsoasSystem

/// One entry of the catalog, read from data/exercises or from the wearer's own (psoas-exercises(5)).
///
/// One set is all stages in their order; with two sides it is done on the left first, then on the right. Sets follow
/// one another with a rest between them.
public struct Exercise: Equatable, Sendable {
  /// What the programme makes of it.
  public enum Kind: UInt8, CaseIterable, Sendable {
    /// Held; every day does good.
    case stretch
    /// Repetitions; muscles want days of rest between.
    case strength
    /// A few moments on the feet, whenever a break is due.
    case move

    public var name: StaticString {
      switch self {
      case .stretch: "stretch"
      case .strength: "strength"
      case .move: "move"
      }
    }
  }

  /// How often the programme asks for it.
  public enum Frequency: Equatable, Sendable {
    case daily
    /// On so many days (1 to 7) of any seven, with so many hours (0 to 168) from the end of one to the next.
    case weekly(days: Int, hoursApart: Int)
    /// Never due by the calendar: a reminder may suggest it, and the wearer may start it.
    case any
  }

  /// What a sensor at the pelvis can confirm of it.
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
  /// Name for people, UTF-8.
  public var title: Text
  /// One cue of at most 60 characters, UTF-8.
  public var cue: Text = []
  /// The whole instruction, UTF-8.
  public var text: Text = []
  public var cautions: Text = []
  public var source: Text = []
  /// Name of the picture's file, in the folder of the exercise's own file; empty where there is none.
  public var picture: Text = []
  /// The folder of the exercise's own file, where it was read from one.
  public var folder: Text = []
  public var kind = Kind.stretch
  /// What it works on, the main one first.
  public var muscles: [MuscleGroup] = []
  /// What is done, in order; never empty in a catalog.
  public var stages: [ExerciseStage]
  /// 1, or 2 where it is done on the left and on the right.
  public var sides: Int
  /// Sets, of each side where there are two; 1 to 20.
  public var sets = 1
  /// Seconds of rest between two sets; 0 to 600.
  public var rest = 0
  public var frequency = Frequency.daily
  public var check = Check.none
  /// Wearers of whom one of these is true are not asked for it.
  public var avoid = Profile()
  /// Identifier of the exercise that it can stand in for; empty where it stands for none.
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
  /// Where the picture lies; empty where there is none.
  public var picturePath: Text { picture.isEmpty || folder.isEmpty ? [] : folder.inside(picture) }

  /// What counts of one set: its first stage of holding, repeating or moving.
  public var mainStage: ExerciseStage? {
    for stage in stages where !stage.isRest {
      if case .move = stage.work, stages.contains(where: { $0.isWork }) { continue }
      return stage
    }
    return stages.first
  }

  /// How much of it is asked for.
  public var dose: Dose { Dose(work: mainStage?.work ?? .move(seconds: 0...0), sides: sides, sets: sets) }
}

/// How much of an exercise is asked for: `30 to 60 s a side, twice`.
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
