import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem
import PsoasTrace

/// One recording as a run of a Motion-BIDS dataset: one tracking system per sensor, and the events.
struct BIDSRun: ~Copyable {
  /// The file of a tracking system, and the onset of the run: microseconds since 1970-01-01 UTC.
  private(set) var scans: [(file: String, began: Int64?)] = []

  private var reader: TraceReader
  private var monitor: PsoasMonitor.Monitor
  private let stem: String
  private let run: Int
  private var pelvis: BIDSTrack?
  private var thigh: BIDSTrack?
  private var trunk: BIDSTrack?
  private var names: [Placement: String] = [:]
  private var events: [TimedEvent] = []
  private var end = Instant(microseconds: 0)
  /// The first sample of the run: latencies of all tracking systems are from it, so that they stay in step.
  private var onset: Instant?

  /// - Parameter stem: the path of its files up to the task label.
  init(_ trace: String, _ settings: Settings, stem: String, run: Int) throws(Failure) {
    do throws(TraceError) { reader = try TraceReader(path: Text(trace.utf8), quirks: settings.quirks) } catch {
      throw Failure(error)
    }
    let mode: PsoasMonitor.Monitor.CalibrationMode = reader.calibration.map { .given($0) } ?? .automatic
    monitor = PsoasMonitor.Monitor(
      reader.configuration ?? Configuration(), catalog: reader.catalog ?? settings.catalog, calibration: mode)
    self.stem = stem
    self.run = run
  }

  mutating func write(task: String) throws(Failure) {
    while let record = try next() {
      end = record.time
      monitor.handle(record.input, into: &events)
      switch record.input.input {
      case .sample(let placement, let sample): try add(sample, placement)
      case .sensorAdded(let placement, let traits): names[placement] = traits.name.text
      default: break
      }
    }
    for note in reader.takeNotes() { StandardError.write(note.line + "\n") }
    let wall = reader.manifest?.start?.unixMicroseconds
    for placement in Placement.allCases {
      var track: BIDSTrack?
      switch placement {
      case .pelvis: track = pelvis.take()
      case .thigh: track = thigh.take()
      case .trunk: track = trunk.take()
      }
      guard var track else { continue }
      try track.finish(task: task, device: names[placement] ?? "")
      scans.append((track.fileName, wall.map { $0 + track.onset.microseconds }))
      try writeEvents(
        since: track.began, to: track.name + "_events")
    }
  }

  private mutating func next() throws(Failure) -> TraceRecord? {
    do throws(TraceError) { return try reader.next() } catch { throw Failure(error) }
  }

  private mutating func add(_ sample: Sample, _ placement: Placement) throws(Failure) {
    switch placement {
    case .pelvis:
      if pelvis == nil { pelvis = try track(placement, sample) }
      try pelvis?.add(sample)
    case .thigh:
      if thigh == nil { thigh = try track(placement, sample) }
      try thigh?.add(sample)
    case .trunk:
      if trunk == nil { trunk = try track(placement, sample) }
      try trunk?.add(sample)
    }
  }

  private mutating func track(_ placement: Placement, _ first: Sample) throws(Failure) -> BIDSTrack {
    let onset = onset ?? first.time
    self.onset = onset
    return try BIDSTrack(placement, first, onset: onset, stem: stem, run: run)
  }

  /// Writes postures with their durations, and suggestions. Times are relative to the first sample of the corresponding
  /// tracking system.
  private mutating func writeEvents(since first: Instant, to name: String) throws(Failure) {
    let folder = stem[..<(stem.lastIndex(of: "/") ?? stem.startIndex)]
    var rows = "onset\tduration\ttrial_type\tconfidence\n"
    let postures = events.compactMap { timed -> (Instant, PostureEstimate)? in
      if case .posture(let estimate) = timed.event { (timed.time, estimate) } else { nil }
    }
    var lines: [(Instant, String)] = []
    for (index, (time, estimate)) in postures.enumerated() {
      let until = index + 1 < postures.count ? postures[index + 1].0 : end
      let confidence = "\(estimate.confidence, places: 3)"
      lines.append(
        (time, "\(Self.seconds(until.seconds(since: time)))\t\(estimate.posture.name)\t\(confidence)"))
    }
    for timed in events {
      if case .reminder(let reminder) = timed.event {
        lines.append((timed.time, "0\tsuggestion-\(reminder.exercise.text)\tn/a"))
      }
    }
    for (time, line) in lines.sorted(by: { $0.0 < $1.0 }) {
      rows += "\(Self.seconds(time.seconds(since: first)))\t\(line)\n"
    }
    try BIDSText.write(rows, to: "\(folder)/\(name).tsv")
    try BIDSText.write(
      [
        "onset": ["Description": "From the first sample of the tracking system.", "Units": "s"],
        "trial_type": [
          "Description": "Posture as Psoas estimates it from the samples, or a suggestion to do an exercise."
        ],
        "confidence": ["Description": "Probability, from 0 to 1, that the posture is correct."],
      ], to: "\(folder)/\(name).json")
  }

