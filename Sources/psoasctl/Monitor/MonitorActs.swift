import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The acts of the keys: each returns a line of what is so now.
struct MonitorActs {
  private let client: BusClient
  private let state: MonitorState

  init(_ client: BusClient, _ state: MonitorState) { (self.client, self.state) = (client, state) }

  func perform(_ act: MonitorState.Act) throws(BusError) -> Text {
    // The state of the view can be a second old.
    let status = try client.status().status
    switch act {
    case .snooze:
      try client.snooze(minutes: state.snoozeMinutes)
      return Snooze.words(try client.status().status) + MonitorWords.undoKey
    case .skip:
      // Without an open suggestion it would dismiss all further ones of today.
      guard !status.openReminder.isEmpty else { return MonitorWords.noSuggestion }
      try client.skip()
      return Skip.words(state.title(status.openReminder)) + MonitorWords.undoKey
    case .done:
      let current = status.activeSession.isEmpty ? status.openReminder : status.activeSession
      guard !current.isEmpty else { return MonitorWords.noSuggestion }
      try client.done()
      return Done.words(state.title(current), at: WallClock(local: state.now)) + MonitorWords.undoKey
    case .pause:
      try client.pause()
      return MonitorWords.paused
    case .resume:
      try client.resume()
      return Resume.words(try client.status().status)
    case .undo:
      let act = try client.undo()
      return Undo.words(act, try client.status().status) { state.title($0) }
    case .correct(let posture):
      try client.correct(posture)
      return Correct.words(posture, allAlong: false) + MonitorWords.undoKey
    case .start, .ask, .quit, .cancel: return Text()
    }
  }
}
