import PsoasCore

/// The postures that the day's totals counted, for the time that hindsight can still change: spans without gaps.
///
/// A posture changes in the midst of a second, and a sensor falls silent after two: only exact spans make the totals
/// equal the diary.
struct CountedTime: Sendable {
  private struct Span: Sendable {
    var began: Instant
    var posture: Posture
    /// Hindsight must not change it: the time of an exercise is neither sitting nor a break.
    var isFixed: Bool
  }

  /// The time before it is final; nil before anything was counted.
  private(set) var followed: Instant?
  private var spans: [Span] = []
  private var end = Instant(microseconds: 0)

  /// Largest number of spans: one a second for half an hour. Beyond it the oldest are joined.
  private static let capacity = 1800

  /// The time from the end of the last span, `began`, to `ended` was counted.
  mutating func add(_ posture: Posture, isFixed: Bool, since began: Instant, until ended: Instant) {
    if followed == nil { followed = began }
    end = ended
    if let last = spans.last, last.posture == posture, last.isFixed == isFixed { return }
    if spans.count == Self.capacity { spans.remove(at: 1) }
    spans.append(Span(began: began, posture: posture, isFixed: isFixed))
  }

  /// Makes the time until `time` final.
  /// - Parameters:
  ///   - posture: the posture by the diary; nil: as counted.
  ///   - moves: receives the time that was counted as another posture.
  mutating func follow(_ posture: Posture?, until time: Instant, _ moves: inout [PostureMove]) {
    guard let began = followed, began < time, began < end else { return }
    let stop = min(time, end)
    if let posture { recount(posture, from: began, until: stop, &moves) }
    followed = stop
  }

  /// The wearer reports the posture since `began`.
  mutating func state(_ posture: Posture, since began: Instant, _ moves: inout [PostureMove]) {
    recount(posture, from: began, until: end, &moves)
  }

  /// Removes the spans that are final, and were before `episode`.
  mutating func dropFinal(before episode: Instant?) {
    guard let followed else { return }
    let limit = min(followed, episode ?? followed)
    var number = 0
    while number + 1 < spans.count, spans[number + 1].began <= limit { number += 1 }
    spans.removeFirst(number)
  }

  private mutating func recount(
    _ posture: Posture, from began: Instant, until ended: Instant, _ moves: inout [PostureMove]
  ) {
    guard find(posture, from: began, until: ended, &moves) else { return }
    var parts: [Span] = []
    parts.reserveCapacity(spans.count + 2)
    func add(_ posture: Posture, _ span: Span, since began: Instant) {
      if let last = parts.last, last.posture == posture, last.isFixed == span.isFixed { return }
      parts.append(Span(began: began, posture: posture, isFixed: span.isFixed))
    }
    for i in spans.indices {
      let span = spans[i]
      let until = i + 1 < spans.count ? spans[i + 1].began : end
      guard !span.isFixed, span.began < ended, until > began else {
        add(span.posture, span, since: span.began)
        continue
      }
      if span.began < began { add(span.posture, span, since: span.began) }
      add(posture, span, since: max(span.began, began))
      if until > ended { add(span.posture, span, since: ended) }
    }
    spans = parts
  }

  /// - Returns: false if all of the time was counted as this posture.
  private func find(
    _ posture: Posture, from began: Instant, until ended: Instant, _ moves: inout [PostureMove]
  ) -> Bool {
    var isFound = false
    for i in spans.indices {
      let span = spans[i]
      guard span.began < ended else { break }
      let from = max(span.began, began)
      let until = min(i + 1 < spans.count ? spans[i + 1].began : end, ended)
      guard from < until, !span.isFixed, span.posture != posture else { continue }
      isFound = true
      if let last = moves.last, last.ended == from, last.from == span.posture, last.to == posture {
        moves[moves.count - 1].ended = until
      } else {
        moves.append(PostureMove(began: from, ended: until, from: span.posture, to: posture))
      }
    }
    return isFound
  }
}

/// Reclassified time: from one posture to another.
struct PostureMove: Equatable, Sendable {
  var began: Instant
  var ended: Instant
  var from: Posture
  var to: Posture
}
