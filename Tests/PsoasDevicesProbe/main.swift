// Replaces the daemon in the tests of PsoasDevices; it runs under umockdev.
//   psoas-probe probe SECONDS
//   psoas-probe watch SECONDS [PLACEMENT=ID]...
//   psoas-probe rumble SECONDS [PLACEMENT=ID]...
import Glibc
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Unbuffered, so that the test bed receives each line immediately.
func report(_ text: String) {
  let line = Text((text + "\n").utf8)
  _ = line.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
}

func text(_ bytes: Text) -> String { String(decoding: bytes, as: UTF8.self) }

/// Follows sensors for some seconds and prints a line for each change; the number of samples is printed when a sensor is
/// closed.
final class Watch {
  var sessions: [(sensor: Sensor, decoder: FrameDecoder, samples: Int, gaps: Int, last: Sample?)] = []
  let set: SensorSet

  init(_ set: SensorSet) { self.set = set }

  func take(_ changes: [SensorSet.Change]) throws(DeviceError) {
    for change in changes {
      switch change {
      case .notice(let line): report("notice \(text(line))")
      case .opened(let placement, let sensor):
        report("opened \(placement.name) \(text(sensor.node.identifier))")
        sessions.append((sensor, try sensor.makeDecoder(), 0, 0, nil))
        try read(sessions.count - 1)
      case .battery(let placement, let battery):
        var line: Text = "battery \(placement.name) "
        if let battery { line.append(battery) } else { line += "none" }
        report(text(line))
      case .closed(let placement, let sensor, _):
        guard let index = sessions.firstIndex(where: { $0.sensor === sensor }) else { continue }
        let session = sessions.remove(at: index)
        let up = session.last?.acceleration ?? .zero
        report(
          "closed \(placement.name) samples=\(session.samples) gaps=\(session.gaps) "
            + "acceleration=\(up.x),\(up.y),\(up.z)")
      }
    }
  }

  func read(_ index: Int) throws(DeviceError) {
    var frame = SensorFrame()
    while try sessions[index].sensor.read(into: &frame) {
      for event in frame.events {
        guard let sample = sessions[index].decoder.decode(event, at: Instant(microseconds: frame.time)) else {
          continue
        }
        sessions[index].samples += 1
        if sample.interval == 0 { sessions[index].gaps += 1 }
        sessions[index].last = sample
      }
    }
  }

  func run(until end: Int64) throws(DeviceError) {
    try take(set.start())
    try take(set.readBatteries())
    report("ready")
    while monotonic() < end {
      var waits = [pollfd(fd: set.fileDescriptor, events: Int16(POLLIN), revents: 0)]
      for session in sessions {
        waits.append(pollfd(fd: session.sensor.fileDescriptor, events: Int16(POLLIN), revents: 0))
      }
      // Four times the daemon's delay, because the test bed may be slow.
      let limit = set.retryAfter.map { $0 * 4 } ?? 100
      let ready = poll(&waits, nfds_t(waits.count), Int32(limit))
      if ready == 0 {
        if set.retryAfter != nil { try take(set.retry()) }
        continue
      }
      for index in sessions.indices where waits[index + 1].revents != 0 { try read(index) }
      if waits[0].revents != 0 { try take(set.receive()) }
    }
    try take(set.stop())
  }

  func monotonic() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
  }
}

/// Plays the rumble for some seconds; then the node must be closed, which erases the effect.
func shake(_ nodes: [InputNode], _ placement: Placement, _ seconds: Double) throws(DeviceError) {
  let before = openDescriptors()
  var rumble = Rumble(among: nodes)
  guard rumble != nil else { return report("\(placement.name) has no motors") }
  try rumble?.play()
  report("\(placement.name) shakes")
  usleep(UInt32(seconds * 1e6))
  rumble = nil
  if openDescriptors() == before { report("\(placement.name) let go") }
}

/// The number of open descriptors among the first thousand.
func openDescriptors() -> Int { (0..<1000).count { fcntl(Int32($0), F_GETFD) >= 0 } }

// The daemon sets the locale for its texts; numbers must not depend on it.
setlocale(LC_ALL, "")
let arguments = CommandLine.arguments.dropFirst()
guard let verb = arguments.first, let seconds = arguments.dropFirst().first.flatMap({ Double($0) }) else {
  report("usage: psoas-probe probe|watch|rumble SECONDS [PLACEMENT=ID]...")
  exit(64)
}
do {
  var settings = try Settings.load()
  for warning in settings.warnings { report("warning \(text(warning.text))") }
  for argument in arguments.dropFirst(2) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { continue }
    switch parts[0] {
    case "pelvis": settings.configuration.sensors[.pelvis] = Text(parts[1].utf8)
    case "thigh": settings.configuration.sensors[.thigh] = Text(parts[1].utf8)
    default: settings.configuration.sensors[.trunk] = Text(parts[1].utf8)
    }
  }
  if verb == "probe" {
    _ = try Probe.run(seconds: seconds, quirks: settings.quirks) { report(text(Text($0.dropLast()))) }
  } else if verb == "rumble" {
    let set = try SensorSet(settings.configuration, quirks: settings.quirks)
    _ = set.start()
    for (placement, sensor) in set.open { try shake(set.companions(of: sensor), placement, seconds) }
  } else {
    let watch = Watch(try SensorSet(settings.configuration, quirks: settings.quirks))
    try watch.run(until: watch.monotonic() + Int64(seconds * 1e6))
  }
} catch {
  report("error \((error as? any DescribedError).map { text($0.message) } ?? "\(error)")")
  exit(1)
}
