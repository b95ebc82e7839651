import CLinux
import PsoasSystem

/// A person who exercises: the same seed gives the same movements. Makes routines, each with its true result.
///
/// Amplitude, speed and steadiness are random for each repetition and each hold; soft tissue and the pressure of the
/// floor rotate the sensor by some degrees in each position.
public struct Exerciser {
  private var random: Random
  /// This person's deviation of the pelvis in degrees: kneeling, supine, and in a plank.
  private let kneeling: Double
  private let supine: Double
  private let plank: Double
  private let knees: Double

  public init(seed: UInt64) {
    random = Random(seed: seed, stream: 64)
    kneeling = 3 + 4 * random.signed()
    supine = -88 + 9 * random.signed()
    plank = 76 + 7 * random.signed()
    knees = 40 + 10 * random.signed()
  }

  private mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.uniform() }

  /// Deviation in degrees that skin and belt add in one position, and that the wearer adds when taking it again: 0.9 in
  /// standing, 1.4 in sitting (medians, Pan 2019).
  private mutating func tissue() -> Double { max(-2.5, min(2.5, 0.9 * random.normal())) }

  private static func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }

  private mutating func pose(
    _ pelvis: Double, trunk: Double, thigh: Double, height: Double, forward: Double = 0.25, lateral: Double = 0
  ) -> Pose {
    Pose(
      pelvis: Exerciser.radians(pelvis + tissue()), trunk: Exerciser.radians(trunk),
      thigh: Exerciser.radians(thigh), lateral: Exerciser.radians(lateral + tissue()), height: height,
      forward: forward)
  }

  // MARK: Positions

  mutating func stand(hold: Double) -> Figure {
    Figure(.stand, Pose.resting(.stand), move: between(2, 3.2), hold: hold, lean: between(10, 25))
  }

  /// Down to one knee; the hips sink by 0.45 m (a thigh's length above the floor).
  mutating func kneel(hold: Double) -> Figure {
    Figure(
      .kneel, pose(kneeling, trunk: 3, thigh: 0, height: between(0.46, 0.52)), move: between(1.8, 3.5), hold: hold,
      lean: between(5, 20), sway: .kneeling)
  }

  /// A posterior tilt of 5 to 12 degrees, with the weight shifted slightly forward.
  mutating func stretch(hold: Double, move: Double? = nil) -> Figure {
    Figure(
      .stretch, pose(kneeling - between(7, 13), trunk: 2, thigh: -12, height: 0.46, forward: 0.31),
      move: move ?? between(0.8, 2), hold: hold, sway: .kneeling, credit: .hold)
  }

  /// A long step back with one foot, holding on to something; the hips sink a little.
  mutating func stepBack(hold: Double) -> Figure {
    Figure(
      .stand, pose(kneeling, trunk: 2, thigh: -12, height: between(0.86, 0.90)), move: between(1.5, 2.5), hold: hold,
      lean: between(2, 8), sway: .kneeling)
  }

  /// The same tilt as in kneeling.
  mutating func standingStretch(hold: Double) -> Figure {
    Figure(
      .stretch, pose(kneeling - between(7, 13), trunk: 2, thigh: -18, height: 0.86, forward: 0.31),
      move: between(0.8, 2), hold: hold, sway: .kneeling, credit: .hold)
  }

  mutating func sitOnFloor() -> Figure {
    Figure(
      .sitOnFloor, pose(-28, trunk: -10, thigh: 110, height: 0.10, forward: 0), move: between(2.5, 4),
      hold: between(0.5, 2), lean: between(5, 20), sway: .standing)
  }

  mutating func lie(hold: Double, move: Double? = nil) -> Figure {
    Figure(
      .lie, pose(supine, trunk: -86, thigh: 90 + knees, height: 0.10, forward: -0.2), move: move ?? between(1.5, 3.5),
      hold: hold, sway: .lying)
  }

  mutating func bridge(by degrees: Double, move: Double, hold: Double) -> Figure {
    Figure(
      .bridge,
      pose(supine - degrees, trunk: -100, thigh: 90 + knees - degrees, height: 0.10 + 0.009 * degrees, forward: -0.2),
      move: move, hold: hold, sway: Sway(breath: 0.3, drift: 0.3, slow: 0.5, tremor: 0.04))
  }

  mutating func drawIn(hold: Double) -> Figure {
    Figure(
      .drawIn,
      pose(supine - between(6, 14), trunk: -86, thigh: 185, height: 0.11, forward: -0.2, lateral: 4 * random.signed()),
      move: between(1.2, 2.5), hold: hold, sway: .lying, credit: .hold)
  }

  mutating func allFours(hold: Double) -> Figure {
    Figure(
      .allFours, pose(84, trunk: 87, thigh: 2, height: 0.48, forward: 0.2), move: between(2.5, 4), hold: hold,
      sway: .kneeling)
  }

  mutating func plank(off degrees: Double = 0, _ kind: Figure.Kind = .plank, move: Double, hold: Double) -> Figure {
    Figure(
      kind, pose(plank + degrees, trunk: 80, thigh: -82, height: 0.30 - 0.004 * abs(degrees), forward: 0.2), move: move,
      hold: hold, sway: Sway(breath: 0.4, drift: 0.6, slow: 0.4, tremor: between(0.05, 0.15)),
      credit: kind == .plank ? .hold : .nothing)
  }

  mutating func prone(hold: Double) -> Figure {
    Figure(
      .prone, pose(91, trunk: 90, thigh: -90, height: 0.12, forward: 0.2), move: between(2.5, 4), hold: hold,
      sway: .prone)
  }

  mutating func fidget(_ base: Pose, hold: Double) -> Figure {
    var pose = base
    pose.pelvis += Exerciser.radians(between(9, 16))
    pose.lateral += Exerciser.radians(5 * random.signed())
    return Figure(
      .fidget, pose, move: between(0.5, 1.2), hold: hold, sway: Sway(breath: 0.3, drift: 1, slow: 3, tremor: 0.1))
  }

  // MARK: Routines

  /// Bridges of random height and tempo, including incomplete ones that must not count.
  public mutating func bridges(_ count: Int, hasFailures: Bool = true) -> Routine {
    var routine = Routine()
    routine.add(stand(hold: between(3, 6)))
    routine.add(sitOnFloor())
    routine.add(lie(hold: between(3, 8)))
    for _ in 0..<count {
      addBridge(to: &routine)
      guard hasFailures, random.uniform() < 0.12 else { continue }
      if random.uniform() < 0.5 {
        // The hips hardly leave the floor.
        routine.add(bridge(by: between(3, 7), move: between(0.6, 1.2), hold: between(0.5, 2)))
      } else {
        // Up and down too fast.
        routine.add(bridge(by: between(15, 24), move: 0.35, hold: 0))
      }
      routine.add(lie(hold: between(0.8, 3), move: between(0.4, 1)))
    }
    routine.add(lie(hold: between(2, 5), move: 1))
    finish(&routine)
    return routine
  }

  mutating func addBridge(to routine: inout Routine) {
    routine.add(bridge(by: between(17, 33), move: between(0.7, 2), hold: between(1, 3.5)))
    let down = lie(hold: between(0.4, 2.5), move: between(0.7, 2.2))
    routine.add(
      Figure(down.kind, down.pose, move: down.move, hold: down.hold, sway: .lying, credit: .repetition))
  }

  /// One side of the kneeling stretch, interrupted and resumed a number of times.
  public mutating func kneelingStretch(hold seconds: Double, breaks: Int) -> Routine {
    var routine = Routine()
    routine.add(stand(hold: between(3, 6)))
    let down = kneel(hold: between(4, 7))
    routine.add(down)
    for turn in 0...breaks {
      routine.add(stretch(hold: seconds / Double(breaks + 1)))
      guard turn < breaks else { break }
      routine.add(fidget(down.pose, hold: between(3.5, 6)))
      routine.add(Figure(.kneel, down.pose, move: between(0.8, 1.5), hold: between(3, 5), sway: .kneeling))
    }
    finish(&routine)
    return routine
  }

  public mutating func figureFour(hold seconds: Double) -> Routine {
    var routine = Routine()
    routine.add(stand(hold: between(3, 6)))
    routine.add(sitOnFloor())
    routine.add(lie(hold: between(4, 7)))
    routine.add(drawIn(hold: seconds))
    routine.add(lie(hold: between(2, 4)))
    finish(&routine)
    return routine
  }

  /// A plank; each break is a sag, a pike, or a rest on the floor.
  public mutating func planks(hold seconds: Double, breaks: Int) -> Routine {
    var routine = Routine()
    routine.add(stand(hold: between(3, 6)))
    routine.add(allFours(hold: between(2, 4)))
    for turn in 0...breaks {
      routine.add(plank(move: between(1, 2), hold: seconds / Double(breaks + 1)))
      guard turn < breaks else { break }
      switch Int(between(0, 3)) {
      case 0: routine.add(plank(off: -between(14, 18), .sag, move: between(0.6, 1.5), hold: between(3.5, 6)))
      case 1: routine.add(plank(off: between(14, 18), .pike, move: between(0.6, 1.5), hold: between(3.5, 6)))
      default: routine.add(prone(hold: between(5, 9)))
      }
    }
    routine.add(allFours(hold: 1))
    finish(&routine)
    return routine
  }

  /// Lies down prone or supine and stays there.
  public mutating func restOnFloor(seconds: Double) -> Routine {
    var routine = Routine()
    routine.add(stand(hold: 3))
    if random.uniform() < 0.5 {
      routine.add(allFours(hold: 1))
      let down = prone(hold: seconds / 2)
      routine.add(down)
      // Turns the head, shifts the weight.
      routine.add(Figure(.fidget, moved(down.pose), move: between(0.6, 1.5), hold: between(0.3, 1), sway: .prone))
      routine.add(Figure(.prone, down.pose, move: between(0.6, 1.5), hold: seconds / 2, sway: .prone))
    } else {
      routine.add(sitOnFloor())
      let down = lie(hold: seconds / 2)
      routine.add(down)
      routine.add(Figure(.fidget, moved(down.pose), move: between(0.6, 1.5), hold: between(0.3, 1), sway: .lying))
      routine.add(Figure(.lie, down.pose, move: between(0.6, 1.5), hold: seconds / 2, sway: .lying))
    }
    finish(&routine)
    return routine
  }

  private mutating func moved(_ pose: Pose) -> Pose {
    var pose = pose
    pose.pelvis += Exerciser.radians(6 * random.signed())
    pose.lateral += Exerciser.radians(6 * random.signed())
    return pose
  }

  private mutating func finish(_ routine: inout Routine) {
    routine.add(Figure(.stand, Pose.resting(.stand), move: between(2.5, 4), hold: between(4, 6), lean: between(10, 25)))
  }
}
