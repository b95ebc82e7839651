/// Measures the lumbopelvic rhythm: a still stance, then forward bends, then the stance again.
///
/// It needs no calibration: the axes of both sensors come from this stance and these bends. The caller provides the
/// memory for the frames, allocated once for `longest` seconds; nothing else is stored.
public struct RhythmMeasurement: Sendable {
  /// The longest measurement, seconds.
  public static let longest = 180.0
  /// Number of frames to provide.
  public static let capacity = Int(longest / RhythmTrack.seconds)

  /// What the wearer does now.
  public enum Stage: UInt8, Sendable {
    /// Stands still for three seconds.
    case stance
    /// Bends forward and comes back, as often as requested.
    case bends
    /// Stands still for one more second.
    case end
    /// The measurement is complete: `read` gives the result.
    case complete
  }

  /// The progress for a display.
  public struct Progress: Equatable, Sendable {
    public var stage = Stage.stance
    /// Number of bends that were deep enough, and of bends requested.
    public var bends = 0
    public var wanted = 3
    /// Remaining seconds of standing still.
    public var remaining = RhythmMeasurement.stanceTime
    /// Inclination of the trunk relative to the stance, degrees.
    public var angle = 0.0
    /// Degrees of the last bend if it was not deep enough; otherwise 0.
    public var short = 0.0
    /// The wearer moved since the stage began.
    public var moved = false

    public init() {}
  }

  /// Seconds of still stance before and after the bends (calibration stance: 3 to 10 s; the second stance is only
  /// compared).
  public static let stanceTime = 3.0
  static let endTime = 1.0
  /// Least trunk flexion of a bend, degrees (as for calibration).
  public static let leastBend = 25.0
  /// Largest rate of a hold, degrees/s, and largest deviation from its mean, degrees (as for calibration: 5 degrees/s;
  /// Pan 2021 finds 2.9 degrees of drift per minute).
  private static let stillRate = 5.0
  private static let stray = 3.0
  /// Seconds without a sample after which a sensor counts as lost, as in the monitor.
  private static let longestSilence = 2.0
  /// Trunk flexion at which a bend begins and at which it ends, degrees; chosen by judgement.
  private static let down = 15.0
  private static let up = 10.0

  public private(set) var progress = Progress()
  private var track: RhythmTrack
  /// Number of frames processed, and the first frame of the stance or of the hold.
  private var seen = 0
  private var stillSince = 0
  private var sums = (pelvis: Vector3.zero, trunk: Vector3.zero)
  /// Up in the stance; nil until the wearer was still.
  private var stance: (pelvis: Vector3, trunk: Vector3)?
  /// The first frame after the stance.
  private var first = 0
  private var isDown = false
  private var deepest = 0.0
  private var furthestShort = 0.0

  /// - Parameter bends: clamped to 3 to 10.
  public init(bends: Int, at time: Instant) {
    progress.wanted = min(max(bends, Spread.fewest), LumbopelvicRhythm.mostBends)
    track = RhythmTrack(start: time)
  }

  /// Adds the up direction of one sample; placements other than pelvis and trunk are ignored.
  public mutating func update(
    _ up: Vector3, of placement: Placement, at time: Instant, into frames: inout MutableSpan<RhythmFrame>
  ) {
    guard let side = RhythmSide(placement), progress.stage != .complete else { return }
    track.update(up, of: side, at: time, into: &frames)
    while seen < track.count, progress.stage != .complete {
      inspect(at: seen, frames.span)
      seen += 1
    }
  }

  /// Why the measurement cannot continue: a sensor is silent at `now`, or the memory is full.
  public func trouble(at now: Instant) -> RhythmRefusal? {
    if let gap = track.gap { return .silent(gap.side.placement, gap.seconds) }
    guard progress.stage != .complete else { return nil }
    let pelvis = now.seconds(since: track.lastTime(.pelvis))
    if pelvis > Self.longestSilence { return .silent(.pelvis, pelvis) }
    let trunk = now.seconds(since: track.lastTime(.trunk))
    if trunk > Self.longestSilence { return .silent(.trunk, trunk) }
    guard now.seconds(since: track.start) >= Self.longest else { return nil }
    return stance == nil ? .neverStill : .outOfTime
  }

