import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A synthetic wearer: a scripted day, repeated without end, as evdev frames.
///
/// The body moves along smooth paths; the sensors' specific force and angular velocity follow from these, so that
/// orientation, steps, and the rise and fall of the hips can be recovered from them. The same seed gives the same
/// frames. It does not replace recordings: accuracy has to be measured on people.
public struct SyntheticWearer {
  public struct Options: Equatable, Sendable {
    public var seed: UInt64 = 1
    /// Samples per second of each sensor, 20 to 250.
    public var rate = 100.0
    /// In this order; at least one.
    public var placements: [Placement] = [.pelvis]
    public var hasGyroscope = true
    /// Sends MSC_TIMESTAMP.
    public var isStamped = true
    /// True: a random mounting for each seed. False: the sensor's axes are the body's.
    public var isMountedAtRandom = true
    /// Adds noise, bias, and jitter of the times.
    public var hasErrors = true
    /// The sensor sits on soft skin, and bends are slightly askew.
    public var hasSoftTissue = false
    /// How much the skin slides under the sensors as the body bends: 0 not at all, 1 as published. A negative value
    /// mirrors it: the mean of two such wearers shows the error of the estimators without the effect of the drawn skin.
    public var skinSlide = 0.0

    public init() {}

    /// Microseconds between two samples.
    var period: Int64 { Int64(1e6 / min(250, max(20, rate)) + 0.5) }
  }

  /// The truth as a perfect observer knows it.
  public struct Truth: Equatable, Sendable {
    public var posture: Posture
    /// With the names of the HAPT data set: `sit`, `stand_to_sit`, ...
    public var label: StaticString
    /// Sagittal and lateral tilt of the pelvis from standing, degrees; anterior and right side up positive.
    public var tilt: Double
    public var lateral: Double
    /// Up in the axes of the frame's sensor, unit vector.
    public var up: Vector3

    public static func == (a: Truth, b: Truth) -> Bool {
      a.posture == b.posture && a.tilt == b.tilt && a.lateral == b.lateral && a.up == b.up
        && a.label.utf8Start == b.label.utf8Start
    }
  }

  public let options: Options
  private let day: [Activity]
  private var sensors: [SyntheticSensor]
  private var movement: Movement
  private var activity = 0
  /// Follows the exercise session.
  private var follower: ExerciseSessionFollower
  /// An exercise that begins after the current activity has faded out.
  private var pending = Routine()
  private var lastReported: Activity.Kind?
  private let start: Snapshot
  private var script: Random
  private var jitter: Random
  /// Number of completed samples of every sensor, and the next sensor.
  private var readings: Int64 = 0
  private var turn = 0
  /// The body at the last sample.
  private var snapshot: Snapshot
  private var given = 0
  private var time = 0.0

  /// - Parameter day: the wearer's activities, repeated without end; at least one.
  public init(day: [Activity] = Activity.workHour, _ options: Options = Options()) {
    self.options = options
    self.day = day.isEmpty ? Activity.workHour : day
    script = Random(seed: options.seed, stream: 1)
    follower = ExerciseSessionFollower(seed: options.seed)
    jitter = Random(seed: options.seed, stream: 2)
    let first = self.day[0]
    movement = Movement(first, after: first.kind, begin: 0, isSoft: options.hasSoftTissue, random: &script)
    start = Snapshot(movement, at: 0)
    snapshot = start
    sensors = []
    for placement in options.placements.isEmpty ? [.pelvis] : options.placements {
      var sensor = SyntheticSensor(placement, options)
      sensor.open(at: snapshot)
      sensors.append(sensor)
    }
  }

  public var placements: [Placement] { sensors.map { $0.placement } }

  /// The sensor's description as opened before the first frame; nil for a placement without a sensor.
  public func description(of placement: Placement) -> SensorDescription? {
    for sensor in sensors where sensor.placement == placement {
      return SyntheticSensor(placement, options).description(at: start)
    }
    return nil
  }

  /// The next frame, in order of time; `frame` is emptied first and keeps its memory.
  ///
  /// - Returns: its placement and the time of its SYN_REPORT, strictly later than any before.
  public mutating func next(_ frame: inout [InputEvent]) -> (placement: Placement, time: Instant) {
    frame.removeAll(keepingCapacity: true)
    if turn == 0 {
      readings += 1
      time = Double(readings * options.period) * 1e-6
      while time >= movement.begin + movement.seconds { advance() }
      snapshot = Snapshot(movement, at: time)
    }
    given = turn
    sensors[turn].append(snapshot, to: &frame)
    // The sensors share the period, each with its own third of it, so that no two frames have the same time.
    let slot = options.period / 3 * Int64(turn)
    let late = options.hasErrors ? Int64(Double(options.period / 4) * jitter.uniform()) : 0
    turn = (turn + 1) % sensors.count
    return (sensors[given].placement, Instant(microseconds: readings * options.period + slot + late))
  }

  /// The truth at the last frame's sample.
  public var truth: Truth {
    let up = snapshot.now(.pelvis).bone.applyInverse(Vector3(0, 1, 0))
    let degree = 180 / Double.pi
    return Truth(
      posture: movement.posture(at: time), label: movement.label(at: time),
      tilt: atan2(-up.x, up.y) * degree, lateral: asin(max(-1, min(1, up.z))) * degree,
      up: sensors[given].up(snapshot))
  }

  /// Starts an activity after about a second, until the next call; nil resumes the schedule of the day.
  public mutating func perform(_ kind: Activity.Kind?) {
    guard kind != lastReported else { return }
    lastReported = kind
    movement.end(at: time)
  }

  /// The wearer follows an exercise session, with a delay of about a second, and resumes the day after it.
  /// - Parameter exercise: that of the session; the wearer does nothing in one that is not checked.
  public mutating func follow(_ event: ExerciseSessionEvent, _ exercise: Exercise) {
    guard let figures = follower.figures(for: event, exercise), !figures.isEmpty else { return }
    var isLast = false
    if case .finished = event { isLast = true }
    if movement.kind == .exercise {
      movement.goOn(with: figures, at: time, isLast: isLast)
    } else {
      // A movement is in progress already. The earlier request is completed first.
      pending.goOn(with: figures, at: 0)
      movement.end(at: time)
    }
  }

  private mutating func advance() {
    let next: Activity
    if !pending.figures.isEmpty {
      next = Activity(pending)
      pending = Routine()
    } else if let lastReported {
      next = Activity(lastReported, seconds: 1e9)
    } else {
      activity = (activity + 1) % day.count
      next = day[activity]
    }
    movement = Movement(
      next, after: movement.kind, begin: movement.begin + movement.seconds, isSoft: options.hasSoftTissue,
      random: &script)
  }
}
