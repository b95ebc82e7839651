import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What the live view asks the service, and receives from it.
extension MonitorScreen {
  /// Seconds between two queries of what changes rarely, and for which a notice is displayed. Chosen by judgement.
  private static let detailsInterval = 5
  private static let noticeTime = 20

  /// Asks a service that has just appeared for what does not change.
  func connect() {
    attempt { () throws(BusError) in
      try client.claimTilt()
      state.exercises = try client.exercises()
    }
    untilDetails = 0
    query.ask()
  }

  func passSecond() {
    query.ask()
    if noticeLeft > 0 {
      noticeLeft -= 1
      if noticeLeft == 0 { state.notice = nil }
    }
    passTime()
    isChanged = true
  }

  /// Adds the time since the last call to the hour.
  func passTime() {
    let step = clock.step()
    if step.isBack { state.hour = PostureHour() }
    if !step.isJump, state.service == .running {
      state.hour.add(state.status.posture.posture, step.time.lowerBound, step.time.upperBound)
    }
    state.now = step.time.upperBound
  }

  /// Processes what the service has sent.
  func drain() {
    do throws(BusError) {
      while let signal = try stream.next() { receive(signal) }
    } catch {
      fail(.lost(client.kind))
    }
    if let answer = query.take() { receive(answer) }
  }

  func receive(_ answer: StatusQuery.Answer) {
    isChanged = true
    switch answer {
    case .status(let status):
      state.service = .running
      state.status = status
      clock.follow(status.clock)
      state.fromNeutral.follow(status.tilt.fromNeutral)
      if !status.tilt.fromNeutral.isFinite, status.tilt.state != "seat-unknown", status.tilt.state != "no-neutral" {
        state.tilt.follow(nil)
      }
      if status.activeSession.isEmpty { (state.stage, state.progress) = (nil, nil) }
      untilDetails -= 1
      if untilDetails < 0 { askDetails() }
    case .notRunning: state.service = .stopped
    case .noReply: if state.service == .running { state.service = .silent }
    }
  }

  func askDetails() {
    untilDetails = Self.detailsInterval
    attempt { () throws(BusError) in
      state.sensors = try client.sensors()
      state.programme = try client.programme()
      // A repeated claim has no further effect.
      if state.tilt.degrees == nil { try client.claimTilt() }
    }
  }

  func receive(_ signal: BusSignal) {
    isChanged = true
    switch signal {
    case .tilt(let time, let sagittal, _):
      clock.follow(time)
      state.tilt.follow(sagittal)
      return
    case .posture(let estimate):
      passTime()
      state.status.posture = estimate
      return
    case .running(let isRunning):
      passTime()
      clock.reset()
      state.tilt.follow(nil)
      // Until a service that has started answers.
      state.service = .stopped
      state.isAskingPosture = false
      state.notice = nil
      if isRunning { connect() }
      return
    case .session(_, .stage(let stage)): (state.stage, state.progress) = (stage, nil)
    case .session(_, .progress(let progress)): state.progress = progress
    case .reminder: if hasBell { send("\u{07}") }
    // The wearer's own acts have a notice already.
    case .reminderClosed(_, let outcome) where outcome != "withdrawn" && outcome != "ignored": break
    default: if let line = MonitorWords.line(signal) { note(Text(line.utf8)) }
    }
    query.ask()
  }

  func note(_ text: Text, isWarning: Bool = false) {
    state.notice = (text, isWarning)
    noticeLeft = Self.noticeTime
    isChanged = true
  }

  func attempt(_ body: () throws(BusError) -> Void) {
    do throws(BusError) { try body() } catch {
      switch error {
      case .notRunning: state.service = .stopped
      case .timedOut: state.service = .silent
      case .lost, .absent: fail(.lost(client.kind))
      default: note(error.message, isWarning: true)
      }
    }
  }

  func fail(_ error: BusError) {
    failure = error
    isOver = true
  }
}
