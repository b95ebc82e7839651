import ArgumentParser
import Glibc
import PsoasBus
import PsoasMonitor
import PsoasSystem

/// Prints the status once.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show the current status.",
    discussion: """
      With --json one object on one line, for a script; --line and --waybar are for a panel that runs it every minute;
      --openmetrics is for the textfile collector of node_exporter.
      If no service is running, nothing is printed on standard output, and the exit status is 69. Only --openmetrics
      prints that as well, as psoas_up 0, with exit status 0.
      """)

  @OptionGroup var bus: BusOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Print a few words, for a panel.")
  var line = false

  @Flag(help: "Print one object in the format of waybar.")
  var waybar = false

  @Flag(name: .customLong("openmetrics"), help: "Print the status as OpenMetrics text.")
  var openMetrics = false

  func validate() throws {
    guard [json, line, waybar, openMetrics].filter({ $0 }).count < 2 else {
      throw ValidationError("one of --json, --line, --waybar and --openmetrics, not several")
    }
  }

  func run() throws {
    if openMetrics { return print(metrics().text, terminator: "") }
    try bus.withClient { client throws(BusError) in
      let (version, status) = try client.status()
      if line {
        print(PanelLine(status).text)
      } else if waybar {
        print(PanelLine(status).waybar)
      } else {
        let sensors = (try? client.sensors()) ?? []
        if json { print(Self.json(status, version, sensors).text) } else { printWords(status, sensors) }
      }
    }
  }

  /// An unreachable service is a value too; standard error has the reason and the remedy.
  private func metrics() -> Text {
    do throws(BusError) {
      let client = try bus.client()
      let (version, status) = try client.status()
      return OpenMetrics.text(status, version, (try? client.sensors()) ?? [])
    } catch {
      StandardError.write("\(Failure(error).message.text)\n")
      return OpenMetrics.down
    }
  }

  private func printWords(_ status: BusStatus, _ sensors: [BusSensor]) {
    print("posture          \(PostureWords.now(status.posture))")
    print("tilt             \(TiltWords.now(status.tilt))")
    print("calibration      \(TiltWords.calibration(status.tilt))")
    for line in TiltWords.today(status.tilt) { print(line) }
    if let trend = TiltWords.trend(status.tilt) { print("tilt over days   \(trend)") }
    if status.sittingSince > 0 {
      print("sitting since    \(Self.clock(status.sittingSince))")
    }
    print("sitting today    \(Self.duration(status.sittingToday))")
    print("longest bout     \(Self.duration(status.longestBoutToday))")
    if status.isPaused {
      print("next suggestion  paused: psoasctl resume")
    } else if !status.openReminder.isEmpty {
      print("suggested now    \(status.openReminder.line): psoasctl exercise start, done, snooze or skip")
    } else if status.nextReminder > 0 {
      print("next suggestion  \(Self.next(status))")
    }
    for line in QuietWords.lines(status) { print("quiet            \(line.text)") }
    for sensor in sensors {
      guard let line = SensorList.statusLine(sensor) else { continue }
      print((sensor.placement.map { "\($0.name) sensor" } ?? "sensor").padded(to: 17) + line)
    }
  }

  /// One object (docs/schemas/status.schema.json).
  static func json(_ status: BusStatus, _ version: Text, _ sensors: [BusSensor]) -> Text {
    var line: Text = """
      {"version":\(json: version),"posture":"\(status.posture.posture.name)",\
      "confidence":\(status.posture.confidence, places: 3)
      """
    let numbers: [(StaticString, UInt64)] = [
      ("sitting_since_s", status.sittingSince), ("sitting_today_s", status.sittingToday),
      ("longest_bout_today_s", status.longestBoutToday), ("next_reminder_s", status.nextReminder),
      ("snoozed_until_s", status.snoozedUntil),
    ]
    for (name, microseconds) in numbers {
      line += ",\"\(name)\":\(Double(microseconds) * 1e-6, places: 3)"
    }
    TiltWords.append(status.tilt, to: &line)
    line += ",\"sensors\":[\(sensors.map { SensorList.json($0) }, joined: ",")]"
    line += "\(status.isPaused ? ",\"paused\":true" : ",\"paused\":false"),\"pause_reasons\":["
    for (index, name) in status.pauseReasons.names.enumerated() {
      line += "\(index == 0 ? "\"" : ",\"")\(name)\""
    }
    line += "],\"open_reminder\":\(json: status.openReminder)}"
    return line
  }

  /// `15:04, if you stay seated`.
  static func next(_ status: BusStatus) -> String { "\(clock(status.nextReminder)), if you stay seated" }

  static func clock(_ unixMicroseconds: UInt64) -> String {
    DayText.clock(Int64(clamping: unixMicroseconds))
  }

  static func duration(_ microseconds: UInt64) -> String {
    ("\(duration: Double(microseconds) * 1e-6)" as Text).text
  }
}
