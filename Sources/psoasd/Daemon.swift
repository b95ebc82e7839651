import CLinux
import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasHistory
import PsoasMonitor
import PsoasSettings
import PsoasState
import PsoasSystem
import PsoasTrace

/// Connects the sources to the run and the run to its sinks, on one event loop. Nothing is decided here.
final class Daemon {
  private let options: Options
  /// The settings at the start.
  private let settings: Settings
  private let loop: EventLoop
  private let session: DaemonRun
  private let requests: RequestHandler
  private let isSynthetic: Bool
  private let terminal = Terminal()
  private var sensors: LiveSensors?
  private var source: (any SensorSource)?
  private var second: TimerSource?
  private var clockSource: ClockSource?
  private var signals: [SignalSource] = []
  private var history: HistorySink?
  /// The history's writes when memory was last trimmed.
  private var trimmedWrites = 0
  private var suggestions: SuggestionFeed?
  private var hold: ReminderHoldSink?
  private var logind: LogindSource?
  private var bus: BusSink?
  private var watchdog: Watchdog?
  private var output: StandardOutput?

  init(_ options: Options) throws(DaemonError) {
    self.options = options
    let active = try Daemon.load(options)
    settings = active.settings
    loop = try Daemon.attempt { () throws(BusError) in try EventLoop() }
    let set = options.source == .synthetic ? nil : try Daemon.openSensors(settings)
    let found = set?.start() ?? []
    isSynthetic = set.map { options.source == .liveOrSynthetic && $0.open.isEmpty } ?? true
    let clock = RunClock(isSimulated: isSynthetic, start: options.start)
    session = DaemonRun(
      Monitor(settings.configuration, catalog: settings.catalog), clock: clock,
      recorder: try Daemon.recorder(options, settings, clock.wall))
    requests = RequestHandler(session, active)
    // The bus first: a second daemon on the same bus must not open the history either.
    try serveOnBus()
    try addSinks()
    try Daemon.attempt { () throws(BusError) in
      if isSynthetic {
        let run = try SyntheticSource(loop, session, settings.catalog, options)
        session.add(events: run)
        session.add(status: run)
        session.add(settings: run)
        source = run
      } else if let set {
        let live = try LiveSensors(set, found, loop, session)
        sensors = live
        requests.sensors = live
        source = live
        session.readSensors = unretained(live) { $0.read() }
        session.add(events: try RumbleSink(live, loop))
      }
      bus?.source = source
      for signal in [SIGTERM, SIGINT, SIGHUP] {
        signals.append(try SignalSource(loop, signal, unretained(self) { $0.received(signal: $1) }))
      }
      clockSource = try ClockSource(loop, unretained(session) { $0.checkClock() })
      second = try TimerSource(loop, unretained(self) { $0.passSecond() })
      logind = listenToLogind()
      watchdog = try Watchdog(loop, unretained(self) { $0.sensors?.keepsUp ?? true })
    }
  }

  /// Runs until a signal or the time limit; returns the exit status.
  func run() throws(DaemonError) -> Int32 {
    if options.output == .text {
      output?.print(Banner.text(options, isSynthetic: isSynthetic, isStored: history != nil, isOnBus: bus != nil))
    }
    session.begin { [history, hold] day in
      // The reminder hold first, so that none of the other inputs causes an empty one to be stored.
      (hold?.known().map { [$0] } ?? []) + (history?.known(today: day) ?? [])
    }
    suggestions?.update()
    source?.begin()
    second?.start(every: 1_000_000)
    Notify.ready()
    Memory.trim()
    let status = try Daemon.attempt { () throws(BusError) in try loop.run() }
    Notify.stopping()
    session.end()
    // They hold the bus, which holds the requests.
    (requests.tilt, requests.suggestions) = (nil, nil)
    history?.close()
    // Only now: a reader that has stopped does not delay the history.
    output?.finish()
    return status
  }

  /// Standard output is connected to the journal, which receives the same events with their fields: lines would
  /// duplicate them.
  private var logsToJournal: Bool { !isSynthetic && Journal.takes(descriptor: STDOUT_FILENO) }

  private func addSinks() throws(DaemonError) {
    switch options.output {
    case .text where logsToJournal: break
    case .text: try addOutput(.text)
    case .jsonl: try addOutput(.jsonl)
    case .none: break
    }
    // The synthetic wearer's events are not logged. They are stored in a history only on request.
    if !isSynthetic {
      if Journal.isPresent {
        let journal = JournalSink(settings.configuration)
        session.add(events: journal)
        session.add(settings: journal)
      }
    }
    if options.keepsHistory ?? !isSynthetic {
      history = try historySink()
      if let history {
        session.add(events: history)
        session.add(status: history)
        session.add(settings: history)
        session.add(sensors: history)
        session.add(durable: history)
        if let folder = StateDirectory.path {
          let sink = ReminderHoldSink(state: folder)
          session.add(status: sink)
          hold = sink
        }
        let feed = SuggestionFeed(session, history, bus)
        session.add(events: feed)
        suggestions = feed
        requests.history = history
        requests.suggestions = feed
      }
    }
    // The synthetic wearer's calibrations are stored only if a state directory is given explicitly.
    if options.keepsHistory ?? true, !isSynthetic || StateDirectory.isGiven, let folder = StateDirectory.path {
      try? StateDirectory.make()
      let sink = CalibrationSink(state: folder)
      session.calibrations = sink
      session.add(events: sink)
    }
    session.add(status: ServiceStatus(isPublic: options.bus == .system))
  }

