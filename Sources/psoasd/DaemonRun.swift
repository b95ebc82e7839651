import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasTrace

/// What the daemon does with events: each sink takes what it cares about.
protocol EventSink: AnyObject {
  func receive(_ event: TimedEvent)
  /// The wearer has set things otherwise.
  func configure(_ configuration: Configuration)
  /// There are other exercises now.
  func setCatalog(_ catalog: ExerciseCatalog)
  /// Once a second, and at the end.
  func refresh(_ status: MonitorStatus, tilt: Double?, at now: Instant, _ clock: WallClock)
  /// A sensor begins to be read, which the wearer assigns by `identifier`.
  func assign(_ placement: Placement, _ identifier: Bytes)
  /// What was taken is to be safe now: the machine goes to sleep and may not wake.
  func flush()
}

extension EventSink {
  func flush() {}
  func assign(_ placement: Placement, _ identifier: Bytes) {}
  func setCatalog(_ catalog: ExerciseCatalog) {}
  func configure(_ configuration: Configuration) {}
}

/// One session: inputs go in, through `Monitor`, and events out to the sinks; a recorder keeps what went in.
///
/// Live sensors and the synthetic wearer both come as evdev frames and are decoded here.
final class DaemonRun {
  private var clock: RunClock
  private var monitor: Monitor
  private var recorder: RecordingWriter?
  private var sinks: [any EventSink] = []
  private var decoders: [FrameDecoder?] = [nil, nil, nil]
  private var events: [TimedEvent] = []
  /// The clock on the wall as `Monitor` believes it to be: what it was told last, and when.
  private var lastReported: (at: Instant, wall: WallClock)
  private var lastReading = Instant(microseconds: 0)
  private var isSuspending = false
  /// Of each placement: when it was read last, samples since the last second, and samples a second then.
  private var pulses: [(last: Instant?, count: Int, rate: Double)] = [(nil, 0, 0), (nil, 0, 0), (nil, 0, 0)]
  private var counted = Instant(microseconds: 0)

  init(_ monitor: Monitor, clock: RunClock, recorder: consuming RecordingWriter?) {
    self.monitor = monitor
    self.clock = clock
    self.recorder = recorder
    lastReported = (Instant(microseconds: 0), clock.wall)
  }

  /// The first input of every session is the clock on the wall, then comes what is known already.
  ///
  /// - Parameter known: gives what earlier sessions saw, by the day that is today (since 1970-01-01, local calendar).
  func begin(_ known: (_ day: Int64) -> [Input]) {
    let moment = clock.now()
    lastReported = (moment, clock.wall)
    handle(.wallClock(lastReported.wall), at: moment)
    for input in known(lastReported.wall.localDay) { handle(input) }
  }

  func add(_ sink: any EventSink) { sinks.append(sink) }

  /// Keeps what is known of each sensor's mounting.
  var calibrations: CalibrationSink?

  /// Microseconds of the session so far.
  private(set) var now = Instant(microseconds: 0)

  // MARK: Inputs

  /// Gives an input that happens now.
  func handle(_ input: Input) { handle(input, at: clock.now()) }

  private func handle(_ input: Input, at time: Instant) {
    now = time
    let timed = TimedInput(time, input)
    recorded { () throws(TraceError) in try recorder?.input(timed) }
    monitor.handle(timed, into: &events)
    dispatch()
  }

  /// Calibrations of the sensors worn go, where they were last made before `day`; nil: all.
  func forgetCalibrations(before day: Int64?) {
    let known = monitor.status.calibration
    for placement in Placement.allCases {
      guard let record = known.record(of: placement), day == nil || record.day ?? Int64.max < day ?? 0 else { continue }
      handle(.command(.forgetCalibration(placement)))
    }
  }

  /// The wearer has set things otherwise: from now on, for the pipeline and for the sinks.
  func configure(_ configuration: Configuration) {
    handle(.configuration(configuration))
    for sink in sinks { sink.configure(configuration) }
    refresh()
  }

  /// There are other exercises now: the same.
  func setCatalog(_ catalog: ExerciseCatalog) {
    handle(.catalog(catalog))
    for sink in sinks { sink.setCatalog(catalog) }
    refresh()
  }

  /// A sensor begins to be read; `device` carries its axes' values at this moment, `identifier` is what the wearer
  /// assigns it by.
  func open(
    _ placement: Placement, _ device: SensorDescription, quirk: Quirk?, identifier: Bytes
  ) throws(SensorError) {
    let decoder = try FrameDecoder(device, quirk: quirk)
    decoders[Int(placement.rawValue)] = decoder
    recorded { () throws(TraceError) in try recorder?.sensor(placement, device, quirk: quirk) }
    handle(
      .sensorAdded(
        placement,
        SensorTraits(name: device.name, hasGyroscope: decoder.hasGyroscope, isSparse: decoder.isSparse)))
    for sink in sinks { sink.assign(placement, identifier) }
    if let record = calibrations?.record(of: placement, identifier) { handle(.calibration(placement, record)) }
  }

