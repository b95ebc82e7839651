import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Reads a recording folder: the frames of its sensors and all other inputs, in the order of the live run.
public struct RecordingReader: ~Copyable {
  /// Microseconds of ten years.
  private static let longestGap: Int64 = 315_576_000_000_000

  public let manifest: RecordingManifest
  /// The time of the last input, verbatim.
  private var timeText = Text()

  private let folder: Text
  private let quirks: [Quirk]
  private var inputs: ByteSource?
  private var nextInput: InputLine? {
    didSet {
      samplesUntil = nextInput.map { $0.input.time.microseconds + ($0.input.input == .end ? 1 : 0) } ?? .max
    }
  }
  /// Samples before this time, microseconds, come before `nextInput`. A live run gives each input a different time. In
  /// other recordings `inputs.jsonl` comes first, but for the end.
  private var samplesUntil = Int64.max
  /// Sensors that `inputs.jsonl` does not add, in order of time.
  private var unannounced: [InputLine] = []
  private var pelvis = Stream()
  private var thigh = Stream()
  private var trunk = Stream()
  private var time = Instant(microseconds: .min)
  private var hasEnded = false
  private var notes: [Text] = []

  /// One sensor's file and its next sample.
  private struct Stream: ~Copyable {
    var file: EvemuFile?
    var sample: Sample?

    func fractionRead() -> Double? { file?.fractionRead() }

    mutating func takeNotes() -> [Text] { file?.takeNotes() ?? [] }

    mutating func advance() throws(TraceError) { sample = try file?.nextSample() }

    /// Gives the next sample with the text of its time, and reads the one after it.
    mutating func take(_ taken: inout Sample, _ text: inout Text, from earliest: Instant) throws(TraceError) {
      guard let sample else { return }
      taken = sample
      text.removeAll(keepingCapacity: true)
      file?.appendTime(to: &text)
      if taken.time < earliest, let error = file?.malformed("the sample is earlier than the input that adds its sensor")
      {
        throw error
      }
      try advance()
    }

    /// The time of the next sample; the largest value if there is none.
    var next: Int64 { sample?.time.microseconds ?? .max }
  }

  /// Share read of the first open sensor file: all are read side by side.
  func fractionRead() -> Double? {
    if let fraction = pelvis.fractionRead() { return fraction }
    if let fraction = thigh.fractionRead() { return fraction }
    return trunk.fractionRead()
  }

  /// Opens a folder.
  ///
  /// - Parameter quirks: for sensors whose line in `inputs.jsonl` has none.
  public static func open(_ folder: Text, quirks: [Quirk] = []) throws(TraceError) -> RecordingReader {
    let manifest = try readManifest(folder)
    let inputs = Packing.find(folder.inside("inputs.jsonl"))
    let hasInputs = Files.exists(inputs)
    var reader = RecordingReader(
      folder: folder, manifest: manifest, quirks: quirks,
      inputs: hasInputs ? try ByteSource.openFile(inputs) : nil)
    if !hasInputs { try reader.openUnannounced() }
    try reader.advanceInputs()
    return reader
  }

  private init(folder: Text, manifest: RecordingManifest, quirks: [Quirk], inputs: consuming ByteSource?) {
    self.folder = folder
    self.manifest = manifest
    self.quirks = quirks
    self.inputs = inputs
  }

  private static func readManifest(_ folder: Text) throws(TraceError) -> RecordingManifest {
    let path = Packing.find(folder.inside("recording.json"))
    return try ByteSource.whole(path, expecting: "a description") { text throws(TraceError) in
      try RecordingManifest(text, file: path)
    }
  }

  /// Appends the time of the last record verbatim.
  public mutating func appendTimeText(to text: inout Text) { text.append(contentsOf: timeText) }

  /// The next input in order of time; nil after `.end`, which is added if the run ended without one.
  public mutating func next() throws(TraceError) -> TraceRecord? {
    var next = TraceSample()
    if try nextSample(&next) { return TraceRecord(next.time, .sample(next.placement, next.sample)) }
    guard !hasEnded else { return nil }
    if nextInput == nil, sampleTime == .max {
      hasEnded = true
      guard time.microseconds > .min else {
        let message = Text("no input is recorded, expected inputs.jsonl or a sensor's file")
        throw TraceError(.malformed, file: folder, line: 0, problem: message)
      }
      return TraceRecord(time, .end)
    }
    if isFar(min(sampleTime, nextInput?.input.time.microseconds ?? .max)) {
      throw TraceError(
        .malformed, file: folder.inside("inputs.jsonl"), line: inputs?.line ?? 0,
        problem: "time jumps by more than ten years, expected inputs of one run")
    }
    return try giveInput()
  }

