/// Computes one bend's values from frames with known angles. The frames are passed to each call.
struct BendReader {
  typealias Frames = Span<RhythmFrame>

  /// Frames that enclose the bend: from the end of the previous bend to the beginning of the next, or the last frame.
  private let bounds: ClosedRange<Int>
  private let peak: Int
  /// Angles of the stance before the bend, degrees.
  private var zero = (trunk: 0.0, pelvis: 0.0)
  private var onset = 0
  private(set) var end = 0

  /// Share of the peak velocity at which a movement begins: 5 %.
  private static let onsetShare = 0.05
  /// Frames before the onset that count as the stance: 0.3 s, chosen by judgement.
  private static let stanceFrames = 15
  /// Least pelvic rotation for a ratio, degrees: below this the ratio diverges.
  private static let leastTilt = 3.0
  /// Share of a phase that a bend has to cover; chosen by judgement.
  private static let leastCover = 0.8

  init(_ frames: Frames, bounds: ClosedRange<Int>, peak: Int) {
    self.bounds = bounds
    self.peak = peak
    onset = begins(.trunk, frames) ?? bounds.lowerBound
    end = ends(frames)
    let first = max(bounds.lowerBound, onset - Self.stanceFrames)
    for index in first...onset {
      zero.trunk += frames[index][.trunk]
      zero.pelvis += frames[index][.pelvis]
    }
    let count = Double(onset - first + 1)
    zero = (zero.trunk / count, zero.pelvis / count)
  }

  func bend(_ frames: Frames) -> RhythmBend {
    var bend = RhythmBend()
    bend.began = Double(onset) * RhythmTrack.seconds
    bend.length = Double(end - onset) * RhythmTrack.seconds
    bend.trunk = trunk(frames, peak)
    bend.pelvis = pelvis(frames, peak)
    bend.speed = speed(.forward, of: bend.trunk, frames)
    bend.returnSpeed = speed(.back, of: bend.trunk, frames)
    if bend.pelvis >= Self.leastTilt, bend.lumbar >= Self.leastTilt,
      let pelvis = begins(.pelvis, frames), let lumbar = begins(.lumbar, frames)
    {
      bend.pelvicDelay = Double(pelvis - lumbar) * RhythmTrack.seconds
    }
    for phase in 0..<RhythmBend.phases {
      let range = Double(30 * phase)...Double(30 * phase + 30)
      bend.forwardRatios[phase] = ratio(.forward, range, frames)
      bend.returnRatios[phase] = ratio(.back, range, frames)
    }
    for third in 0..<3 {
      let range = bend.trunk * Double(third) / 3...bend.trunk * Double(third + 1) / 3
      bend.forwardThirds[third] = ratio(.forward, range, frames)
      bend.returnThirds[third] = ratio(.back, range, frames)
    }
    for point in 0..<RhythmBend.curvePoints {
      let level = Double(point * RhythmBend.curveStep)
      guard level <= bend.trunk else { break }
      bend.forwardCurve[point] = Float(pelvis(.forward, at: level, frames))
      if level >= trunk(frames, end) { bend.returnCurve[point] = Float(pelvis(.back, at: level, frames)) }
    }
    return bend
  }

  private func trunk(_ frames: Frames, _ index: Int) -> Double { frames[index][.trunk] - zero.trunk }
  private func pelvis(_ frames: Frames, _ index: Int) -> Double { frames[index][.pelvis] - zero.pelvis }

  /// Degrees per frame, over five frames.
  private func velocity(_ segment: RhythmSegment, _ frames: Frames, _ index: Int) -> Double {
    let (before, after) = (max(index - 2, 0), min(index + 2, frames.count - 1))
    return (frames[after][segment] - frames[before][segment]) / Double(after - before)
  }

  /// The onset of a segment's movement: back from a tenth of its range to where its velocity vanishes. nil if it does
  /// not move.
  private func begins(_ segment: RhythmSegment, _ frames: Frames) -> Int? {
    var (lowest, fastest) = (bounds.lowerBound, 0.0)
    for index in bounds.lowerBound...peak {
      if frames[index][.trunk] < frames[lowest][.trunk] { lowest = index }
      fastest = max(fastest, velocity(segment, frames, index))
    }
    let start = frames[lowest][segment]
    let tenth = start + 0.1 * (frames[peak][segment] - start)
    guard fastest > 0, tenth > start else { return nil }
    var index = peak
    while index > lowest, frames[index][segment] > tenth { index -= 1 }
    while index > bounds.lowerBound, velocity(segment, frames, index) >= Self.onsetShare * fastest { index -= 1 }
    return index
  }

  /// The end of the trunk's return.
  private func ends(_ frames: Frames) -> Int {
    var fastest = 0.0
    for index in peak...bounds.upperBound { fastest = max(fastest, -velocity(.trunk, frames, index)) }
    let start = frames[onset][.trunk]
    let tenth = start + 0.1 * (frames[peak][.trunk] - start)
    var index = peak
    while index < bounds.upperBound, frames[index][.trunk] > tenth { index += 1 }
    while index < bounds.upperBound, -velocity(.trunk, frames, index) >= Self.onsetShare * fastest { index += 1 }
    return index
  }

  /// Degrees of lumbar flexion per degree of pelvic tilt while the trunk passes a range.
  private func ratio(
    _ direction: RhythmBend.Direction, _ range: ClosedRange<Double>, _ frames: Frames
  ) -> Double? {
    let lowest = direction == .forward ? 0 : max(0, trunk(frames, end))
    let (from, to) = (max(range.lowerBound, lowest), min(range.upperBound, trunk(frames, peak)))
    guard to - from >= Self.leastCover * (range.upperBound - range.lowerBound) else { return nil }
    let tilt = pelvis(direction, at: to, frames) - pelvis(direction, at: from, frames)
    return tilt >= Self.leastTilt ? (to - from - tilt) / tilt : nil
  }

  /// The tilt of the pelvis when the trunk first passes a level on the way down, or last on the way up.
  private func pelvis(_ direction: RhythmBend.Direction, at level: Double, _ frames: Frames) -> Double {
    switch direction {
    case .forward:
      if level <= 0 { return 0 }
      var index = onset
      while index < peak, trunk(frames, index) < level { index += 1 }
      return between(max(index - 1, onset), index, level, frames)
    case .back:
      var index = end
      while index > peak, trunk(frames, index) < level { index -= 1 }
      return between(index, min(index + 1, end), level, frames)
    }
  }

  private func between(_ a: Int, _ b: Int, _ level: Double, _ frames: Frames) -> Double {
    let from = trunk(frames, a)
    let to = trunk(frames, b)
    guard from != to else { return pelvis(frames, a) }
    let share = min(1, max(0, (level - from) / (to - from)))
    return pelvis(frames, a) + share * (pelvis(frames, b) - pelvis(frames, a))
  }

  /// Mean speed from 10 to 90 % of the range, degrees/s.
  private func speed(_ direction: RhythmBend.Direction, of whole: Double, _ frames: Frames) -> Double {
    let step = direction == .forward ? 1 : -1
    var slow = direction == .forward ? onset : end
    while slow != peak, trunk(frames, slow) < 0.1 * whole { slow += step }
    var fast = slow
    while fast != peak, trunk(frames, fast) < 0.9 * whole { fast += step }
    let taken = Double((fast - slow).magnitude) * RhythmTrack.seconds
    return taken > 0 ? (trunk(frames, fast) - trunk(frames, slow)) / taken : 0
  }
}