  // MARK: Stages

  private mutating func inspect(at index: Int, _ frames: Span<RhythmFrame>) {
    watchStillness(index, frames)
    let still = Double(index - stillSince) * RhythmTrack.seconds
    guard let stance else {
      progress.remaining = max(0, Self.stanceTime - still)
      if still >= Self.stanceTime, let pelvis = sums.pelvis.normalized, let trunk = sums.trunk.normalized {
        self.stance = (pelvis, trunk)
        first = index
        progress.stage = .bends
        progress.moved = false
        progress.remaining = 0
      }
      return
    }
    progress.angle = Trigonometry.acos(frames[index][up: .trunk].dot(stance.trunk)) * Trigonometry.degreesPerRadian
    countBends(index)
    if progress.stage == .end {
      progress.remaining = max(0, Self.endTime - still)
      if still >= Self.endTime { progress.stage = .complete }
    }
  }

  private mutating func watchStillness(_ index: Int, _ frames: Span<RhythmFrame>) {
    let count = Double(index - stillSince)
    func moves(_ side: RhythmSide, _ sum: Vector3) -> Bool {
      let up = frames[index][up: side]
      let turned = (up - frames[max(index - 10, 0)][up: side]).norm * Trigonometry.degreesPerRadian
      if turned > Self.stillRate * 10 * RhythmTrack.seconds { return true }
      return count > 0 && (up - sum * (1 / count)).norm * Trigonometry.degreesPerRadian > Self.stray
    }
    if moves(.pelvis, sums.pelvis) || moves(.trunk, sums.trunk) {
      if count * RhythmTrack.seconds > 0.5, progress.stage == .stance { progress.moved = true }
      stillSince = index
      sums = (.zero, .zero)
    }
    sums.pelvis = sums.pelvis + frames[index][up: .pelvis]
    sums.trunk = sums.trunk + frames[index][up: .trunk]
  }

  private mutating func countBends(_ index: Int) {
    if isDown {
      deepest = max(deepest, progress.angle)
      guard progress.angle < Self.up else { return }
      isDown = false
      if deepest >= Self.leastBend {
        progress.bends += 1
        progress.short = 0
      } else {
        progress.short = deepest
        furthestShort = max(furthestShort, deepest)
      }
      if progress.bends >= progress.wanted {
        progress.stage = .end
        progress.remaining = Self.endTime
      }
    } else if progress.angle > Self.down {
      isDown = true
      deepest = progress.angle
      // One bend more than requested is accepted.
      if progress.stage == .end { progress.stage = .bends }
    }
  }

  // MARK: Result

  /// Computes the bends; the frames' angles are filled in for that.
  /// - Parameter bends: room for ten.
  /// - Returns: the number of bends.
  public func read(
    _ frames: inout MutableSpan<RhythmFrame>, into bends: inout MutableSpan<RhythmBend>
  ) throws(RhythmRefusal) -> Int {
    guard let stance else { throw .neverStill }
    guard progress.bends >= Spread.fewest else {
      throw .tooFewBends(progress.bends, furthestShort: furthestShort)
    }
    try checkStance(stance, frames.span)
    let pelvis = try plane(.pelvis, stance.pelvis, frames.span)
    let trunk = try plane(.trunk, stance.trunk, frames.span)
    for index in 0..<seen {
      frames[index].pelvisAngle = Float(pelvis.flexion(frames[index][up: .pelvis]))
      frames[index].trunkAngle = Float(trunk.flexion(frames[index][up: .trunk]))
    }
    RhythmMeasurement.smooth(&frames, count: seen)
    let count = segment(frames.span, into: &bends)
    // In the sagittal plane a bend may be shallower than its inclination.
    guard count >= Spread.fewest else { throw .tooFewBends(count, furthestShort: furthestShort) }
    var turnedFurther = 0
    for index in 0..<count where bends[index].pelvis > bends[index].trunk { turnedFurther += 1 }
    guard 2 * turnedFurther < count else { throw .interchanged }
    return count
  }

