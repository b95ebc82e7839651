import PsoasMonitor
import PsoasSettings
import PsoasSystem
import PsoasTrace

/// The recording that is converted, with what was noted about it.
struct ConversionSource: ~Copyable {
  let name: Text
  var reader: TraceReader
  private var progress: ProgressBar
  private(set) var losses = ConversionLosses()

  init(_ path: Text, _ units: TraceUnits) throws(Failure) {
    name = path
    progress = ProgressBar(path, isShown: true)
    let quirks = try DataFiles.load(nil).quirks
    do throws(TraceError) { reader = try TraceReader(path: path, quirks: quirks, units: units) } catch {
      throw Failure(error)
    }
  }

  /// The next input; nil at the end.
  mutating func next() throws(Failure) -> TraceRecord? {
    guard !Interrupt.isDue else {
      progress.finish()
      throw Failure(message: "\(name): interrupted, nothing is written", status: 130)
    }
    do throws(TraceError) {
      guard let record = try reader.next() else {
        progress.finish()
        return nil
      }
      losses.take(record.input.input)
      if progress.isDue { progress.advance(record.time, reader.fractionRead()) }
      return record
    } catch {
      progress.finish()
      tellNotes()
      throw Failure(error)
    }
  }

  /// Prints the notes on the recording, and what the output does not have.
  mutating func tell(_ format: StaticString) {
    tellNotes()
    let columns = reader.otherColumns
    if !columns.isEmpty { losses.add("the columns \(columns, joined: ", ")") }
    if let manifest = reader.manifest { losses.take(manifest) }
    guard !losses.isEmpty else { return }
    StandardError.write("\(name): left out of the \(format): \(losses.list)".line + "\n")
  }

  private mutating func tellNotes() {
    for note in reader.takeNotes() { StandardError.write(note.line + "\n") }
  }
}

/// What a format without inputs other than samples loses, each once.
struct ConversionLosses {
  private var words: [Text] = []

  var isEmpty: Bool { words.isEmpty }
  var list: Text { "\(words, joined: ", ")" }

  mutating func add(_ word: Text) {
    if !words.contains(word) { words.append(word) }
  }

  mutating func take(_ input: Input) {
    switch input {
    case .sample, .tick, .end: break
    case .sensorAdded(_, let traits):
      if traits.isSparse { add("that a silent sensor is still") }
    case .sensorRemoved, .sensorFault: add("disconnections and faults of sensors")
    case .battery: add("the battery")
    case .standingBegan, .standingEnded: add("announced stances")
    case .wallClock: add("changes of the clock")
    case .suspending, .resumed: add("suspends")
    case .locked, .idle, .quiet: add("locked, idle and quiet times")
    case .command: add("commands")
    case .configuration, .catalog: add("changes of the configuration")
    case .calibration, .mounting: add("calibrations")
    case .restore, .hold, .exerciseDone, .earlierTilt, .suggested: add("what was known of the days before")
    }
  }

  mutating func take(_ manifest: RecordingManifest) {
    if manifest.start != nil { add("the time of day") }
    if manifest.calibration != nil { add("the calibration at the start") }
    add("the configuration and the sensors' names")
    add("intervals by a sensor's own timestamps")
  }
}
