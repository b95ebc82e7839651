import PsoasCore

/// The diary: the posture as corrected by hindsight.
extension Monitor {
  /// Adds the second that the classifier has ended, if there is one.
  @inline(__always)
  mutating func keepSecond() {
    guard var second = sensing.classifier.takeSecond() else { return }
    if let correction = wearer.correction { second.state(correction.stated) }
    diary.add(
      second, seat: sensing.classifier.seat, counted: countedPosture, isFixed: sessions.isRunning)
  }

  /// Makes all time so far final, because it is not connected with what follows.
  mutating func settleDiary(at time: Instant, _ events: inout [TimedEvent]) {
    sensing.classifier.endSecond()
    keepSecond()
    diary.settleAll()
    emitDiary(at: time, &events)
  }

  /// Makes all remaining time final at the end of the samples.
  mutating func endDiary(at time: Instant, _ events: inout [TimedEvent]) {
    sensing.classifier.endSecond()
    keepSecond()
    diary.end()
    emitDiary(at: time, &events)
  }

  /// Emits the intervals that became final.
  mutating func emitDiary(at time: Instant, _ events: inout [TimedEvent]) {
    guard !diary.finished.isEmpty || diary.revision != nil || !diary.moves.isEmpty else { return }
    let bouts = followHindsight(at: time, &events)
    // Short changes of posture may add up to a bout, or to none, although every second keeps its posture.
    if var revision = diary.revision ?? (bouts.isEmpty ? nil : DiaryRevision(diary.moves)) {
      revision.bouts = bouts
      emit(.revised(revision), at: time, &events)
    }
    for interval in diary.finished { emit(.diary(interval), at: time, &events) }
    diary.clear()
  }

  /// Updates the day, its hours and the bouts with the changes by hindsight.
  private mutating func followHindsight(at time: Instant, _ events: inout [TimedEvent]) -> BoutRevision {
    defer { for bout in diary.bouts.takeFinal() { calendar.day.settle(bout) } }
    guard !diary.moves.isEmpty else { return BoutRevision() }
    settle(until: time, &events)
    for move in diary.moves { calendar.day.move(move) }
    // Between the announcement of a suspend and its end no bout begins.
    guard !wearer.suspendTracker.isAsleep else { return BoutRevision() }
    let replay = diary.replay(until: time, countedPosture, episode: wearer.episode?.began)
    let revision = diary.bouts.revise(to: replay.now.bouts)
    guard !revision.isEmpty else { return revision }
    // The bouts before a correction are no longer those that it changed.
    wearer.beforeCorrection = nil
    for bout in revision.removed { calendar.day.count(bout, -1) }
    for bout in revision.added { calendar.day.count(bout, 1) }
    calendar.day.findLongestBout(among: diary.bouts.bouts)
    wearer.bouts = replay.now.tracker
    wearer.boutBegan = replay.now.open?.began
    if wearer.episode != nil {
      wearer.episode = (replay.before.until, replay.before.tracker)
      diary.episode = replay.before.until
    }
    return revision
  }
}
