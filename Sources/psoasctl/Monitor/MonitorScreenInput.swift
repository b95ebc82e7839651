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
    if keys.hasPaste { note(MonitorWords.pasted, isWarning: true) }
    for key in KeyCodes.single(keys.pressed) where !isOver {
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
      let name = state.status.openReminder.isEmpty ? try ExerciseStart.due(bus) : state.status.openReminder
      let request = ExerciseSessionRequest(name)
      let exercise = try ExerciseShow.find(request)
      terminal.close()
      // The session has its own, and so has the safety advice before it.
      signals = []
      JobControl.unblock(Self.signals)
      if SafetyGate.pass(returns: true) {
        let signal = try ExerciseStart.guide(exercise, request, isPlain: false, bus).endingSignal
        if signal == SIGTERM || signal == SIGHUP { isOver = true }
      } else {
        note(MonitorWords.notStarted)
      }
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
