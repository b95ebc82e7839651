import ArgumentParser
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem
import PsoasTrace

extension Export {
  /// Exports recordings as a dataset for research (Motion-BIDS, BIDS 1.10).
  struct BIDS: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bids", abstract: "Write recordings as a Motion-BIDS dataset.",
      discussion: """
        Each sensor is a separate tracking system, each recording a run. Events are the estimates of Psoas from the
        recording, not observations. Absolute times are omitted unless --dates is given.
        """)

    @Argument(help: "The folder of the dataset; an existing one gets another subject.")
    var folder: String

    @Argument(help: "Traces: recording folders, evemu files or sample CSV.")
    var traces: [String]

    @OptionGroup var labels: BIDSOptions

    func run() throws {
      try Failure.reported { () throws(Failure) in try BIDSDataset.add(traces, to: folder, labels) }
    }
  }
}

/// How recordings are named in a dataset.
struct BIDSOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The subject's label in Motion-BIDS, letters and digits.", valueName: "label"))
  var subject = "01"

  @Option(help: ArgumentHelp("The task's label in Motion-BIDS, letters and digits.", valueName: "label"))
  var task = "everyday"

  @Flag(help: "Keep the dates of recordings in Motion-BIDS: a date can identify a person.")
  var dates = false

  func validate() throws {
    for (option, label) in [("--subject", subject), ("--task", task)] {
      guard !label.isEmpty, label.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
        throw ValidationError("\(option): letters and digits only, not \"\(label)\"")
      }
    }
  }
}

enum BIDSDataset {
  /// Adds a subject with these recordings to a dataset, which is created if it is missing.
  static func add(_ traces: [String], to folder: String, _ labels: BIDSOptions) throws(Failure) {
    let home = "\(folder)/sub-\(labels.subject)"
    guard !Files.exists(Text(home.utf8)) else {
      throw .cannotMake("\(home): already exists; choose another --subject")
    }
    let settings = try DataFiles.load(nil)
    try Export.makeFolder("\(home)/motion")
    do throws(Failure) {
      var scans = "filename\tacq_time\n"
      for (index, trace) in traces.enumerated() {
        var run = try BIDSRun(
          trace, settings, stem: "\(home)/motion/sub-\(labels.subject)_task-\(labels.task)", run: index + 1)
        try run.write(task: labels.task)
        for scan in run.scans {
          let time = labels.dates ? scan.began.map { BIDSText.time($0) } ?? "n/a" : "n/a"
          scans += "motion/\(scan.file)\t\(time)\n"
        }
      }
      try BIDSText.write(scans, to: "\(home)/sub-\(labels.subject)_scans.tsv")
      try BIDSText.addSubject(labels.subject, to: folder)
    } catch {
      throw Failure(
        message: "\(error.message)\n\(home): incomplete, remove it", status: error.status)
    }
  }
}

/// The files for a dataset as a whole.
enum BIDSText {
  static func write(_ text: String, to path: String) throws(Failure) {
    var output = try Output(path)
    try output.write { $0.append(contentsOf: Text(text.utf8)) }
    try output.flush()
  }

  static func write(_ members: JSONMember, to path: String) throws(Failure) {
    var output = try Output(path)
    try output.write {
      members.append(to: &$0)
      $0.append("\n")
    }
    try output.flush()
  }

  static func addSubject(_ subject: String, to folder: String) throws(Failure) {
    let participants = folder + "/participants.tsv"
    let known = try? Files.read(Text(participants.utf8), limit: 1 << 24).text
    try write((known ?? "participant_id\n") + "sub-\(subject)\n", to: participants)
    guard !Files.exists(Text((folder + "/dataset_description.json").utf8)) else { return }
    try write(
      [
        "Name": "Recordings of worn motion sensors", "BIDSVersion": "1.10.0", "DatasetType": "raw",
        "GeneratedBy": .list([["Name": "Psoas", "Version": "\(Version.text)"]]),
      ], to: folder + "/dataset_description.json")
    try write(
      ["participant_id": ["Description": "Label of the wearer; no other personal data is kept."]],
      to: folder + "/participants.json")
    try write(
      """
      # Recordings of worn motion sensors

      Written by Psoas, a wellness aid and no medical device, with `psoasctl export bids`. Each worn sensor is a tracking
      system: acceleration (gravity included) and angular velocity in the sensor's own axes, with the moment of each
      sample in the LATENCY channel. The events are Psoas's estimates of the posture from these very samples; nobody
      observed them.

      """, to: folder + "/README.md")
  }

  /// `2026-03-29T01:00:00.000000Z`.
  static func time(_ microseconds: Int64) -> String {
    ("\(utc: microseconds)" as Text).text
  }
}
