import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What the last fortnight suggests working on: looked at when the session begins, at each day's end, and when some of
/// the past is forgotten; told to the coach and to the bus.
final class SuggestionFeed: EventSink {
  private let session: DaemonRun
  private let history: HistorySink
  private let service: BusService?
  private var muscles: [MuscleGroup] = []

  /// - Parameter history: added to the run before this: it has a day's end first.
  init(_ session: DaemonRun, _ history: HistorySink, _ service: BusService?) {
    self.session = session
    self.history = history
    self.service = service
  }

  func receive(_ event: TimedEvent) {
    if case .dayEnded = event.event { update() }
  }

  func update() {
    let suggestions = history.suggestions(today: session.wall(at: session.now).localDay)
    service?.suggest(suggestions)
    let found = MuscleSuggestion.muscles(in: suggestions)
    guard found != muscles else { return }
    muscles = found
    session.handle(.suggested(found))
  }
}
