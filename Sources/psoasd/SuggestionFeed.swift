import PsoasBus
import PsoasCore
import PsoasMonitor

/// What the last fortnight suggests working on: looked at when the session begins, at each day's end, and when some of
/// the past is forgotten; told to the coach and to the bus.
final class SuggestionFeed: EventSink, DeferHandler {
  private let session: DaemonRun
  private let history: HistorySink
  private let service: BusService?
  private var behind: DeferSource?
  private var muscles: [MuscleGroup] = []

  init(
    _ loop: EventLoop, _ session: DaemonRun, _ history: HistorySink, _ service: BusService?
  ) throws(BusError) {
    self.session = session
    self.history = history
    self.service = service
    behind = try DeferSource(loop, self)
  }

  /// An event comes of an input that is still being handled; the next one waits for its turn.
  func receive(_ event: TimedEvent) {
    if case .dayEnded = event.event { behind?.arm() }
  }

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {}

  func dispatchDeferred(_ source: DeferSource) { update() }

  func update() {
    let suggestions = history.suggestions(today: session.wall(at: session.now).localDay)
    service?.suggest(suggestions)
    let found = MuscleSuggestion.muscles(in: suggestions)
    guard found != muscles else { return }
    muscles = found
    session.handle(.suggested(found))
  }
}
