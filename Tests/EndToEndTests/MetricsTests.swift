import Foundation
import TestSupport
import Testing

/// The status for Prometheus, and the signals for Home Assistant.
@Suite struct MetricsTests {
  private static func samples(_ text: String) throws -> [String: Double] {
    let parsed = try Program(path: "/usr/bin/python3")
      .run([Repository.path("Tests/EndToEndTests/metrics.py")], input: Data(text.utf8))
    #expect(parsed.status == 0, "\(parsed.errors) \(text)")
    return try JSONSerialization.jsonObject(with: Data(parsed.output.utf8)) as? [String: Double] ?? [:]
  }

  @Test(arguments: Program.daemons)
  func `the parser of prometheus_client reads the values of the JSON`(daemon: Program) throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let environment = bus.environment.merging(["STATE_DIRECTORY": scratch.path("state")]) { $1 }
    let psoasctl = Program.psoasctl.with(bus.environment)
    let synthetic = ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "60", "--guided-speed"]
    let first = try daemon.with(environment).start(synthetic + ["60"])
    #expect(first.prints("sensor-added"))
    #expect(try psoasctl.run(["calibrate", "--plain"]).status == 0)
    #expect(first.stop().status == 0)
    // A session slows this wearer down to a hundredth, so that two queries find the same state.
    let running = try daemon.with(environment).start(synthetic + ["0.01"])
    #expect(running.prints("bout-started"), "\(running.errorsSoFar)")
    #expect(try psoasctl.run(["pause"]).status == 0)
    let session = ["StartSession", "sa{sv}", "kneeling-hip-flexor", "0"]
    let called = try bus.call(
      ["call", "org.psoas.Psoas1", "/org/psoas/Psoas1", "org.psoas.Psoas1.Manager"] + session)
    #expect(called.status == 0, "\(called.errors)")

    var (json, text) = ("", "")
    for _ in 0..<20 {
      json = try psoasctl.run(["status", "--json"]).output
      text = try psoasctl.run(["status", "--openmetrics"]).output
      if try psoasctl.run(["status", "--json"]).output == json { break }
    }
    #expect(text.hasSuffix("\n# EOF\n"))
    let metrics = try Self.samples(text)
    let status = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    func number(_ key: String) -> Double? { status[key] as? Double }
    #expect(metrics["psoas_up"] == 1 && metrics["psoas_paused"] == 1)
    #expect(metrics["psoas_build_info{version=\(status["version"] as? String ?? "")}"] == 1)
    #expect(metrics["psoas_posture{posture=\(status["posture"] as? String ?? "")}"] == 1)
    #expect(metrics.keys.count { $0.hasPrefix("psoas_posture{") } == 6)
    #expect(metrics["psoas_quiet{reason=paused}"] == 1 && metrics["psoas_quiet{reason=snoozed}"] == 0)
    #expect(metrics["psoas_calibration{state=\(status["calibration"] as? String ?? "")}"] == 1)
    for (name, key) in [
      ("psoas_posture_confidence_ratio", "confidence"), ("psoas_bout_start_timestamp_seconds", "sitting_since_s"),
      ("psoas_sitting_today_seconds", "sitting_today_s"),
      ("psoas_longest_bout_today_seconds", "longest_bout_today_s"), ("psoas_tilt_degrees", "tilt_from_neutral_deg"),
    ] {
      let value = try #require(number(key), "\(key) in \(json)")
      #expect(value != 0 && metrics[name] == value, "\(name) in \(text), \(key) in \(json)")
    }
    for posture in ["standing", "walking", "sitting"] {
      let bands = try #require(status["tilt_\(posture)"] as? [String: Double])
      for (band, seconds) in bands {
        #expect(metrics["psoas_tilt_today_seconds{band=\(band),posture=\(posture)}"] == seconds)
      }
    }
    let sensor = try #require((status["sensors"] as? [[String: Any]])?.first)
    #expect(metrics["psoas_sensor_rate_hertz{placement=pelvis}"] == sensor["rate_hz"] as? Double)
    #expect(metrics["psoas_sensor_connected{placement=pelvis}"] == 1)
    #expect(running.stop().status == 0)

    // The service that has stopped is a value too.
    let gone = try psoasctl.run(["status", "--openmetrics"])
    #expect(gone.status == 0 && gone.errors.contains("psoasd is not running"))
    #expect(try Self.samples(gone.output) == ["psoas_up": 0])
    #expect(try psoasctl.run(["status", "--openmetrics", "--json"]).status == 64)
  }

  /// The command of a unit in docs/metrics, as /bin/sh gets it.
  private static func command(of unit: String) throws -> String {
    let text = try Repository.read("docs/metrics/\(unit)").replacingOccurrences(of: "\\\n", with: "")
    let line = try #require(text.firstMatch(of: /ExecStart=\/bin\/sh -c '([^']+)'/)).1
    return line.replacingOccurrences(of: "$$", with: "$").replacingOccurrences(of: "%u", with: "someone")
  }

  private static let path = [
    "PATH": URL(fileURLWithPath: Program.psoasctl.path).deletingLastPathComponent().path + ":/usr/bin:/bin"
  ]

  @Test func `the timer's command replaces the file as a whole, also where no service runs`() throws {
    let scratch = try Scratch()
    let shell = Program(path: "/bin/sh").with(Self.path).with(["TEXTFILES": scratch.path("")])
    let file = scratch.path("psoas-someone.prom")
    for _ in 0..<2 {
      let result = try shell.run(["-c", try Self.command(of: "psoas-metrics.service")])
      #expect(result.status == 0, "\(result.errors)")
      #expect(try Self.samples(String(contentsOfFile: file, encoding: .utf8)) == ["psoas_up": 0])
    }
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o644)
    // A file that is being written has another suffix, and none is left over.
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path(""))
    #expect(files.count { $0.hasPrefix("psoas") } == 1, "\(files)")
    // A full disk or a missing program leaves the last file.
    let broken = try shell.with(["PATH": "/nowhere"]).run(["-c", try Self.command(of: "psoas-metrics.service")])
    #expect(broken.status != 0)
    #expect(try Self.samples(String(contentsOfFile: file, encoding: .utf8)) == ["psoas_up": 0])
  }

  @Test(arguments: Program.daemons)
  func `the signals reach a broker as JSON that fits its schema`(daemon: Program) throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let socket = scratch.path("mqtt")
    let settings = try scratch.write(
      "mosquitto.conf", "listener 0 \(socket)\nallow_anonymous true\nuser \(NSUserName())\n")
    let broker = try Program(path: "/usr/sbin/mosquitto").start(["-c", settings, "-v"])
    for _ in 0..<500 where !FileManager.default.fileExists(atPath: socket) { usleep(20_000) }
    let subscriber = try Program(path: "/usr/bin/mosquitto_sub").start(["--unix", socket, "-t", "psoas/#"])
    for _ in 0..<500 where !broker.errorsSoFar.contains("Sending SUBACK") { usleep(20_000) }
    #expect(broker.errorsSoFar.contains("Sending SUBACK"), "\(broker.errorsSoFar) \(subscriber.errorsSoFar)")

    let own = try scratch.write("brisk.conf", "[Reminders]\nSittingTime=5min\n")
    let running = try daemon.with(bus.environment).start(
      ["--synthetic", "--bus", "user", "--output", "none", "--speed", "60", "--guided-speed", "120", "--config", own])
    let psoasctl = Program.psoasctl.with(bus.environment)
    for _ in 0..<500 where try psoasctl.run(["status"]).status != 0 { usleep(20_000) }
    let bridge = try Program(path: "/bin/sh").with(Self.path).with(bus.environment)
      .with(["BROKER": "--unix \(socket)"]).start(["-c", try Self.command(of: "psoas-mqtt.service")])
    #expect(subscriber.prints(#""event":"status","status":{"#), "\(bridge.errorsSoFar) \(running.errorsSoFar)")
    #expect(subscriber.prints(#""event":"posture","#))
    #expect(subscriber.prints(#""event":"reminder","#))
    #expect(try psoasctl.run(["calibrate", "--plain"]).status == 0)
    #expect(try psoasctl.run(["exercise", "start", "plank", "--no-sensor", "--plain"]).status == 0)
    #expect(subscriber.prints(#""session":"finished""#))
    #expect(try psoasctl.run(["rhythm"]).status != 0)
    #expect(running.stop().status == 0)
    #expect(subscriber.prints(#""event":"service-stopped""#))
    // psoasctl ends with the bus, and mosquitto_pub with its input.
    bus.end()
    for _ in 0..<3000 where bridge.isRunning { usleep(20_000) }
    #expect(!bridge.isRunning)
    let published = subscriber.stop().lines.filter { $0.hasPrefix("{") }
    _ = broker.stop()
    let schema = try JSONSchema(named: "monitor")
    for line in published { #expect(try schema.faults(in: line) == [], "\(line)") }
    let kinds = Set(published.compactMap { $0.firstMatch(of: /"event":"([a-z-]+)"/).map { String($0.1) } })
    #expect(
      kinds.isSuperset(of: [
        "status", "posture", "reminder", "calibration-progress", "calibration-ended", "session", "service-stopped",
      ]), "\(kinds)")
  }

  @Test func `without a service there is nothing to follow`() throws {
    let bus = try PrivateBus()
    let result = try Program.psoasctl.with(bus.environment).run(["monitor", "--json"])
    #expect(result.status == 69 && result.output.isEmpty && result.errors.contains("psoasd is not running"))
    #expect(try Program.psoasctl.run(["monitor", "--json", "--bell"]).status == 64)
  }
}