  fileprivate static func seconds(_ value: Double) -> String {
    var text = Text()
    text.append(value, places: 6)
    return text.text
  }
}

/// One sensor's samples: `_motion.tsv` and its metadata.
struct BIDSTrack: ~Copyable {
  let placement: Placement
  let began: Instant
  let onset: Instant
  private let stem: String
  private var last: Instant
  private var count = 0
  private let hasGyroscope: Bool
  private var motion: Output

  init(_ placement: Placement, _ first: Sample, onset: Instant, stem: String, run: Int) throws(Failure) {
    self.placement = placement
    began = first.time
    self.onset = onset
    last = first.time
    hasGyroscope = first.hasGyroscope
    self.stem = "\(stem)_tracksys-\(placement.name)_run-\(run, width: 2)"
    motion = try Output(self.stem + "_motion.tsv")
  }

  /// The name of its files up to their kind.
  var name: String { Text(stem.utf8).fileName.text }
  var fileName: String { name + "_motion.tsv" }

  mutating func add(_ sample: Sample) throws(Failure) {
    count += 1
    last = sample.time
    let latency = sample.time.seconds(since: onset)
    let hasGyroscope = hasGyroscope
    try motion.write { text in
      for value in sample.acceleration.components {
        text.append(value, places: 6)
        text.append("\t")
      }
      if hasGyroscope {
        for value in sample.angularVelocity.components {
          if sample.hasGyroscope { text.append(value, places: 6) } else { text.append("n/a") }
          text.append("\t")
        }
      }
      text.append(latency, places: 6)
      text.append("\n")
    }
  }

  mutating func finish(task: String, device: String) throws(Failure) {
    try motion.flush()
    let duration = last.seconds(since: began)
    let effective = duration > 0 ? Double(count - 1) / duration : 0
    var sidecar: [(String, JSONMember)] = [
      ("TaskName", .text(task)),
      ("TaskDescription", "The wearer's day as it went, with a sensor worn at the \(placement.name)."),
      ("SamplingFrequency", .number(max(effective.rounded(), 1))), ("SamplingFrequencyEffective", .number(effective)),
      ("TrackingSystemName", "\(placement.name)"), ("RecordingDuration", .number(duration)),
      ("RecordingType", "continuous"), ("TrackedPointsCount", .whole(1)), ("ACCELChannelCount", .whole(3)),
      ("LATENCYChannelCount", .whole(1)), ("MotionChannelCount", .whole(hasGyroscope ? 7 : 4)),
      ("MissingValues", "n/a"), ("SoftwareVersions", "Psoas \(Version.text)"),
    ]
    if hasGyroscope { sidecar.append(("GYROChannelCount", .whole(3))) }
    if !device.isEmpty { sidecar.append(("ManufacturersModelName", .text(device))) }
    try BIDSText.write(.object(sidecar), to: stem + "_motion.json")
    var channels = "name\tcomponent\ttype\ttracked_point\tunits\treference_frame\n"
    for axis in ["x", "y", "z"] { channels += "acc_\(axis)\t\(axis)\tACCEL\t\(placement.name)\tm/s^2\tsensor\n" }
    if hasGyroscope {
      for axis in ["x", "y", "z"] { channels += "gyr_\(axis)\t\(axis)\tGYRO\t\(placement.name)\trad/s\tsensor\n" }
    }
    channels += "latency\tn/a\tLATENCY\t\(placement.name)\ts\tn/a\n"
    try BIDSText.write(channels, to: stem + "_channels.tsv")
    let frame = "The sensor's own axes, in any orientation on the body; gravity is included: up at rest."
    try BIDSText.write(
      ["reference_frame": ["Levels": ["sensor": ["Description": .text(frame), "RotationRule": "right-hand"]]]],
      to: stem + "_channels.json")
  }
}

extension Vector3 {
  fileprivate var components: [Double] { [x, y, z] }
}
