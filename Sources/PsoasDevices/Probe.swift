import CLinux
import CUdev
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Reads each candidate sensor for some seconds and reports the result, for testing a device and for bug reports.
public enum Probe {
  /// Seconds at the end over which `acceleration` and `turn` are averaged.
  static let window = 0.5

  /// Writes one JSON object per line for each sensor, worn or not, including built-in ones: `node`, `name`, `id`;
  /// `samples` and their `rate` per second; `stamped`, whether the device sends timestamps; `acceleration` (m/s2) and
  /// `turn` (rad/s), means of the last half second; `turnedDegrees`, the integral of the angular velocity over the
  /// whole time; `error`, null without an error. Unknown values are null.
  /// - Parameters:
  ///   - seconds: how long to read.
  ///   - write: receives each line, with its line feed.
  /// - Returns: the number of sensors that could be read.
  /// - Throws: `DeviceError.noMonitor`.
  public static func run(
    seconds: Double, quirks: [Quirk], write: (Text) -> Void
  ) throws(DeviceError) -> Int {
    let monitor = try DeviceMonitor()
    var subjects: [Subject] = []
    for node in monitor.nodes {
      let quirk = quirks.first { $0.match.covers(node.description) }
      if node.isSensor(quirk) { subjects.append(Subject(node, quirk)) }
    }
    let end = SystemClock.monotonic + Int64(seconds * 1e6)
    var frame = SensorFrame()
    while true {
      for index in subjects.indices { subjects[index].read(&frame, windowFrom: end - Int64(window * 1e6)) }
      let left = end - SystemClock.monotonic
      guard left > 0 else { break }
      // poll(2) ignores the -1 of a closed sensor.
      var waits = subjects.map { pollfd(fd: $0.sensor?.fileDescriptor ?? -1, events: Int16(POLLIN), revents: 0) }
      poll(&waits, nfds_t(waits.count), Int32((left + 999) / 1000))
    }
    for subject in subjects { write(subject.line(at: end)) }
    return subjects.filter { $0.error == nil }.count
  }

  private struct Subject {
    let node: InputNode
    private(set) var sensor: Sensor?
    private(set) var error: Text?
    private var decoder: FrameDecoder?
    private var samples = 0
    private var first: Int64 = 0
    private var last: (time: Int64, sample: Sample)?
    private var turned = Vector3.zero
    /// Integrals over the samples of the window.
    private var acceleration = Vector3.zero
    private var turn = Vector3.zero
    private var held = 0.0

    init(_ node: InputNode, _ quirk: Quirk?) {
      self.node = node
      do throws(DeviceError) {
        let opened = try Sensor(node, quirk: quirk)
        decoder = try opened.makeDecoder()
        sensor = opened
      } catch {
        self.error = error.message
      }
    }

    /// Arrival times are used, because every device has them, including replayed ones.
    mutating func read(_ frame: inout SensorFrame, windowFrom start: Int64) {
      guard let sensor, error == nil else { return }
      do throws(DeviceError) {
        while try sensor.read(into: &frame) {
          for event in frame.events {
            guard let sample = decoder?.decode(event, at: Instant(microseconds: frame.time)) else { continue }
            take(sample, at: SystemClock.monotonic, windowFrom: start)
          }
        }
      } catch {
        self.error = error.message
        sensor.close()
      }
    }

    private mutating func take(_ sample: Sample, at now: Int64, windowFrom start: Int64) {
      hold(until: now, windowFrom: start)
      if samples == 0 { first = now }
      samples += 1
      turned = turned + sample.angularVelocity * sample.interval
      last = (now, sample)
    }

    private mutating func hold(until now: Int64, windowFrom start: Int64) {
      guard let last else { return }
      let span = Double(max(now - max(last.time, start), 0))
      acceleration = acceleration + last.sample.acceleration * span
      turn = turn + last.sample.angularVelocity * span
      held += span
    }

    func line(at end: Int64) -> Text {
      var done = self
      done.hold(until: end, windowFrom: end - Int64(window * 1e6))
      var text: Text = """
        {"node":\(json: node.name),"name":\(json: node.description.name),"id":\(json: node.identifier),\
        "samples":\(samples),"rate_hz":
        """
      if let last, last.time > first {
        text.append(Double(samples - 1) / (Double(last.time - first) * 1e-6), places: 2)
      } else {
        text.append("null")
      }
      text += ",\"stamped\":\(node.description.isStamped ? "true" : "false")"
      // If the only sample arrived in the last microsecond, its duration is zero.
      let scale = done.held > 0 ? 1 / done.held : 0
      let still = last?.sample
      Self.append(
        "acceleration_m_per_s2", done.held > 0 ? done.acceleration * scale : still?.acceleration, places: 4, to: &text)
      let hasGyroscope = decoder?.hasGyroscope == true
      let mean = done.held > 0 ? done.turn * scale : still?.angularVelocity
      Self.append("turn_rad_per_s", hasGyroscope ? mean : nil, places: 5, to: &text)
      Self.append(
        "turned_deg", hasGyroscope && samples > 0 ? turned * (180 / Double.pi) : nil, places: 3, to: &text)
      text.append(",\"error\":")
      if let error { text.append(json: error) } else { text.append("null") }
      text.append("}\n")
      return text
    }

    private static func append(_ key: StaticString, _ value: Vector3?, places: Int, to text: inout Text) {
      text += ",\"\(key)\":"
      guard let value, value.isFinite else {
        text.append("null")
        return
      }
      text += "[\(value.x, places: places),\(value.y, places: places),\(value.z, places: places)]"
    }
  }
}
