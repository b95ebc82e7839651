import PsoasAnalysis
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What one recording gives to an analysis, gathered while it is processed, in constant memory but for its bouts. Rows
/// of the diary and of labelled seconds go to `part` at once.
final class RecordingAnalysis {
  /// Microseconds between two samples from which the time between them is a gap: a sensor that is silent for so long
  /// counts as silent.
  private static let gap: Int64 = 2_000_000

  var notes: [Text] = []
  private(set) var part = PartWriter()
  private(set) var seconds = PerPosture<Double>()
  private(set) var revised = 0.0
  private(set) var bouts: BoutCount
  private(set) var samples = 0
  private(set) var gaps = 0
  private(set) var gapSeconds = 0.0
  private(set) var placements = PerPlacement<Bool>(repeating: false)
  private(set) var first: Instant?
  private(set) var last: Instant?
  private(set) var steps = 0
  private(set) var tilt = TiltDay()
  /// Where the upright direction came from last, and when it was first known.
  private(set) var upright: (source: CalibrationSource, since: Instant)?
  private var labelled: LabelledSeconds?

  /// - Parameters:
  ///   - breakLength: seconds standing, walking or lying that end a bout.
  ///   - isLabelled: the samples have labels.
  init(breakLength: Double, isLabelled: Bool, skipped: Range<Int64>?) {
    bouts = BoutCount(breakLength: breakLength)
    if isLabelled { labelled = LabelledSeconds(skipped: skipped) }
  }

  @inline(__always)
  func take(_ time: Instant, _ placement: Placement, _ posture: PostureEstimate, label: Text) {
    samples += 1
    placements[placement] = true
    if first == nil { first = time }
    if let last, time.microseconds - last.microseconds > Self.gap {
      gaps += 1
      gapSeconds += time.seconds(since: last)
    }
    last = time
    labelled?.take(time, posture, label)
    if let rows = labelled?.takeRows() { part.append(rows) }
  }

  func take(_ timed: TimedEvent) {
    switch timed.event {
    case .diary(let interval):
      seconds[interval.posture] += interval.seconds
      if interval.isRevised { revised += interval.seconds }
      bouts.add(interval.seconds, in: interval.posture)
      part.append(interval)
      labelled?.take(interval)
    case .sensorNotice(let placement, .misplaced(let doubt)):
      notes.append(SensorNoticeText.title(.misplaced(doubt), of: placement))
    case .calibrated(let source):
      upright = (source, upright?.since ?? timed.time)
    case .dayEnded(let totals), .ended(let totals):
      steps += totals.steps
      tilt.merge(totals.tilt)
    default: break
    }
  }

  /// Writes the rest of the part. Call it after the last event.
  func finish(_ figures: RecordingFigures) {
    bouts.finish()
    labelled?.finish()
    if let rows = labelled?.takeRows() { part.append(rows) }
    for length in bouts.lengths { part.append(.bout, "\(length, places: 3)") }
    part.append(.breakLength, "\(bouts.breakLength, places: 3)")
    part.append(.row, "\(RecordingColumn.all.map { "\(encoded: $0.cell(figures))" as Text }, joined: "\t")")
    part.append(.end, [])
    part.flush()
  }
}

/// Pairs the label of each second with its estimates. The final estimate comes up to half an hour later.
struct LabelledSeconds {
  private struct Second {
    var number: Int64
    /// Empty if there were several.
    var label: Text
    var live: PostureEstimate
  }

  /// Seconds, of which none is given.
  private let skipped: Range<Int64>?
  private var open: Second?
  private var isMixed = false
  private var label = Text()
  /// The ended seconds without a final estimate, from `front` on.
  private var waiting: [Second] = []
  private var front = 0
  private var intervals: [DiaryInterval] = []
  private var span: LabelledSpan?
  private var rows: [LabelledSpan] = []

  init(skipped: Range<Int64>?) { self.skipped = skipped }

  @inline(__always)
  mutating func take(_ time: Instant, _ posture: PostureEstimate, _ label: Text) {
    let number = WallClock.floorDivide(time.microseconds, 1_000_000)
    if open?.number == number {
      open?.live = posture
      if self.label != label {
        isMixed = true
        self.label = label
      }
      return
    }
    close()
    open = Second(number: number, label: label, live: posture)
    self.label = label
  }

  private mutating func close() {
    guard var second = open else { return }
    open = nil
    if isMixed { second.label = [] }
    isMixed = false
    if skipped?.contains(second.number) ?? false { return }
    waiting.append(second)
    pair()
  }

  mutating func take(_ interval: DiaryInterval) {
    var interval = interval
    // As the diary's rows say it, in milliseconds.
    interval.began = interval.began.inMilliseconds
    interval.ended = interval.ended.inMilliseconds
    intervals.append(interval)
    pair()
  }

  mutating func finish() {
    close()
    // Seconds after the diary's end have no final estimate.
    while front < waiting.count { give(.unknown) }
    if let span { rows.append(span) }
    span = nil
  }

  /// The rows since the last call; nil if there are none.
  mutating func takeRows() -> [LabelledSpan]? {
    guard !rows.isEmpty else { return nil }
    defer { rows.removeAll(keepingCapacity: true) }
    return rows
  }

  /// A second has the final posture that holds at its start.
  private mutating func pair() {
    while front < waiting.count, let interval = intervals.first {
      let start = waiting[front].number * 1_000_000
      if interval.ended.microseconds <= start {
        intervals.removeFirst()
      } else if interval.began.microseconds > start {
        give(.unknown)
      } else {
        give(PostureEstimate(interval.posture, confidence: interval.confidence.inThousandths))
      }
    }
  }

  private mutating func give(_ diary: PostureEstimate) {
    let second = waiting[front]
    front += 1
    if front > 256 {
      waiting.removeFirst(front)
      front = 0
    }
    let live = PostureEstimate(second.live.posture, confidence: second.live.confidence.inThousandths)
    if let open = span, open.ended == second.number, open.label == second.label, open.live == live, open.diary == diary
    {
      span?.ended = second.number + 1
      return
    }
    if let span { rows.append(span) }
    span = LabelledSpan(
      began: second.number, ended: second.number + 1, label: second.label, live: live, diary: diary)
  }
}

extension Double {
  /// As `append(_:places:)` writes it with three places.
  fileprivate var inThousandths: Double { (self * 1000 + 0.5).rounded(.down) / 1000 }
}

extension Instant {
  /// As `append(_:places:)` writes its seconds with three places.
  fileprivate var inMilliseconds: Instant {
    let whole = Double(microseconds.magnitude) / 1000 + 0.5
    return Instant(microseconds: Int64(whole.rounded(.down)) * (microseconds < 0 ? -1000 : 1000))
  }
}
