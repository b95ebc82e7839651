import PsoasCore

/// The diary: what hindsight makes of the posture.
extension Monitor {
  /// Keeps the second that the classifier has ended, if it has.
  @inline(__always)
  mutating func keepSecond() {
    guard var second = sensing.classifier.takeSecond() else { return }
    if let correction = wearer.correction { second.state(correction.stated) }
    diary.add(second, seat: sensing.classifier.seat)
  }

  /// No more samples come.
  mutating func endDiary(at time: Instant, _ events: inout [TimedEvent]) {
    sensing.classifier.endSecond()
    keepSecond()
    diary.end()
    emitDiary(at: time, &events)
  }

  /// Emits what has become final.
  mutating func emitDiary(at time: Instant, _ events: inout [TimedEvent]) {
    if let revision = diary.revision { emit(.revised(revision), at: time, &events) }
    guard !diary.finished.isEmpty || diary.revision != nil else { return }
    for interval in diary.finished { emit(.diary(interval), at: time, &events) }
    diary.clear()
  }
}
