import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSimulator
import PsoasSystem

/// The built-in synthetic wearer on the event loop: its frames are decoded like a device's.
final class SyntheticSource {
  /// Microseconds between two iterations: sixty per second, so that the output is smooth.
  private static let period: UInt64 = 16_000
  /// Largest number of frames per iteration: the loop also has to reply to callers, and a debug build on a busy machine
  /// takes some 50 microseconds per frame. A backlog continues immediately after the other sources had their turn.
  private static let framesPerTurn = 1_000

  private let loop: EventLoop
  private let session: DaemonRun
  private var pace: SyntheticPace
  /// Duration of the run in microseconds.
  private let limit: Int64
  private let hasNights: Bool
  private var wearer: SyntheticWearer
  private var timer: TimerSource?
  /// Time up to which the frames are due, microseconds of the run.
  private var due: Int64 = 0
  private var frame: [InputEvent] = []
  /// The next frame.
  private var coming: (placement: Placement, time: Instant)
  private var nextSecond: Int64 = 1_000_000
  private var catalog: ExerciseCatalog
  /// The exercise of the session; nil before the first.
  private var exercise: Exercise?

  init(
    _ loop: EventLoop, _ session: DaemonRun, _ catalog: ExerciseCatalog, _ options: Options
  ) throws(BusError) {
    self.catalog = catalog
    self.loop = loop
    self.session = session
    pace = SyntheticPace(options.speed, guided: options.guidedSpeed)
    hasNights = options.hasNights
    limit = options.seconds.map { Int64($0 * 1e6) } ?? Int64.max
    var worn = SyntheticWearer.Options()
    worn.rate = options.rate
    if options.thigh { worn.placements.append(.thigh) }
    if options.trunk { worn.placements.append(.trunk) }
    wearer = SyntheticWearer(worn)
    coming = wearer.next(&frame)
    timer = try TimerSource(loop, accuracy: 1000, unretained(self) { $0.sendFrames() })
  }

  func begin() {
    for placement in wearer.placements {
      guard let device = wearer.description(of: placement) else { continue }
      do throws(SensorError) {
        try session.open(placement, device, quirk: nil, identifier: Self.identifier(placement))
      } catch {
        StandardError.print(error.message)
      }
    }
    pace.begin(at: loop.now)
    timer?.start(after: Self.period)
  }

  private func sendFrames() {
    due = min(pace.due(at: loop.now), limit)
    for _ in 0..<Self.framesPerTurn {
      if coming.time.microseconds >= nextSecond {
        nextSecond += 1_000_000
        session.second()
        if hasNights { sleepAtNight() }
      }
      guard coming.time.microseconds <= due else { break }
      session.receive(coming.placement, frame, source: coming.time.microseconds)
      coming = wearer.next(&frame)
    }
    if coming.time.microseconds > limit { loop.stop() }
    timer?.start(after: coming.time.microseconds <= due ? 0 : Self.period)
  }

  /// Suspends from 23:00 to 7:00. Where the end of summer time makes the night longer, the next second suspends for the
  /// rest.
  private func sleepAtNight() {
    let second = session.wall(at: session.now).secondOfDay
    let (evening, morning, day) = (23 * 3600, 7 * 3600, 24 * 3600)
    guard second >= evening || second < morning else { return }
    session.sleep(seconds: (morning - second + day) % day)
  }
}

extension SyntheticSource: SensorSource {
  private static func identifier(_ placement: Placement) -> Text {
    "synthetic:\(placement.name)"
  }

  var sensors: [BusSensor] {
    wearer.placements.map { placement in
      let identifier = Self.identifier(placement)
      let name = wearer.description(of: placement)?.name ?? Text()
      var sensor = BusSensor(identifier: identifier, name: name, placement: placement)
      sensor.isReading = true
      sensor.hasGyroscope = true
      session.describe(&sensor, at: placement)
      return sensor
    }
  }
}

/// The wearer follows a calibration, an exercise session or a measurement.
extension SyntheticSource: EventSink, StatusSink {
  func receive(_ event: TimedEvent) {
    switch event.event {
    case .calibrationProgress(let progress): wearer.perform(Activity.Kind(progress))
    case .rhythmProgress(let progress): wearer.perform(progress.stage == .complete ? nil : .rhythm)
    case .rhythmMeasured, .rhythmRefused: wearer.perform(nil)
    case .calibrationDone, .calibrationFailed, .calibrationCancelled: wearer.perform(nil)
    case .session(_, let event):
      if case .started(let start) = event { exercise = catalog[start.exercise] }
      if let exercise { wearer.follow(event, exercise) }
    default: break
    }
  }

  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock) {
    let isMoving = status.calibration.progress != nil || status.isMeasuringRhythm
    if !isMoving { wearer.perform(nil) }
    let isGuided = isMoving || !status.activeSession.isEmpty
    guard isGuided != pace.isGuided else { return }
    pace.change(to: isGuided, at: loop.now, coming: coming.time.microseconds)
    // The frames after this one are due at the new pace.
    due = min(due, coming.time.microseconds)
  }
}

extension SyntheticSource: SettingsSink {
  func configure(_ configuration: Configuration) {}
  func setCatalog(_ catalog: ExerciseCatalog) { self.catalog = catalog }
}
