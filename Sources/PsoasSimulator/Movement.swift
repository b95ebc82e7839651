import CLinux
import PsoasCore
import PsoasSystem

/// One activity and the transition into it: the body's pose as a smooth function of time.
struct Movement {
  let kind: Activity.Kind
  let before: Activity.Kind
  /// Start in seconds of the wearer's time, and duration including the transition.
  let begin: Double
  private(set) var seconds: Double
  /// Planned duration of an activity that was ended early.
  private let planned: Double
  let transition: Double
  /// The figures of an exercise.
  var routine: Routine
  /// Forward swing of the pelvis in degrees while standing up or sitting down.
  private let swing: Double
  private let phases: InlineArray<6, Double>
  /// The sensor sits on skin, and bends are not straight.
  private let isSoft: Bool

  /// Seconds in which an activity's own movement starts and fades out.
  private static let settling = 1.0
  /// Strides per second: 1.8 steps (Pachi and Ji 2005, The Structural Engineer 83(3): about 1.8 in free walking).
  private static let strides = 0.9
  /// m/s of comfortable walking (Bohannon 1997, doi 10.1093/ageing/26.1.15: 1.3 to 1.5).
  private static let speed = 1.3

  init(
    _ activity: Activity, after before: Activity.Kind, begin: Double, isSoft: Bool = false, random: inout Random
  ) {
    self.isSoft = isSoft
    kind = activity.kind
    self.before = before
    self.begin = begin
    seconds = activity.seconds
    planned = activity.seconds
    routine = activity.routine
    swing = 32 + 5 * random.signed()
    transition = Movement.duration(from: before, to: kind, &random)
    var phases = InlineArray<6, Double>(repeating: 0)
    for index in 0..<6 { phases[index] = 2 * .pi * random.uniform() }
    self.phases = phases
  }

  /// Sitting down and standing up take 1.67 +/- 0.27 s, 1.26 to 2.13 (Baer and Ashburn 1995, Arch Phys Med Rehabil 76:844); lying down is slower.
  private static func duration(from: Activity.Kind, to: Activity.Kind, _ random: inout Random) -> Double {
    let (isLow, becomesLow) = (Pose.resting(from).height < 0.8, Pose.resting(to).height < 0.8)
    if isLow != becomesLow { return min(2.13, max(1.26, 1.67 + 0.27 * random.normal())) }
    if from == .lie || to == .lie { return 4 + 0.5 * random.signed() }
    if isLow, from != to { return from == .sitTall || to == .sitTall ? 2.5 : 6 }
    return 1
  }

  /// Ends the activity early; its own movement takes a second to fade out.
  mutating func end(at time: Double) {
    seconds = min(seconds, max(time - begin, transition) + Movement.settling)
  }

  /// Continues an exercise with other figures as soon as the current one is reached; `isLast` ends it with them.
  mutating func goOn(with figures: [Figure], at time: Double, isLast: Bool) {
    routine.goOn(with: figures, at: time - begin)
    seconds = isLast ? routine.seconds : Routine.openEnd
  }

  /// The true posture.
  func posture(at time: Double) -> Posture {
    if kind == .exercise { return routine.posture(at: time - begin) }
    return time - begin < transition / 2 && before != kind ? before.posture : kind.posture
  }

  func label(at time: Double) -> StaticString {
    if kind == .exercise { return routine.label(at: time - begin) }
    guard time - begin < transition else { return kind.label }
    switch (before.posture, kind.posture) {
    case (.standing, .sitting), (.walking, .sitting): return "stand_to_sit"
    case (.sitting, .standing), (.sitting, .walking): return "sit_to_stand"
    case (.sitting, .lying): return "sit_to_lie"
    case (.lying, .sitting): return "lie_to_sit"
    case (.standing, .lying), (.walking, .lying): return "stand_to_lie"
    case (.lying, .standing), (.lying, .walking): return "lie_to_stand"
    default: return kind.label
    }
  }

  /// Amplitude of the activity's own movement, 0 to 1.
  private func activity(_ elapsed: Double) -> Double {
    Smooth.step((elapsed - transition) / Movement.settling) * Smooth.step((seconds - elapsed) / Movement.settling)
  }

