import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// How often a sensor is read.
private struct Pulse {
  /// Time of the last sample; nil before the first.
  var last: Instant?
  /// Samples since the last second, and samples per second then.
  var count = 0
  var rate = 0.0
  /// Whether the ignored timestamps of the device have been reported.
  var hasReportedStamps = false
  /// Whether an impossible event time has been reported.
  var hasReportedTime = false
}

/// One run of the daemon: passes inputs to `Monitor` and events to the sinks; a recorder stores the inputs.
///
/// Events wait in a queue and are delivered in order, each to all sinks, before the call that caused them returns. A
/// sink may give an input during delivery: the input is handled immediately, and its events are added to the end of the
/// queue.
///
/// Live sensors and the synthetic wearer both send evdev frames, which are decoded here.
final class DaemonRun: InputReceiver, SensorReceiver {
  private var clock: RunClock
  private var monitor: Monitor
  private var recorder: RecordingWriter?
  private var eventSinks: [any EventSink] = []
  private var statusSinks: [any StatusSink] = []
  private var settingsSinks: [any SettingsSink] = []
  private var sensorSinks: [any SensorSink] = []
  private var durableSinks: [any DurableSink] = []
  private var decoders = PerPlacement<FrameDecoder?>(repeating: nil)
  /// Events that have not been delivered to all sinks, from `delivered` on.
  private var events: [TimedEvent] = []
  private var delivered = 0
  private var isDelivering = false
  /// The wall clock last passed to `Monitor`, and the time of that input.
  private var lastReported: (at: Instant, wall: WallClock)
  private var lastReading = Instant(microseconds: 0)
  private var isSuspending = false
  private var pulses = PerPlacement(repeating: Pulse())
  private var health = PerPlacement<SensorHealth?>(repeating: nil)
  private var counted = Instant(microseconds: 0)

  init(_ monitor: Monitor, clock: RunClock, recorder: consuming RecordingWriter?) {
    self.monitor = monitor
    self.clock = clock
    self.recorder = recorder
    lastReported = (Instant(microseconds: 0), clock.wall)
  }

  /// The first input of every run is the wall clock; then the stored state follows.
  ///
  /// - Parameter known: returns the inputs from earlier runs, given today's day (since 1970-01-01, local calendar).
  func begin(_ known: (_ day: Int64) -> [Input]) {
    let moment = clock.now()
    lastReported = (moment, clock.wall)
    handle(.wallClock(lastReported.wall), at: moment)
    for input in known(lastReported.wall.localDay) { handle(input) }
  }

  func add(events sink: any EventSink) { eventSinks.append(sink) }
  func add(status sink: any StatusSink) { statusSinks.append(sink) }
  func add(settings sink: any SettingsSink) { settingsSinks.append(sink) }
  func add(sensors sink: any SensorSink) { sensorSinks.append(sink) }
  func add(durable sink: any DurableSink) { durableSinks.append(sink) }

  /// Stores the mounting of each sensor.
  var calibrations: CalibrationSink?

  /// Microseconds of the run so far.
  private(set) var now = Instant(microseconds: 0)

  /// Passes on the frames that the sensors have sent so far.
  var readSensors: (() -> Void)?
  private var isReceiving = false

  // MARK: Inputs

  /// Handles an input that occurs now.
  func handle(_ input: Input) { handle(input, at: present()) }

  /// The time of an input that occurs now. Fast sensors are read several frames at a time: those before the input are
  /// read first, and an input that a frame causes directly follows it, so that each frame keeps the kernel's time.
  private func present() -> Instant {
    if isReceiving { return clock.next() }
    readSensors?()
    return clock.now()
  }

  private func handle(_ input: Input, at time: Instant) {
    let timed = TimedInput(time, input)
    record(timed)
    monitor.handle(timed, into: &events)
    deliver()
  }

  /// Performs a command now; its events have been delivered when this returns.
  func perform(_ command: Command) throws(CommandRefusal) -> Reply {
    let time = present()
    record(TimedInput(time, .command(command)))
    // Everything due before has happened, even if the command is refused. A command without events changes the state too.
    defer { if events.isEmpty { refresh() } else { deliver() } }
    return try monitor.perform(command, at: time, into: &events)
  }

