import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The muscle suggestions from the last 14 days. Computed at the start of the run, at the end of each day and after
/// history is deleted; passed to the coach and the bus.
final class SuggestionFeed: EventSink {
  private let session: DaemonRun
  private let history: HistorySink
  private let bus: BusSink?
  private var muscles: [MuscleGroup] = []

  /// - Parameter history: added to the run before this sink, so that it receives the end of a day first.
  init(_ session: DaemonRun, _ history: HistorySink, _ bus: BusSink?) {
    self.session = session
    self.history = history
    self.bus = bus
  }

  func receive(_ event: TimedEvent) {
    if case .dayEnded = event.event { update() }
  }

  func update() {
    let suggestions = history.suggestions(today: session.wall(at: session.now).localDay)
    bus?.suggest(suggestions)
    let found = MuscleSuggestion.muscles(in: suggestions)
    guard found != muscles else { return }
    muscles = found
    session.handle(.suggested(found))
  }
}
