import Glibc
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// The keys and the Unix signals of the live view.
extension MonitorScreen {
  // MARK: Keys

  func readKeys() {
    guard let keys = terminal.keys() else {
      isOver = true
      return
    }
    for key in KeyCodes.single(keys) where !isOver {
      let wasAsking = state.isAskingPosture
      if let offer = state.offers.first(where: { $0.key.asciiValue == key }) {
        perform(offer.act)
      } else if wasAsking {
        state.isAskingPosture = false
      }
      isChanged = true
    }
  }

  func perform(_ act: MonitorState.Act) {
    state.isAskingPosture = act == .ask
    switch act {
    case .quit: isOver = true
    case .ask, .cancel: break
    case .start: start()
    case .snooze, .skip, .done, .pause, .resume, .undo, .correct:
      attempt { () throws(BusError) in note(try MonitorActs(client, state).perform(act)) }
      untilDetails = 0
      query.ask()
    }
  }

  /// A guided session in the place of this view, which returns at its end.
  func start() {
    do throws(Failure) {
      let exercise = state.status.openReminder.isEmpty ? try ExerciseStart.due(bus) : state.status.openReminder
      terminal.close()
      // The session has its own; before it Ctrl-C has its usual effect.
      signals = []
      JobControl.unblock(Self.signals)
      let signal = try ExerciseStart.guide(ExerciseSessionRequest(exercise), isPlain: false, bus).endingSignal
      if signal == SIGTERM || signal == SIGHUP { isOver = true }
    } catch {
      note(error.message, isWarning: true)
    }
    clock.forget()
    StandardOutput.beforeFailure = { [terminal] in terminal.close() }
    attempt { () throws(BusError) in if signals.isEmpty { try listenToSignals() } }
    guard !isOver else { return }
    terminal.open()
    diff.forget()
    query.ask()
  }

  // MARK: Signals

  private static let signals = [SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT]

  func listenToSignals() throws(BusError) {
    let signalled = unretained(self) { $0.received(signal: $1) }
    for number in Self.signals { signals.append(try SignalSource(loop, number, signalled)) }
  }

  func received(signal: Int32) {
    switch signal {
    case SIGWINCH: redraw()
    case SIGTSTP:
      terminal.close()
      JobControl.stop()
      clock.forget()
      terminal.open()
      redraw()
    case SIGCONT:
      clock.forget()
      terminal.retake()
      redraw()
    default: isOver = true
    }
  }
}