  /// One frame of a sensor's events; `source` is its time on the source's own clock, microseconds.
  func receive(_ placement: Placement, _ frame: [InputEvent], source: Int64) {
    receive(placement, frame, at: clock.stamp(source))
  }

  private func receive(_ placement: Placement, _ frame: [InputEvent], at time: Instant) {
    let index = Int(placement.rawValue)
    now = time
    lastReading = time
    pulses[index].last = time
    recorded { () throws(TraceError) in try recorder?.frame(placement, frame, at: time) }
    for event in frame {
      if let sample = decoders[index]?.decode(event, at: time) {
        pulses[index].count += 1
        monitor.handle(TimedInput(time, .sample(placement, sample)), into: &events)
      }
    }
    if !events.isEmpty { dispatch() }
  }

  func close(_ placement: Placement) {
    guard decoders[Int(placement.rawValue)] != nil else { return }
    decoders[Int(placement.rawValue)] = nil
    pulses[Int(placement.rawValue)] = (nil, 0, 0)
    handle(.sensorRemoved(placement))
  }

  /// When a placement's sensor was read last.
  func lastReading(of placement: Placement) -> Instant? { pulses[Int(placement.rawValue)].last }

  func estimate(of placement: Placement) -> Estimate? { monitor.estimate(of: placement) }

  /// What the clock on the wall read at a moment of this session, no step apart from now.
  func wall(at moment: Instant) -> WallClock { clock.wall.advanced(by: moment.microseconds - now.microseconds) }

  /// What the session knows of a sensor that it is fed by.
  func describe(_ sensor: inout BusSensor, at placement: Placement) {
    sensor.rate = pulses[Int(placement.rawValue)].rate
    sensor.isSilent = monitor.isSilent(placement)
    if let decoder = decoders[Int(placement.rawValue)] { sensor.hasGyroscope = decoder.hasGyroscope }
  }

  // MARK: Time

  /// Once a second: sleep and steps of the wall clock are noticed, and time moves on where no sensor speaks.
  func second() {
    let asleep = clock.suspendedSinceLastCheck()
    if asleep > 1_000_000 { resume(after: asleep) }
    checkClock()
    let moment = clock.now()
    if moment.seconds(since: lastReading) >= 1 {
      handle(.tick, at: moment)
    }
    countPulses(at: moment)
    recorded { () throws(TraceError) in try recorder?.flush() }
    refresh()
  }

  private func countPulses(at moment: Instant) {
    let seconds = moment.seconds(since: counted)
    guard seconds > 0.5 else { return }
    counted = moment
    for index in pulses.indices {
      pulses[index].rate = Double(pulses[index].count) / seconds
      pulses[index].count = 0
    }
  }

  /// The machine is about to sleep: the bout is closed and all that is known is written.
  func suspend() {
    guard !isSuspending else { return }
    isSuspending = true
    handle(.suspending)
    refresh()
    recorded { () throws(TraceError) in try recorder?.flush() }
    for sink in sinks { sink.flush() }
  }

  /// It is awake again, or did not sleep after all. The second's look at the clocks may have found that out before.
  func wake() {
    let asleep = clock.suspendedSinceLastCheck()
    if isSuspending || asleep > 1_000_000 { resume(after: asleep) }
    checkClock()
  }

  private func resume(after asleep: Int64) {
    isSuspending = false
    handle(.resumed(asleep: asleep))
  }

  /// `Monitor` runs its own clock on the wall; it is told where that has gone wrong: a step, another zone, summer time.
  func checkClock() {
    let wall = clock.wall
    let moment = clock.now()
    let believed = lastReported.wall.advanced(by: moment.microseconds - lastReported.at.microseconds)
    let difference = (wall.unixMicroseconds - believed.unixMicroseconds).magnitude
    guard difference > 500_000 || wall.utcOffset != believed.utcOffset else { return }
    lastReported = (moment, wall)
    handle(.wallClock(wall), at: moment)
  }

  func end() {
    handle(.end)
    refresh()
    recorded { () throws(TraceError) in try recorder?.flush() }
  }

  // MARK: Events

  private func dispatch() {
    guard !events.isEmpty else { return }
    for event in events {
      for sink in sinks { sink.receive(event) }
    }
    events.removeAll(keepingCapacity: true)
    // Whoever hears of an event and asks at once finds the state that it made.
    refresh()
  }

  private func refresh() {
    let status = monitor.status
    let tilt = monitor.estimate(of: .pelvis)?.tilt
    for sink in sinks { sink.refresh(status, tilt: tilt, at: now, clock.wall) }
  }

  /// The recorder fails once at most and is silent from then on; the session goes on without it.
  private func recorded(_ body: () throws(TraceError) -> Void) {
    do throws(TraceError) { try body() } catch { StandardError.print(error.text) }
  }
}