  private func record(_ timed: TimedInput) {
    now = timed.time
    recorded { () throws(TraceError) in try recorder?.input(timed) }
  }

  /// Applies a new configuration to the monitor and to the sinks.
  func configure(_ configuration: Configuration) {
    handle(.configuration(configuration))
    for sink in settingsSinks { sink.configure(configuration) }
    refresh()
  }

  /// Applies a new exercise catalog to the monitor and to the sinks.
  func setCatalog(_ catalog: ExerciseCatalog) {
    handle(.catalog(catalog))
    for sink in settingsSinks { sink.setCatalog(catalog) }
    refresh()
  }

  func open(
    _ placement: Placement, _ device: SensorDescription, quirk: Quirk?, identifier: Text
  ) throws(SensorError) {
    let decoder = try FrameDecoder(device, quirk: quirk)
    decoders[placement] = decoder
    health[placement] = SensorHealth(placement, decoder)
    recorded { () throws(TraceError) in try recorder?.sensor(placement, device, quirk: quirk) }
    handle(
      .sensorAdded(
        placement,
        SensorTraits(name: device.name, hasGyroscope: decoder.hasGyroscope, isSparse: decoder.isSparse)))
    for sink in sensorSinks { sink.assign(placement, identifier) }
    if let record = calibrations?.record(of: placement, identifier) { handle(.calibration(placement, record)) }
    if let upright = calibrations?.mounting(of: placement, identifier) {
      handle(.mounting(placement, upright: upright))
    }
  }

  func receive(_ placement: Placement, _ frame: [InputEvent], source: Int64) {
    // A refused sensor is not recorded either: a replay then ends it at the same frame.
    guard health.values[placement.index]?.refusal == nil else { return }
    let time = clock.stamp(source)
    if clock.hasReplacedTime, !pulses.values[placement.index].hasReportedTime {
      pulses.values[placement.index].hasReportedTime = true
      StandardError.print(
        "the event times of the \(placement.name) sensor are not the present: the time of arrival is used instead")
    }
    receive(placement, frame, at: time)
  }

  private func receive(_ placement: Placement, _ frame: [InputEvent], at time: Instant) {
    isReceiving = true
    defer { isReceiving = false }
    now = time
    lastReading = time
    pulses.values[placement.index].last = time
    recorded { () throws(TraceError) in try recorder?.frame(placement, frame, at: time) }
    var refusal: Text?
    for event in frame {
      if let sample = decoders.values[placement.index]?.decode(event, at: time) {
        pulses.values[placement.index].count += 1
        monitor.handle(TimedInput(time, .sample(placement, sample)), into: &events)
        let isInDoubt = decoders.values[placement.index]?.isInDoubt ?? false
        refusal = health.values[placement.index]?.update(sample, isInDoubt: isInDoubt) ?? refusal
      }
    }
    deliver()
    if let refusal { handle(.sensorFault(placement, refusal)) }
  }

  func report(_ battery: Battery?, of placement: Placement) { handle(.battery(placement, battery)) }

  func close(_ placement: Placement, isReleased: Bool) {
    guard decoders[placement] != nil else { return }
    decoders[placement] = nil
    health[placement] = nil
    pulses[placement] = Pulse()
    handle(.sensorRemoved(placement, isReleased: isReleased))
  }

  /// Time of a placement's last sample.
  func lastReading(of placement: Placement) -> Instant? { pulses[placement].last }

  func estimate(of placement: Placement) -> Estimate? { monitor.estimate(of: placement) }

  /// The wall clock at a time of this run, if the clock was not set since.
  func wall(at moment: Instant) -> WallClock { clock.wall.advanced(by: moment.microseconds - now.microseconds) }

  func describe(_ sensor: inout BusSensor, at placement: Placement) {
    sensor.rate = pulses[placement].rate
    sensor.isSilent = monitor.isSilent(placement)
    sensor.battery = monitor.battery(of: placement)
    if let decoder = decoders[placement], let health = health[placement] { sensor.describe(decoder, health) }
    if sensor.problem.isEmpty, let doubt = monitor.doubt(of: placement) {
      sensor.problem = SensorNoticeText.problem(doubt, of: placement)
    }
  }