  /// Changes `next` to the next sample; false if the next input is none, which the function `next` returns.
  mutating func nextSample(_ next: inout TraceSample) throws(TraceError) -> Bool {
    let earliest = sampleTime
    guard earliest < samplesUntil, !hasEnded, !isFar(earliest) else { return false }
    if pelvis.next == earliest {
      next.placement = .pelvis
      try pelvis.take(&next.sample, &timeText, from: time)
    } else if thigh.next == earliest {
      next.placement = .thigh
      try thigh.take(&next.sample, &timeText, from: time)
    } else {
      next.placement = .trunk
      try trunk.take(&next.sample, &timeText, from: time)
    }
    time = next.sample.time
    next.time = time
    return true
  }

  /// The time of the next sample, microseconds; the largest value if there is none.
  private var sampleTime: Int64 { min(pelvis.next, min(thigh.next, trunk.next)) }

  /// A day ends at each midnight in between, so a jump over centuries must not be processed.
  private func isFar(_ next: Int64) -> Bool {
    time.microseconds > .min && next - time.microseconds > RecordingReader.longestGap
  }

  private mutating func giveInput() throws(TraceError) -> TraceRecord? {
    guard let line = nextInput else { return nil }
    if case .sensorAdded(let placement, _) = line.input.input { try open(placement, line) }
    time = line.input.time
    timeText.removeAll(keepingCapacity: true)
    timeText.append(time: time)
    if line.input.input == .end {
      hasEnded = true
    } else {
      try advanceInputs()
    }
    return TraceRecord(line.input)
  }

  private mutating func open(_ placement: Placement, _ line: InputLine) throws(TraceError) {
    let name = line.file ?? "\(placement.name).evemu"
    guard !name.isEmpty, !name.contains(UInt8(ascii: "/")) else {
      throw JSONFault(key: "file", expected: "a name within the folder").error(
        file: folder.inside("inputs.jsonl"), line: inputs?.line ?? 0)
    }
    // A sensor without recorded frames, or one that is already open.
    let path = Packing.find(folder.inside(name))
    if line.file == nil { guard inputs != nil, Files.exists(path) else { return } }
    var quirks = self.quirks
    if var quirk = line.quirk {
      quirk.match = Quirk.Match()
      quirks = [quirk]
    }
    try set(placement, try EvemuFile(try ByteSource.openFile(path), quirks: quirks))
  }

  private mutating func set(_ placement: Placement, _ file: consuming EvemuFile) throws(TraceError) {
    var stream = Stream()
    stream.file = consume file
    try stream.advance()
    // Those of the file before it.
    collectNotes()
    switch placement {
    case .pelvis: pelvis = stream
    case .thigh: thigh = stream
    case .trunk: trunk = stream
    }
  }

  private mutating func collectNotes() {
    notes += pelvis.takeNotes() + thigh.takeNotes() + trunk.takeNotes()
  }

  /// Notes on the files of the folder, each once.
  public mutating func takeNotes() -> [Text] {
    collectNotes()
    if var source = inputs.take() {
      notes += source.takeNotes()
      inputs = consume source
    }
    defer { notes = [] }
    return notes
  }

  /// Without `inputs.jsonl`, each sensor is added at its first event.
  private mutating func openUnannounced() throws(TraceError) {
    for placement in Placement.allCases {
      let path = Packing.find(folder.inside("\(placement.name).evemu"))
      guard Files.exists(path) else { continue }
      let file = try EvemuFile(try ByteSource.openFile(path), quirks: quirks)
      guard let begin = file.begin else { continue }
      unannounced.append(InputLine(TimedInput(begin, .sensorAdded(placement, file.traits))))
      try set(placement, file)
    }
    unannounced.sort { $0.input.time < $1.input.time }
  }

  private mutating func advanceInputs() throws(TraceError) {
    nextInput = nil
    guard var source = inputs.take() else {
      if !unannounced.isEmpty { nextInput = unannounced.removeFirst() }
      return
    }
    while let line = try source.nextLine() {
      if line.isEmpty { continue }
      let input = try InputLine(line, in: source)
      guard input.input.time >= time else {
        throw source.malformed("time goes backwards, expected inputs in the order of their times")
      }
      nextInput = input
      break
    }
    inputs = consume source
  }
}