  private func addOutput(_ form: StandardOutput.Form) throws(DaemonError) {
    let output = try Daemon.attempt { () throws(BusError) in try StandardOutput(form, loop) }
    session.add(events: output)
    session.add(status: output)
    output.isOnBus = bus != nil
    self.output = output
  }

  /// A missing bus is not fatal, unless the user requested that bus.
  private func serveOnBus() throws(DaemonError) {
    let kind: BusKind
    switch options.bus {
    case .none: return
    case .system: kind = .system
    case .user, .automatic: kind = .user
    }
    do throws(BusError) {
      let sink = try BusSink(kind, loop, requests, settings)
      requests.tilt = try TiltFeed(loop, session, sink)
      bus = sink
      session.add(events: sink)
      session.add(status: sink)
      session.add(settings: sink)
      // The synthetic wearer's time is faster than the desktop's, and it has no desktop of its own.
      if kind == .user, !isSynthetic {
        let desktop = try DesktopSource(on: sink.connection, session, settings.configuration.notifications)
        session.add(settings: desktop)
        sink.desktop = desktop
      }
    } catch {
      if case .nameTaken = error {
        guard isSynthetic else { throw DaemonError(error) }
        throw DaemonError(
          message: "\(error.message); or run this one apart from it, in a shell of `dbus-run-session -- bash`",
          status: ExitStatus.unavailable)
      }
      if options.bus != .automatic { throw DaemonError(error) }
    }
  }

  /// Suspend, lock and seat; they are not available without a system bus or logind.
  private func listenToLogind() -> LogindSource? {
    guard options.bus != .none else { return nil }
    do throws(BusError) {
      return try LogindSource(
        on: try BusConnection(.system, loop: loop), loop, session, sensors, reportsBus: options.bus != .system)
    } catch {
      return nil
    }
  }

  // MARK: Callbacks of the event loop

  /// SIGTERM from systemd, SIGINT from a keyboard, SIGHUP from a closed terminal: each ends the run in order.
  private func received(signal: Int32) {
    guard signal == SIGHUP, !terminal.isGone else { return loop.stop() }
    // Nobody waits for a reply; the reload reports its errors.
    _ = try? requests.reload()
  }

  private func passSecond() {
    StandardError.flush()
    if isSynthetic { return }
    session.second()
    trimMemory()
    if let limit = options.seconds, session.now.seconds >= limit { loop.stop() }
  }
}

extension Daemon {
  /// Once after each write of the history: SQLite is needed for some milliseconds a minute.
  private func trimMemory() {
    guard let history, history.writes != trimmedWrites else { return }
    trimmedWrites = history.writes
    Memory.trim()
  }

  private static func load(_ options: Options) throws(DaemonError) -> ActiveSettings {
    do throws(SettingsError) {
      let active = try options.settings()
      ConfigurationReport.report(active.settings.warnings)
      return active
    } catch {
      throw DaemonError(message: error.message, status: ExitStatus.configuration)
    }
  }

  private func historySink() throws(DaemonError) -> HistorySink? {
    do throws(StateLock.Held) { return try HistorySink(settings.configuration, session) } catch {
      throw DaemonError(message: error.message, status: ExitStatus.unavailable)
    }
  }

  private static func openSensors(_ settings: Settings) throws(DaemonError) -> SensorSet {
    do throws(DeviceError) { return try SensorSet(settings.configuration, quirks: settings.quirks) } catch {
      throw DaemonError(message: error.message, status: ExitStatus.unavailable)
    }
  }

  private static func recorder(
    _ options: Options, _ settings: Settings, _ wall: WallClock
  ) throws(DaemonError) -> RecordingWriter? {
    guard let folder = options.record else { return nil }
    do throws(TraceError) {
      return try RecordingWriter.create(
        folder,
        RecordingManifest(
          program: Version.program, start: wall, configuration: settings.configuration, catalog: settings.catalog),
        options.compresses ? .zstd : .plain)
    } catch {
      throw DaemonError(message: error.message, status: error.exitStatus)
    }
  }

  private static func attempt<Result>(_ body: () throws(BusError) -> Result) throws(DaemonError) -> Result {
    do throws(BusError) { return try body() } catch { throw DaemonError(error) }
  }
}

extension DaemonError {
  init(_ error: BusError) {
    self.init(message: error.message, status: ExitStatus.unavailable)
  }
}