  // MARK: Time

  /// Runs once per second. Detects system suspend and wall clock steps, and advances time when no sensor sends data.
  func second() {
    let asleep = clock.suspendedSinceLastCheck()
    if asleep > 1_000_000 { resume(after: asleep) }
    checkClock()
    let moment = present()
    if moment.seconds(since: lastReading) >= 1 {
      handle(.tick, at: moment)
    }
    countPulses(at: moment)
    checkSensors(at: moment)
    recorded { () throws(TraceError) in try recorder?.flushDue() }
    refresh()
  }

  private func checkSensors(at moment: Instant) {
    for placement in Placement.allCases {
      guard let decoder = decoders[placement] else { continue }
      if let reason = health[placement]?.second(decoder, at: moment) { handle(.sensorFault(placement, reason)) }
    }
  }

  private func countPulses(at moment: Instant) {
    let seconds = moment.seconds(since: counted)
    guard seconds > 0.5 else { return }
    counted = moment
    for placement in Placement.allCases {
      if decoders.values[placement.index]?.ignoresStamps == true, !pulses.values[placement.index].hasReportedStamps {
        pulses.values[placement.index].hasReportedStamps = true
        StandardError.print(
          "the timestamps of the \(placement.name) sensor contradict the kernel's event times and are ignored")
      }
      pulses.values[placement.index].rate = Double(pulses.values[placement.index].count) / seconds
      pulses.values[placement.index].count = 0
    }
  }

  /// The system is about to suspend: closes the bout and writes all pending data.
  func suspend() {
    guard !isSuspending else { return }
    isSuspending = true
    handle(.suspending)
    refresh()
    recorded { () throws(TraceError) in try recorder?.flush() }
    for sink in durableSinks { sink.flush() }
  }

  /// The system has resumed, or did not suspend. The check of the clocks may have detected that before.
  func wake() {
    let asleep = clock.suspendedSinceLastCheck()
    if isSuspending || asleep > 1_000_000 { resume(after: asleep) }
    checkClock()
  }

  /// Suspends the simulated computer for some seconds.
  func sleep(seconds: Int) {
    suspend()
    clock.sleep(Int64(seconds) * 1_000_000)
    wake()
  }

  private func resume(after asleep: Int64) {
    isSuspending = false
    handle(.resumed(asleep: asleep))
  }

  /// `Monitor` extrapolates the wall clock. It receives an input when the wall clock deviates, after a step or a change
  /// of time zone or daylight saving time.
  func checkClock() {
    let moment = present()
    let wall = clock.wall
    let believed = lastReported.wall.advanced(by: moment.microseconds - lastReported.at.microseconds)
    let difference = (wall.unixMicroseconds - believed.unixMicroseconds).magnitude
    guard difference > 500_000 || wall.utcOffset != believed.utcOffset else { return }
    lastReported = (moment, wall)
    handle(.wallClock(wall), at: moment)
  }

  func end() {
    handle(.end)
    refresh()
    recorded { () throws(TraceError) in try recorder?.finish() }
    recorder = nil
    // They hold the run.
    (eventSinks, statusSinks, settingsSinks, sensorSinks, durableSinks) = ([], [], [], [], [])
  }

  // MARK: Events

  /// Delivers the queued events; the outermost call does it, whatever the sinks call during delivery.
  private func deliver() {
    guard !isDelivering, !events.isEmpty else { return }
    isDelivering = true
    while delivered < events.count {
      let event = events[delivered]
      delivered += 1
      for sink in eventSinks { sink.receive(event) }
    }
    events.removeAll(keepingCapacity: true)
    delivered = 0
    isDelivering = false
    // A client that queries the state right after an event receives the state that follows the event.
    refresh()
  }

  private func refresh() {
    let status = monitor.currentStatus()
    let tilt = monitor.estimate(of: .pelvis)?.tilt
    for sink in statusSinks { sink.refresh(status, tilt: tilt, at: now, clock.wall) }
  }

  /// The recorder fails at most once and is silent afterwards; the run continues without it.
  private func recorded(_ body: () throws(TraceError) -> Void) {
    do throws(TraceError) { try body() } catch { StandardError.print(error.message) }
  }
}
