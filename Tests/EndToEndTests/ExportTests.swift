import Foundation
import TestSupport
import Testing

/// The exported history and recordings, as other programs read them.
@Suite struct ExportTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private var state: String { scratch.path("state") }
  private var psoasctl: Program {
    Program.psoasctl.with(["STATE_DIRECTORY": state, "TZ": "Europe/Paris", "LC_ALL": "fr_FR.UTF-8"])
  }

  /// Runs SQL statements on an empty history in the current schema, which psoasd has created.
  private func fill(_ statements: String) throws {
    let live = try Program.psoasd.with(["STATE_DIRECTORY": state]).run(
      ["--synthetic", "--history", "--bus", "none", "--output", "none", "--speed", "100000", "--seconds", "1"])
    try #require(live.status == 0, "\(live.errors)")
    let sqlite = Program(path: "/usr/bin/sqlite3")
    let tables = try sqlite.run([file, "SELECT name FROM sqlite_schema WHERE type = 'table'"]).lines
    let result = try sqlite.run([file, tables.map { "DELETE FROM \($0);" }.joined() + statements])
    try #require(result.status == 0, "\(result.errors)")
  }

  private var file: String { state + "/history.sqlite" }

  /// The header of each exported table, in the order of its columns; a quantity's name ends in its unit.
  private static let headers = [
    "days": """
    day,sitting_s,standing_s,walking_s,lying_s,not_worn_s,unknown_s,longest_bout_s,bouts,steps,reminders,reminders_done,\
    breaks,active_breaks,reminders_checked,reminders_snoozed,reminders_skipped,reminders_ignored,reminders_withdrawn
    """,
    "bouts": "began_utc,day,ended_utc,sitting_s,utc_offset_s",
    "reminders": "run_utc,number,day,raised_utc,exercise,sitting_s,closed_utc,outcome,utc_offset_s",
    "hours": """
    began_utc,utc_offset_s,day,sitting_s,standing_s,walking_s,lying_s,not_worn_s,unknown_s,steps
    """,
    "breaks": "ended_utc,day,utc_offset_s,length_s,upright_s,walking_s,active",
    "practices": "ended_utc,exercise,day,utc_offset_s,share,checked",
    "rhythms": """
    measured_utc,day,utc_offset_s,bends,share_percent,share_min_percent,share_max_percent,trunk_deg,pelvis_deg,\
    speed_deg_per_s,return_speed_deg_per_s,pelvic_delay_s,forward_0_30,forward_30_60,forward_60_90,forward_90_120,\
    return_0_30,return_30_60,return_60_90,return_90_120
    """,
    "tilt_bands": "day,posture,posterior_s,neutral_s,anterior_s",
    "tilt_degrees": "day,posture,degree,seconds_s",
    "sessions": """
    began_utc,day,utc_offset_s,exercise,basis,sets,ended_utc,ending,holds,repetitions,held_s,held_checked_s,\
    amplitude_deg,share,share_checked
    """,
    "session_stages": """
    session_utc,stage,day,work,side,set_number,planned_s,held_s,held_checked_s,planned_repetitions,repetitions,\
    repetitions_checked,amplitude_deg
    """,
    "calibrations": """
    at_utc,placement,day,utc_offset_s,sensor,kind,outcome,reason,bends,verified,sway_deg,gyroscope_bias_deg_per_s,\
    depth_deg,planarity,disagreement_deg,scatter_deg,seated_neutral_deg,habitual_stance_deg,habitual_seat_deg,\
    range_posterior_deg,range_anterior_deg
    """,
    "tilt_hours": "began_utc,utc_offset_s,day,posture,posterior_s,neutral_s,anterior_s",
  ]

  private static let rows = """
    INSERT INTO days VALUES (20514, 3600.5, 1, 2, 3, 4, 5, 1800, 2, 900, 3, 1, 1, 0, 0, 1, 0, 0, 1);
    INSERT INTO days VALUES (20515, 60, 1, 2, 3, 4, 5, 1800, 2, 900, 3, 1, 1, 0, 0, 1, 0, 0, 1);
    INSERT INTO bouts VALUES (1772440400000000, 20514, NULL, NULL, 3600);
    INSERT INTO reminders VALUES (1772438400000000, 1, 20514, 1772440200000000, 'mine, "best" é', 1800, NULL, NULL, 3600);
    INSERT INTO rhythms VALUES (1772440400000000, 20514, 3600, 3, 51.5, 48, 55, 108, 52, 44, 46, NULL,
      1.9, 1.4, 0.9, NULL, 0.8, 1.1, 1.7, NULL);
    INSERT INTO tilt_degrees VALUES (20514, 'sitting', -12, 1800.25);
    INSERT INTO sessions VALUES (1772440300000000, 20514, 3600, 'plank', 'sensor', 2, 1772440400000000, 'completed', 2, 0,
      58.5, 50, NULL, 0.97, 0.8);
    INSERT INTO session_stages VALUES (1772440300000000, 2, 20514, 'hold', 'left', 1, 30, 28.5, 25, NULL, NULL, NULL, NULL);
    INSERT INTO calibrations VALUES (1772440300000000, 'pelvis', 20514, 3600, '057e:2006', 'full', 'done', NULL, 3, 1,
      0.4, 0.6, 61, 0.97, 3, 2, -12.5, 4, -18, -9, 8);
    INSERT INTO tilt_hours VALUES (1772438400000000, 3600, 20514, 'standing', 10, 20.5, 600);
    """

  private func table(_ name: String) throws -> [String] {
    let text = try String(contentsOfFile: scratch.path("csv/\(name).csv"), encoding: .utf8)
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  @Test func `CSV has a file a table, units in the names, and a point in every locale`() throws {
    try fill(Self.rows)
    let result = try psoasctl.run(["export", "csv", scratch.path("csv")])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("csv"))
    #expect(Set(names) == Set(Self.headers.keys.map { $0 + ".csv" }))
    for (name, header) in Self.headers { #expect(try table(name).first == header, "\(name)") }
    #expect(
      try table("reminders")[1]
        == #"2026-03-02T08:00:00.000000Z,1,2026-03-02,2026-03-02T08:30:00.000000Z,"mine, ""best"" é",1800.0,,,3600"#)
    #expect(
      try table("rhythms")[1]
        == """
        2026-03-02T08:33:20.000000Z,2026-03-02,3600,3,51.5,48.0,55.0,108.0,52.0,44.0,46.0,,1.9,1.4,0.9,,0.8,1.1,1.7,
        """)
    #expect(try table("tilt_degrees")[1] == "2026-03-02,sitting,-12,1800.25")
    #expect(
      try table("session_stages")[1] == "2026-03-02T08:31:40.000000Z,2,2026-03-02,hold,left,1,30.0,28.5,25.0,,,,")
    #expect(
      try table("calibrations")[1] == """
        2026-03-02T08:31:40.000000Z,pelvis,2026-03-02,3600,057e:2006,full,done,,3,1,0.4,0.6,61.0,0.97,3.0,2.0,-12.5,4.0,\
        -18.0,-9.0,8.0
        """)
    #expect(try table("days").count == 3)
    let later = try psoasctl.run(["export", "csv", scratch.path("csv"), "--from", "2026-03-03"])
    #expect(later.status == 0)
    #expect(try table("days").count == 2 && table("sessions").count == 1)
    let mode = try FileManager.default.attributesOfItem(atPath: scratch.path("csv"))[.posixPermissions] as? Int
    #expect(mode == 0o700)
  }

  @Test func `JSON Lines have the same names, numbers as numbers, and null where nothing is known`() throws {
    try fill(Self.rows)
    let result = try psoasctl.run(["export", "jsonl", "--to", "2026-03-02"])
    #expect(result.status == 0, "\(result.errors)")
    var rows: [String: [String: Any]] = [:]
    for line in result.lines {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
      let table = try #require(object["table"] as? String)
      let names = try #require(Self.headers[table]).split(separator: ",").map(String.init)
      #expect(Set(object.keys) == Set(names + ["table"]))
      #expect(line.hasPrefix(#"{"table":"\#(table)","\#(names[0])":"#))
      rows[table] = object
    }
    #expect(result.lines.count == 9 && rows.count == 9)
    #expect(rows["reminders"]?["exercise"] as? String == #"mine, "best" é"#)
    #expect(rows["reminders"]?["outcome"] is NSNull)
    #expect(rows["calibrations"]?["seated_neutral_deg"] as? Double == -12.5)
    #expect(rows["sessions"]?["amplitude_deg"] is NSNull && rows["sessions"]?["share_checked"] as? Double == 0.8)
  }

  @Test func `an empty history has headers and no rows; a missing and a damaged one are errors`() throws {
    try fill("")
    #expect(try psoasctl.run(["export", "csv", scratch.path("csv")]).status == 0)
    for (name, header) in Self.headers { #expect(try table(name) == [header], "\(name)") }
    let lines = try psoasctl.run(["export", "jsonl"])
    #expect(lines.status == 0 && lines.output.isEmpty)

    let nowhere = try psoasctl.run(["export", "jsonl", "--state", scratch.path("nowhere")])
    #expect(nowhere.status == 66 && nowhere.errors.contains("does not exist"))
    #expect(try psoasctl.run(["export", "jsonl", "--from", "2026-02-30"]).status == 64)

    try Data(repeating: 0x20, count: 4096).write(to: URL(fileURLWithPath: file))
    let damaged = try psoasctl.run(["export", "csv", scratch.path("damaged")])
    #expect(damaged.status == 69 && damaged.output.isEmpty)
    #expect(damaged.errors.contains("\(file) is damaged") && damaged.errors.contains(".recover"), "\(damaged.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("damaged")))
    // Reading changes nothing.
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data(repeating: 0x20, count: 4096))
    #expect(try psoasctl.run(["day"]).errors.contains("is damaged"))
  }

  @Test func `the manual describes every table with its columns`() throws {
    let page = try Repository.read("man/psoasctl.1")
    let section = try #require(page.components(separatedBy: ".Sh TABLES OF THE HISTORY\n").dropFirst().first)
      .components(separatedBy: "\n.Sh ")[0]
    for (name, header) in Self.headers {
      let entry = try #require(
        section.components(separatedBy: "\n.It Cm ").first { $0.hasPrefix(name + "\n") }, "\(name)")
      let words = Set(entry.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
      for column in header.split(separator: ",") where !words.contains(String(column)) {
        Issue.record("\(column) of \(name) is not described")
      }
    }
  }

  @Test func `a recording becomes a motion-BIDS dataset with what the standard requires`() throws {
    let recording = scratch.path("walk.psoas")
    let live = try Program.psoasd.run(
      [
        "--synthetic", "--trunk", "--bus", "none", "--output", "none", "--speed", "100000", "--seconds", "60",
        "--record", recording,
      ])
    #expect(live.status == 0, "\(live.errors)")
    let set = scratch.path("set")
    let result = try psoasctl.run(["export", "bids", set, recording, recording])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    func text(_ path: String) throws -> String { try String(contentsOfFile: set + "/" + path, encoding: .utf8) }
    func json(_ path: String) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(text(path).utf8)) as? [String: Any])
    }
    // BIDS 1.10, "Modality agnostic files".
    let description = try json("dataset_description.json")
    #expect(description["Name"] is String && description["BIDSVersion"] as? String == "1.10.0")
    #expect(try text("participants.tsv") == "participant_id\nsub-01\n")
    #expect(try text("README.md").count > 150)
    #expect(try text("sub-01/sub-01_scans.tsv").hasPrefix("filename\tacq_time\nmotion/sub-01_task-everyday_tracksys-"))
    #expect(try !text("sub-01/sub-01_scans.tsv").contains("202"), "moments are left out unless asked for")
    for run in ["01", "02"] {
      for system in ["pelvis", "trunk"] {
        let stem = "sub-01/motion/sub-01_task-everyday_tracksys-\(system)_run-\(run)"
        // BIDS "Motion": frequency and task are required. The counts are recommended and must agree with the channels.
        let sidecar = try json(stem + "_motion.json")
        let frequency = try #require(sidecar["SamplingFrequency"] as? Double)
        #expect(frequency > 0 && sidecar["TaskName"] as? String == "everyday")
        for key in ["TaskDescription", "TrackingSystemName", "MissingValues", "RecordingType"] {
          #expect(sidecar[key] is String, "\(key)")
        }
        let channels = try text(stem + "_channels.tsv").split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(channels[0].prefix(5) == ["name", "component", "type", "tracked_point", "units"])
        #expect(sidecar["MotionChannelCount"] as? Int == channels.count - 1)
        for type in ["ACCEL", "GYRO", "LATENCY"] {
          #expect(sidecar[type + "ChannelCount"] as? Int == channels.filter { $0[2] == type }.count, "\(type)")
        }
        #expect(channels.dropFirst().allSatisfy { ["x", "y", "z", "n/a"].contains($0[1]) })
        // Each reference frame is described. The samples have no header and as many columns as channels.
        let frames = try #require(try json(stem + "_channels.json")["reference_frame"] as? [String: Any])
        #expect((frames["Levels"] as? [String: Any])?["sensor"] != nil)
        let samples = try text(stem + "_motion.tsv").split(separator: "\n")
        #expect(samples.count > 1000)
        #expect(samples.allSatisfy { $0.split(separator: "\t").count == channels.count - 1 })
        #expect(samples.allSatisfy { $0.allSatisfy { "0123456789.-\t".contains($0) } })
        let rows = try text(stem + "_events.tsv").split(separator: "\n")
        #expect(rows.first == "onset\tduration\ttrial_type\tconfidence" && rows.count > 1)
        #expect(try json(stem + "_events.json")["trial_type"] != nil)
      }
    }
    // The same subject is not overwritten; another subject is added to the data set.
    #expect(try psoasctl.run(["export", "bids", set, recording]).status == 73)
    #expect(try psoasctl.run(["export", "bids", set, recording, "--subject", "02", "--dates"]).status == 0)
    #expect(try text("participants.tsv") == "participant_id\nsub-01\nsub-02\n")
    #expect(try text("sub-02/sub-02_scans.tsv").contains(#/\t20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z\n/#))
    #expect(try psoasctl.run(["export", "bids", set, recording, "--task", "a_b"]).status == 64)
  }
}