  func pose(at time: Double) -> Pose {
    let elapsed = time - begin
    if kind == .exercise {
      return routine.pose(at: elapsed, from: Pose.resting(before), envelope: envelope(elapsed), phases)
    }
    var pose = transitionPose(elapsed / transition)
    let part = activity(elapsed)
    if part > 0 { addMovement(&pose, elapsed, part) }
    if isSoft { addSlip(&pose, time) }
    return pose
  }

  /// An exercise's sway starts and fades out as well; the movement into its first position belongs to that position.
  private func envelope(_ elapsed: Double) -> Double {
    Smooth.step(elapsed / Movement.settling) * Smooth.step((seconds - elapsed) / Movement.settling)
  }

  private func transitionPose(_ u: Double) -> Pose {
    let (a, b) = (Pose.resting(before), Pose.resting(kind))
    // The trunk leans first, and the hips leave the seat after a third of the time; sitting down is the reverse.
    let lift: Double
    if b.height > a.height + 0.1 {
      lift = Smooth.step((u - 0.3) / 0.7)
    } else {
      lift = b.height < a.height - 0.1 ? Smooth.step(u / 0.7) : Smooth.step(u)
    }
    var pose = Pose.blend(a, b, Smooth.step(u), height: lift)
    if (a.height - b.height).magnitude > 0.1 {
      // At lift-off the trunk leans by 45 degrees (Tully 2005); the hips contribute three quarters of it.
      let lean = Smooth.bump(u) * .pi / 180
      pose.pelvis += swing * lean
      pose.trunk += 42 * lean
    }
    return pose
  }

  private func addMovement(_ pose: inout Pose, _ elapsed: Double, _ part: Double) {
    let degree = part * .pi / 180
    func wave(_ frequency: Double, _ phase: Int) -> Double { sin(2 * .pi * frequency * elapsed + phases[phase]) }
    // Breathing, and the slow drift of any posture: 2.9 degrees a minute in quiet standing (Pan 2021).
    pose.pelvis += degree * (0.15 * wave(0.25, 0) + 0.9 * wave(1 / 53, 1))
    pose.trunk += degree * (0.5 * wave(0.25, 0) + 1.2 * wave(1 / 61, 2))
    pose.lateral += degree * 0.5 * wave(1 / 47, 3)
    switch kind {
    case .stand:
      pose.pelvis += degree * 0.4 * wave(0.31, 4)
      pose.lateral += degree * 0.3 * wave(0.23, 5)
      pose.sideways += part * 0.004 * wave(0.23, 5)
      pose.forward += part * 0.006 * wave(0.31, 4)
    case .rockForward, .rockBack, .relax: pose.lateral += degree * 0.3 * wave(0.23, 5)
    case .lean:
      let side = sin(2 * .pi * elapsed / 6)
      pose.lateral += degree * 11 * side
      pose.sideways += part * 0.05 * side
    case .liftKnee:
      let lift = (1 - cos(2 * .pi * elapsed / 4)) / 2
      pose.thigh += degree * 62 * lift
      pose.pelvis -= degree * 4 * lift
    case .sit, .slump, .sitTall:
      pose.pelvis += degree * 1.2 * wave(1 / 97, 4)
      pose.heading += degree * 8 * wave(1 / 37, 5)
      // The wearer shifts every three quarters of a minute.
      let cycles = elapsed / 45 + phases[2]
      let shift = Smooth.bump((cycles - floor(cycles)) * 15)
      pose.pelvis += degree * 4.5 * shift
      pose.lateral += degree * 3 * shift
      pose.thigh += degree * 6 * shift
    case .lie: pose.lateral += degree * 2 * wave(1 / 71, 4)
    case .bend:
      let bend = (1 - cos(2 * .pi * elapsed / 4)) / 2
      // Bends are never exactly straight or of constant depth: up to 4 degrees sideways and 6 about the long axis.
      let depth = isSoft ? 1 + 0.35 * sin(phases[1]) : 1
      if isSoft {
        pose.lateral += degree * 4 * sin(phases[3]) * bend
        pose.heading += degree * 6 * sin(phases[4]) * bend
      }
      pose.pelvis += degree * 45 * depth * bend
      pose.trunk += degree * 85 * depth * bend
      pose.forward -= part * 0.08 * bend
      pose.height -= part * 0.03 * bend
    case .rhythm:
      let bend = PublishedRhythm.angles(at: elapsed, of: planned, phase: phases[4])
      pose.trunk += degree * bend.trunk
      pose.pelvis += degree * bend.pelvis
      // The hips move back and down to keep the feet under the body's weight.
      pose.forward -= part * 0.10 * bend.trunk / 120
      pose.height -= part * 0.03 * bend.trunk / 120
    case .walk: addGait(&pose, elapsed, part)
    case .exercise: break
    }
  }

