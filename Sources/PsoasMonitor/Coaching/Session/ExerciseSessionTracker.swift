import PsoasCore
import PsoasSystem

/// The exercise session in progress, if there is one.
struct ExerciseSessionTracker: Sendable {
  /// A session in progress keeps the exercise that it began with.
  var catalog: ExerciseCatalog
  private var session: ExerciseSession?
  /// Number of the latest session, from 1 within the run.
  private(set) var number = 0
  private var sessionEvents: [ExerciseSessionEvent] = []

  init(_ catalog: ExerciseCatalog) { self.catalog = catalog }

  var isRunning: Bool { mutating get { session != nil } }
  /// Whether pelvis samples have any effect. Stored, because reading it through the Optional would copy the whole
  /// session for every sample.
  private(set) var isWatching = false

  /// Identifier of the current exercise; empty without one.
  var exercise: Text { session?.exercise.identifier ?? [] }

  mutating func update(_ sample: Sample, up: Vector3, bias: Vector3, axes: BodyAxes) {
    session?.update(sample, up: up, bias: bias, axes: axes)
  }

  /// Starts a session; none may be in progress.
  mutating func start(
    _ exercise: Exercise, _ request: ExerciseSessionRequest, _ sensor: ExerciseSession.Sensor, at now: Double,
    into events: inout [Event]
  ) {
    number += 1
    session = ExerciseSession(exercise, request, sensor: sensor, at: now)
    session?.begin(into: &sessionEvents)
    forward(to: &events)
  }

  mutating func step(at now: Double, hasSensor: Bool, into events: inout [Event]) {
    guard session != nil else { return }
    session?.step(at: now, hasSensor: hasSensor, into: &sessionEvents)
    forward(to: &events)
  }

  mutating func respond(_ response: ExerciseSessionResponse, into events: inout [Event]) {
    session?.respond(response, into: &sessionEvents)
    forward(to: &events)
  }

  mutating func stop(_ ending: ExerciseSessionResult.Ending, into events: inout [Event]) {
    session?.stop(ending, into: &sessionEvents)
    forward(to: &events)
  }

  private mutating func forward(to events: inout [Event]) {
    for event in sessionEvents { events.append(.session(number: number, event)) }
    sessionEvents.removeAll(keepingCapacity: true)
    if session?.isOver == true { session = nil }
    isWatching = session?.isWatching ?? false
  }
}