  /// Compares the stance before and after, for each sensor: a difference beyond the variation of standing is a slip.
  private func checkStance(
    _ stance: (pelvis: Vector3, trunk: Vector3), _ frames: Span<RhythmFrame>
  ) throws(RhythmRefusal) {
    var (pelvis, trunk) = (Vector3.zero, Vector3.zero)
    for index in max(0, seen - Self.endFrames)..<seen {
      pelvis = pelvis + frames[index][up: .pelvis]
      trunk = trunk + frames[index][up: .trunk]
    }
    func apart(_ a: Vector3, _ b: Vector3) -> Double {
      Trigonometry.acos(a.dot(b.normalized ?? a)) * Trigonometry.degreesPerRadian
    }
    let (ofPelvis, ofTrunk) = (apart(stance.pelvis, pelvis), apart(stance.trunk, trunk))
    if ofPelvis > Self.mostApart, ofTrunk > Self.mostApart { throw .notBack(ofTrunk) }
    if ofPelvis > Self.mostApart { throw .slipped(.pelvis, ofPelvis) }
    if ofTrunk > Self.mostApart { throw .slipped(.trunk, ofTrunk) }
  }

  /// Frames at the end to compare with the stance: half a second.
  private static let endFrames = 25
  /// Largest difference, degrees: standing repeats within 0.9 (0.2 to 3.3, Pan 2019), and less than 5 cannot be
  /// detected (Koumantakis 2016).
  private static let mostApart = 5.0
  /// Least share of a sensor's movement in one plane (calibration bends: 0.90).
  private static let leastShare = 0.90

  private func plane(
    _ side: RhythmSide, _ stance: Vector3, _ frames: Span<RhythmFrame>
  ) throws(RhythmRefusal) -> SagittalPlane {
    var sums = SagittalPlane.Sums(stance: stance)
    for index in first..<seen { sums.add(frames[index][up: side]) }
    guard let plane = sums.plane, plane.share >= Self.leastShare else {
      throw .sideways(side.placement, 100 * (sums.plane?.share ?? 0))
    }
    return plane
  }

  /// Moving average over five frames: -3 dB at 4.4 Hz (movement: 3 to 10 Hz), without delay.
  private static func smooth(_ frames: inout MutableSpan<RhythmFrame>, count: Int) {
    guard count >= 5 else { return }
    var window = InlineArray<5, (trunk: Float, pelvis: Float)>(repeating: (0, 0))
    for index in 0..<count {
      window[index % 5] = (frames[index].trunkAngle, frames[index].pelvisAngle)
      guard index >= 4 else { continue }
      var sum: (trunk: Float, pelvis: Float) = (0, 0)
      for i in 0..<5 {
        sum.trunk += window[i].trunk
        sum.pelvis += window[i].pelvis
      }
      frames[index - 2].trunkAngle = sum.trunk / 5
      frames[index - 2].pelvisAngle = sum.pelvis / 5
    }
  }

  /// Finds each bend, from upright to upright, and measures those that were deep enough.
  private func segment(_ frames: Span<RhythmFrame>, into bends: inout MutableSpan<RhythmBend>) -> Int {
    var count = 0
    var lower = first - Int(Self.endTime / RhythmTrack.seconds)
    var index = first
    while index < seen, count < bends.count {
      guard frames[index][.trunk] > Self.down else {
        index += 1
        continue
      }
      var (peak, after) = (index, index)
      while after < seen, frames[after][.trunk] > Self.up {
        if frames[after][.trunk] > frames[peak][.trunk] { peak = after }
        after += 1
      }
      // A bend that the end of the frames cuts off does not count.
      guard after < seen else { return count }
      var upper = after
      while upper + 1 < seen, frames[upper][.trunk] < Self.down { upper += 1 }
      if frames[peak][.trunk] >= Self.leastBend {
        let reader = BendReader(frames, bounds: max(lower, 0)...upper, peak: peak)
        bends[count] = reader.bend(frames)
        count += 1
        lower = reader.end
      } else {
        lower = after
      }
      index = after
    }
    return count
  }
}
