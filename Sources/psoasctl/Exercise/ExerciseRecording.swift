import PsoasCore
import PsoasMonitor
import PsoasSimulator
import PsoasSystem
import PsoasTrace

/// A recording of the synthetic wearer in an exercise session, for checking with `psoasctl replay`.
struct ExerciseRecording: ~Copyable {
  /// Walking shows the upright direction, and sitting down the axes; then the session begins.
  private static let morning: [Activity] = [
    Activity(.stand, seconds: 10), Activity(.walk, seconds: 30), Activity(.stand, seconds: 8),
    Activity(.sit, seconds: 5000),
  ]
  private static let start = Instant(microseconds: 70_000_000)
  /// Seconds after the session, in which the wearer gets up.
  private static let after = 10.0

  private var wearer: SyntheticWearer
  private var monitor: PsoasMonitor.Monitor
  private var writer: RecordingWriter
  private var events: [TimedEvent] = []
  private var endedAt: Instant?
  private var refusal: CommandRefusal?
  private let exercise: Exercise
  private let follows: Bool

  /// - Parameter follows: whether the wearer follows the session or stays seated.
  init(
    _ exercise: Exercise, _ catalog: ExerciseCatalog, _ options: SyntheticWearer.Options, follows: Bool,
    to folder: String
  ) throws(Failure) {
    self.exercise = exercise
    self.follows = follows
    let configuration = Configuration()
    wearer = SyntheticWearer(day: Self.morning, options)
    monitor = PsoasMonitor.Monitor(configuration, catalog: catalog)
    do throws(TraceError) {
      writer = try RecordingWriter.create(
        Text(folder.utf8),
        RecordingManifest(
          program: Version.program, start: WallClock(unixMicroseconds: 0, utcOffset: 0), configuration: configuration,
          catalog: catalog))
    } catch {
      throw Failure(error)
    }
  }

  mutating func run() throws(Failure) {
    do throws(TraceError) { try record() } catch { throw Failure(error) }
    if let refusal { throw Failure(refusal) }
  }

  private mutating func record() throws(TraceError) {
    guard let device = wearer.description(of: .pelvis), var decoder = try? FrameDecoder(device) else { return }
    try writer.sensor(.pelvis, device, quirk: nil)
    try handle(TimedInput(Instant(microseconds: 0), .sensorAdded(.pelvis, SensorTraits(name: device.name))))
    var frame: [InputEvent] = []
    var hasStarted = false
    while true {
      let (_, time) = wearer.next(&frame)
      if !hasStarted, time >= Self.start {
        hasStarted = true
        try start()
        if refusal != nil { break }
      }
      if let endedAt, time.seconds(since: endedAt) > Self.after { break }
      try writer.frame(.pelvis, frame, at: time)
      for event in frame {
        guard let sample = decoder.decode(event, at: time) else { continue }
        monitor.handle(TimedInput(time, .sample(.pelvis, sample)), into: &events)
      }
      listen()
    }
    try writer.finish()
  }

  private mutating func start() throws(TraceError) {
    let command = Command.startSession(ExerciseSessionRequest(exercise.identifier))
    try writer.input(TimedInput(Self.start, .command(command)))
    do throws(CommandRefusal) { _ = try monitor.perform(command, at: Self.start, into: &events) } catch {
      refusal = error
    }
    listen()
  }

  private mutating func handle(_ input: TimedInput) throws(TraceError) {
    try writer.input(input)
    monitor.handle(input, into: &events)
    listen()
  }

  private mutating func listen() {
    for timed in events {
      guard case .session(_, let event) = timed.event else { continue }
      if follows { wearer.follow(event, exercise) }
      if case .finished = event { endedAt = timed.time }
    }
    events.removeAll(keepingCapacity: true)
  }
}
