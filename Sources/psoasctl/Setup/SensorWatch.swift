import Glibc
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSystem

/// Reads all connected sensors beside the service, to find out which one is shaken. It only listens: evdev gives each
/// reader all events.
final class SensorWatch {
  /// How a sensor is doing.
  enum State {
    case still, moving
    /// It has sent nothing for `longestSilence`, although it sends all the time.
    case asleep
    case unreadable(DeviceError)
    /// Opening it does not return.
    case stuck
  }

  final class Watched {
    let inspection: SensorInspection
    fileprivate var sensor: Sensor?
    fileprivate var decoder: FrameDecoder?
    fileprivate var detector = ShakeDetector()
    /// CLOCK_MONOTONIC, microseconds; of opening until something has arrived.
    fileprivate var lastArrival: Int64
    fileprivate(set) var state = State.still

    fileprivate init(_ inspection: SensorInspection, at now: Int64) {
      (self.inspection, lastArrival) = (inspection, now)
    }

    /// Changes of direction within the last two seconds; 0 while it sends nothing.
    var count: Int { detector.count }

    fileprivate var isStuck: Bool { if case .stuck = state { true } else { false } }
  }

  /// Microseconds: the slowest known sensors send 15 packets a second (chosen by judgement).
  private static let longestSilence: Int64 = 1_000_000
  /// Microseconds from one look at the list of devices to the next.
  private static let period: Int64 = 1_000_000
  /// Seconds to wait for opening all new sensors.
  private static let patience = 2.0

  private let quirks: [Quirk]
  private var nextList: Int64 = 0
  private(set) var all: [Watched] = []
  /// The devices cannot be listed.
  private(set) var error: DeviceError?

  init(quirks: [Quirk]) { self.quirks = quirks }

  deinit { for watched in all { watched.sensor?.close() } }

  var descriptors: [Int32] { all.compactMap { $0.sensor?.fileDescriptor } }

  var choice: ShakeChoice { ShakeChoice(all.map(\.count)) }

  /// Begins the counting anew, after a choice.
  func calm() { for watched in all { watched.detector = ShakeDetector() } }

  /// Reads what has arrived, and looks for new sensors once a second.
  func update() {
    let now = SystemClock.monotonic
    if now >= nextList {
      nextList = now + Self.period
      list(at: now)
    }
    var frame = SensorFrame()
    for watched in all { read(watched, &frame, at: now) }
  }

  private func list(at now: Int64) {
    let inspector: SensorInspector
    do throws(DeviceError) { inspector = try SensorInspector(quirks: quirks) } catch {
      self.error = error
      return
    }
    error = nil
    let present = inspector.sensors
    let before = all
    for watched in before where !present.contains(where: { $0 == watched.inspection }) { watched.sensor?.close() }
    // A sensor that could not be opened is tried again: its rule may have been applied.
    var kept: [Watched?] = []
    var closed: [Int] = []
    for (index, inspection) in present.enumerated() {
      let known = before.first { $0.inspection == inspection && ($0.sensor != nil || $0.isStuck) }
      kept.append(known)
      if known == nil { closed.append(index) }
    }
    let opened = TimeLimitedWork.results(closed.count, seconds: Self.patience) { place in
      Self.open(inspector, closed[place], at: now)
    }
    for (place, index) in closed.enumerated() {
      let watched = place < opened.count ? opened[place] : Watched(present[index], at: now)
      if place >= opened.count { watched.state = .stuck }
      kept[index] = watched
    }
    all = kept.compactMap { $0 }
  }

  private static func open(_ inspector: SensorInspector, _ index: Int, at now: Int64) -> Watched {
    let watched = Watched(inspector.sensors[index], at: now)
    do throws(DeviceError) {
      let sensor = try inspector.open(index)
      watched.decoder = try sensor.makeDecoder()
      watched.sensor = sensor
    } catch {
      watched.state = .unreadable(error)
    }
    return watched
  }

  private func read(_ watched: Watched, _ frame: inout SensorFrame, at now: Int64) {
    guard let sensor = watched.sensor, let isSparse = watched.decoder?.isSparse else { return }
    do throws(DeviceError) {
      while try sensor.read(into: &frame) {
        watched.lastArrival = now
        for event in frame.events {
          guard let sample = watched.decoder?.decode(event, at: Instant(microseconds: frame.time)) else { continue }
          watched.detector.add(sample.acceleration, at: Double(frame.time) * 1e-6)
        }
      }
    } catch {
      watched.state = .unreadable(error)
      watched.detector = ShakeDetector()
      sensor.close()
      watched.sensor = nil
      return
    }
    let isSilent = now - watched.lastArrival > Self.longestSilence
    // What it did before it fell silent is over.
    if isSilent { watched.detector = ShakeDetector() }
    watched.state = isSilent && !isSparse ? .asleep : watched.detector.count > 0 ? .moving : .still
  }
}
