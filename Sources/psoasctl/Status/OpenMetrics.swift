import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The status as OpenMetrics text 1.0 (openmetrics.io).
///
/// The textfile collector of node_exporter reads the older format of Prometheus. Gauges without time stamps mean the same
/// in both; `info` and `stateset` would be errors in the older one. There is no counter: the sums of a day begin again at
/// midnight, and hindsight can reduce them.
struct OpenMetrics {
  private var text = Text()

  private struct Sample {
    var labels: [(name: StaticString, value: Text)] = []
    var value: Text
  }

  /// The text if no service can be reached.
  static let down: Text = {
    var metrics = OpenMetrics()
    metrics.addUp(false)
    return metrics.text + "# EOF\n"
  }()

  static func text(_ status: BusStatus, _ version: Text, _ sensors: [BusSensor]) -> Text {
    var metrics = OpenMetrics()
    metrics.addUp(true)
    metrics.add(
      "psoas_build_info", "The version of the running service; always 1.",
      [Sample(labels: [("version", version)], value: "1")])
    metrics.add(status)
    metrics.add(status.tilt)
    metrics.add(sensors)
    return metrics.text + "# EOF\n"
  }

  // MARK: Metrics

  private mutating func addUp(_ isUp: Bool) { add("psoas_up", "Whether the service runs and answers.", isUp) }

  private mutating func add(_ status: BusStatus) {
    add(
      "psoas_posture", "Whether this is the posture now.",
      Posture.listed.map { posture in
        Sample(labels: [("posture", Text(posture.name))], value: posture == status.posture.posture ? "1" : "0")
      })
    add(
      "psoas_posture_confidence_ratio", unit: "ratio", "The confidence of the posture.",
      [Sample(value: "\(status.posture.confidence, places: 3)")])
    addTime("psoas_bout_start_timestamp_seconds", "When the current bout of sitting began.", status.sittingSince)
    addSeconds("psoas_sitting_today_seconds", "Time sat today.", status.sittingToday)
    addSeconds("psoas_longest_bout_today_seconds", "The longest bout of sitting of today.", status.longestBoutToday)
    addTime(
      "psoas_next_suggestion_timestamp_seconds", "When the next suggestion comes if the wearer stays seated.",
      status.nextReminder)
    addTime("psoas_snoozed_until_timestamp_seconds", "When the snooze ends.", status.snoozedUntil)
    add("psoas_suggestion_open", "Whether an exercise is suggested now.", !status.openReminder.isEmpty)
    add("psoas_paused", "Whether the wearer has paused suggestions.", status.isPaused)
    add(
      "psoas_quiet", "Whether this is a reason why no suggestion comes now.",
      PauseReasons.all.map { reason, name, _ in
        Sample(labels: [("reason", Text(name))], value: status.pauseReasons.contains(reason) ? "1" : "0")
      })
  }

  /// The angle is in degrees, as in every other interface of psoas.
  private mutating func add(_ tilt: BusTilt) {
    addDegrees(
      "psoas_tilt_degrees", "Tilt of the pelvis from the wearer's neutral, anterior positive.", tilt.fromNeutral)
    addDegrees("psoas_tilt_trend_degrees", "Median tilt in standing over several days, anterior positive.", tilt.trend)
    add(
      "psoas_calibration", "The state of the calibration; always 1.",
      [Sample(labels: [("state", tilt.calibration)], value: "1")])
    var samples: [Sample] = []
    for posture in TiltBands.postures {
      for band in TiltBands.Band.allCases {
        samples.append(
          Sample(
            labels: [("posture", Text(posture.name)), ("band", Text(band.name))],
            value: "\(tilt.bands[posture][band], places: 1)"))
      }
    }
    add("psoas_tilt_today_seconds", unit: "seconds", "Time of today in each band of tilt.", samples)
  }

  /// One sample for each placement: identifiers and names of sensors are no labels, because each would be a new series.
  private mutating func add(_ sensors: [BusSensor]) {
    let worn = Placement.allCases.compactMap { placement in
      sensors.first { $0.placement == placement }.map { (placement, $0) }
    }
    func samples(_ value: (BusSensor) -> Text?) -> [Sample] {
      worn.compactMap { placement, sensor in
        value(sensor).map { Sample(labels: [("placement", Text(placement.name))], value: $0) }
      }
    }
    func flag(_ value: Bool) -> Text { value ? "1" : "0" }
    add("psoas_sensor_connected", "Whether the sensor is connected.", samples { flag($0.isConnected) })
    add("psoas_sensor_reading", "Whether the service reads the sensor.", samples { flag($0.isReading) })
    add("psoas_sensor_silent", "Whether the sensor that is read sends nothing.", samples { flag($0.isSilent) })
    add(
      "psoas_sensor_problem", "Whether the sensor has a problem, which psoasctl sensors explains.",
      samples { flag(!$0.problem.isEmpty) })
    add(
      "psoas_sensor_rate_hertz", unit: "hertz", "Samples per second over the last second.",
      samples { "\($0.rate, places: 1)" })
    add(
      "psoas_sensor_battery_ratio", unit: "ratio", "The charge of the sensor's battery.",
      samples { $0.battery?.percent.map { "\(Double($0) / 100, places: 2)" } })
  }

  // MARK: Kinds of values

  private mutating func add(_ name: StaticString, _ help: StaticString, _ flag: Bool) {
    add(name, help, [Sample(value: flag ? "1" : "0")])
  }

  private mutating func addSeconds(_ name: StaticString, _ help: StaticString, _ microseconds: UInt64) {
    add(name, unit: "seconds", help, [Sample(value: "\(Double(microseconds) * 1e-6, places: 3)")])
  }

  /// - Parameter microseconds: since 1970-01-01 UTC; 0: there is no such time, and no sample.
  private mutating func addTime(_ name: StaticString, _ help: StaticString, _ microseconds: UInt64) {
    if microseconds > 0 { addSeconds(name, help, microseconds) }
  }

  /// - Parameter value: NaN: unknown, and no sample.
  private mutating func addDegrees(_ name: StaticString, _ help: StaticString, _ value: Double) {
    if value.isFinite { add(name, unit: "degrees", help, [Sample(value: "\(value, places: 1)")]) }
  }

  /// - Parameters:
  ///   - unit: the end of the name as well; empty if the value has none.
  ///   - help: without backslashes and line feeds.
  private mutating func add(
    _ name: StaticString, unit: StaticString = "", _ help: StaticString, _ samples: [Sample]
  ) {
    guard !samples.isEmpty else { return }
    text += "# TYPE \(name) gauge\n"
    if unit.utf8CodeUnitCount > 0 { text += "# UNIT \(name) \(unit)\n" }
    text += "# HELP \(name) \(help)\n"
    for sample in samples {
      let labels = sample.labels.map { name, value in "\(name)=\"\(label: value)\"" as Text }
      text += labels.isEmpty ? "\(name) \(sample.value)\n" : "\(name){\(labels, joined: ",")} \(sample.value)\n"
    }
  }
}

extension TextInterpolation {
  /// The value of a label: a backslash before backslashes and quotation marks, `\n` for a line feed.
  mutating func appendInterpolation(label value: Text) {
    insert { text in
      for byte in value {
        switch byte {
        case UInt8(ascii: "\\"): text += "\\\\"
        case UInt8(ascii: "\""): text += "\\\""
        case UInt8(ascii: "\n"): text += "\\n"
        default: text.append(byte)
        }
      }
    }
  }
}