  /// A sensor on skin follows the bone's tilt only to 98 % and drifts by half a degree (chosen by judgement: the
  /// published errors of 2.7 to 8.9 degrees, Bolink 2016, include no model).
  private func addSlip(_ pose: inout Pose, _ time: Double) {
    let degree = Double.pi / 180
    pose.slip = Vector3(
      0.02 * pose.pelvis + degree * 0.5 * sin(2 * .pi * time / 83 + 1), degree * 0.5 * sin(2 * .pi * time / 71),
      degree * 0.5 * sin(2 * .pi * time / 59 + 2))
    guard kind == .walk else { return }
    let footfalls = strideAngle(time - begin) / .pi
    let since = (footfalls - floor(footfalls)) / (2 * Movement.strides)
    // Starts within a few hundredths of a second, so that no rate is infinite.
    let quiver = activity(time - begin) * Smooth.step(since / 0.04) * exp(-since / 0.06) * sin(2 * .pi * 9 * since)
    pose.slip.x += degree * 1.5 * quiver
  }

  /// The pelvis rises and falls by 4 cm per step, sways once per stride, tilts by 3 degrees, drops by 4 on the side of
  /// the swinging leg and rotates by 5 (Whittle 2007, Gait Analysis, ch. 2); the hip flexion goes from 30 degrees to
  /// -10.
  private func addGait(_ pose: inout Pose, _ elapsed: Double, _ part: Double) {
    let degree = part * .pi / 180
    let stride = strideAngle(elapsed)
    pose.height += part * (0.021 * cos(2 * stride) + 0.003 * cos(4 * stride + 1))
    pose.forward += part * 0.01 * sin(2 * stride + 0.6)
    pose.sideways += part * 0.02 * sin(stride)
    pose.pelvis += degree * 1.5 * cos(2 * stride + 0.4)
    pose.trunk += degree * 1.2 * cos(2 * stride + 1.2)
    pose.lateral += degree * 4 * sin(stride + 0.3)
    pose.heading += degree * (5 * sin(stride + 0.9) + 40 * sin(2 * .pi * elapsed / 23))
    pose.thigh += degree * (10 + 20 * sin(stride))
  }

  private func strideAngle(_ elapsed: Double) -> Double {
    2 * .pi * Movement.strides * elapsed + 0.25 * sin(2 * .pi * 0.07 * elapsed + phases[0])
  }

  /// Acceleration that the pose does not include: changes of walking speed, and soft tissue vibration after each
  /// footfall. m/s2; x forward, y up.
  func extraAcceleration(at time: Double) -> Vector3 {
    guard kind == .walk else { return .zero }
    let elapsed = time - begin
    let start = Smooth.stepSlope((elapsed - transition) / Movement.settling)
    let stop = Smooth.stepSlope((seconds - elapsed) / Movement.settling)
    let footfalls = strideAngle(elapsed) / .pi
    let since = (footfalls - floor(footfalls)) / (2 * Movement.strides)
    // 9 Hz, decayed after a fifth of a second (Wakeling and Nigg 2001, J Appl Physiol 90:412, find 10 to 50 Hz on
    // muscle; a belt is softer).
    let quiver = activity(elapsed) * 1.4 * exp(-since / 0.06) * sin(2 * .pi * 9 * since)
    return Vector3(Movement.speed * (start - stop) / Movement.settling + 0.5 * quiver, quiver, 0)
  }
}
