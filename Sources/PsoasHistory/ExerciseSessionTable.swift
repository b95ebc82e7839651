import PsoasMonitor
import PsoasSystem

/// An exercise session in the history.
public struct ExerciseSessionEntry: Equatable, Sendable {
  /// Microseconds since 1970-01-01 UTC: the key.
  public var began: Int64 = 0
  var day: Int64 = 0
  var utcOffset: Int32 = 0
  /// nil if it was interrupted: the service was killed during the session.
  public var ended: Int64?
  /// The exercise's identifier in the catalog.
  public var exercise = Text()
  var basis = ExerciseSessionBasis.clock
  var sets = 1
  /// completed, by-hand, stopped or abandoned; empty if it was interrupted.
  public var ending = Text()
  public var holds = 0
  public var repetitions = 0
  /// Seconds held, and the seconds of these that the sensor checked.
  public var held = 0.0
  public var heldChecked = 0.0
  /// Mean amplitude of the repetitions, degrees; nil if none was measured.
  var amplitude: Double?
  /// Share of the target that was done, and share that the sensor checked; 0 to 1.
  public var share = 0.0
  public var shareChecked = 0.0
}

extension ExerciseSessionEntry {
  /// A session that begins at a time.
  init(_ wall: WallClock) {
    (began, day, utcOffset) = (wall.unixMicroseconds, wall.localDay, wall.utcOffset)
  }

  mutating func start(_ start: ExerciseSessionStart) {
    exercise = start.exercise
    basis = start.basis
    sets = start.sets
  }

  mutating func end(at moment: Int64, _ result: ExerciseSessionResult) {
    ended = moment
    exercise = result.exercise
    basis = result.basis
    ending = Text(result.ending.name)
    holds = result.holds
    repetitions = result.repetitions
    held = result.heldSeconds
    heldChecked = result.checkedSeconds
    amplitude = result.amplitude > 0 ? result.amplitude : nil
    share = result.credit
    shareChecked = result.checked
  }
}

/// One stage of an exercise session.
struct ExerciseStageRow: Equatable {
  var session: Int64 = 0
  var day: Int64 = 0
  var result = ExerciseSessionStageResult(number: 0, work: .hold(seconds: 0), done: 0)

  /// Whether it is counted in repetitions instead of seconds.
  var isCounted: Bool { if case .repetitions = result.work { true } else { false } }
  /// The value if the stage is counted in seconds; otherwise nil.
  func seconds(_ value: Double) -> Double? { isCounted ? nil : value }
  func repetitions(_ value: Double) -> Int? { isCounted ? Int(value) : nil }
}

/// Exercise sessions and their stages.
enum ExerciseSessionTable {
  static let sessions = Table<ExerciseSessionEntry>(
    name: "sessions", blank: ExerciseSessionEntry(),
    columns: [
      .key("began", .moment) { $0.integer(&$1.began) },
      Column("day", .date) { $0.integer(&$1.day) },
      Column("utc_offset", .seconds) { $0.integer(&$1.utcOffset) },
      Column("exercise") { $0.text(&$1.exercise) },
      Column("basis") { $0.word(&$1.basis) },
      Column("sets") { $0.integer(&$1.sets) },
      Column("ended", .moment) { $0.integer(&$1.ended) },
      Column("ending") { $0.text(orNothing: &$1.ending) },
      Column("holds") { $0.integer(if: $1.ended != nil, &$1.holds) },
      Column("repetitions") { $0.integer(if: $1.ended != nil, &$1.repetitions) },
      Column("held", .seconds) { $0.real(if: $1.ended != nil, &$1.held) },
      Column("held_checked", .seconds) { $0.real(if: $1.ended != nil, &$1.heldChecked) },
      Column("amplitude", .degrees) { $0.real(&$1.amplitude) },
      Column("share") { $0.real(if: $1.ended != nil, &$1.share) },
      Column("share_checked") { $0.real(if: $1.ended != nil, &$1.shareChecked) },
    ])

  /// Written and exported, but not read by Psoas.
  static let stages = Table<ExerciseStageRow>(
    name: "session_stages", blank: ExerciseStageRow(),
    columns: [
      .key("session", .moment) { $0.integer(&$1.session) },
      .key("stage") { $0.integer(&$1.result.number) },
      Column("day", .date) { $0.integer(&$1.day) },
      Column("work") { $0.derived($1.result.work.name) },
      Column("side") { $0.derived($1.result.side?.name) },
      Column("set_number") { $0.integer(&$1.result.set) },
      Column("planned", .seconds) { $0.derived($1.seconds(Double($1.result.work.target))) },
      Column("held", .seconds) { $0.derived($1.seconds($1.result.done)) },
      Column("held_checked", .seconds) { $0.derived($1.seconds($1.result.checked)) },
      Column("planned_repetitions") { $0.derived($1.repetitions(Double($1.result.work.target))) },
      Column("repetitions") { $0.derived($1.repetitions($1.result.done)) },
      Column("repetitions_checked") { $0.derived($1.repetitions($1.result.checked)) },
      Column("amplitude", .degrees) {
        $0.derived($1.isCounted && $1.result.amplitude > 0 ? $1.result.amplitude : nil as Double?)
      },
    ])
}
