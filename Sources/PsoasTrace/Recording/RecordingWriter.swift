import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Writes a recording folder during a run.
///
/// Every input of a run has its own microsecond, strictly later than the previous input's, whichever sensor or program
/// it came from: this defines the order across the folder's files. Lines are buffered in memory; the caller's
/// `flushDue()`, once per second, limits the loss at a sudden end to the last second, or to the last ten of compressed
/// samples.
///
/// After the first error nothing more is written and no further error is thrown: the written part stays readable.
public struct RecordingWriter: ~Copyable {
  public let folder: Text
  private var manifest: RecordingManifest
  private let keepsIdentity: Bool
  private let packing: Packing
  private var inputs: OutputFile
  private var pelvis: SensorFile?
  private var thigh: SensorFile?
  private var trunk: SensorFile?
  private var hasFailed = false
  /// Calls of `flushDue()`.
  private var seconds = 0

  /// Seconds between two flushes of compressed samples: a flush each second makes the file 4 % larger.
  private static let flushSpacing = 10
  /// Seconds after which a frame of zstd is completed. At its start nothing is known that could be matched: with a frame a
  /// minute an hour is 0.6 % larger.
  private static let frameLength = 600.0

  private struct SensorFile: ~Copyable {
    var output: OutputFile
    let name: Text
    let quirk: Quirk?
    /// The first sample of the frame of zstd.
    var frameBegan: Instant?

    mutating func append(_ events: [InputEvent], at time: Instant) throws(TraceError) {
      // One width for all values, -2147483648 too: zstd then finds the same distances in all lines. A blank more than
      // needed saves 1 %.
      let width = output.isPacked ? 12 : 0
      for event in events { EvemuText.append(event, at: time, width: width, to: &output.text) }
      if events.last != .report { EvemuText.append(.report, at: time, width: width, to: &output.text) }
      let began = frameBegan ?? time
      frameBegan = began
      if time.seconds(since: began) >= RecordingWriter.frameLength {
        try output.complete()
        frameBegan = nil
      } else {
        try output.flushIfFull()
      }
    }
  }

  /// Creates the folder, which must not exist, for its owner only, with `recording.json` in it.
  ///
  /// - Parameters:
  ///   - folder: the path; by convention it ends in `.psoas`.
  ///   - manifest: an empty `identifier` is replaced by a random one.
  ///   - packing: of the sensors' files.
  ///   - keepsIdentity: keep the sensors' serial numbers and addresses, and the ones assigned in the configuration.
  public static func create(
    _ folder: Text, _ manifest: RecordingManifest, _ packing: Packing = .plain, keepsIdentity: Bool = false
  ) throws(TraceError) -> RecordingWriter {
    // Fails here without its library, before anything is created.
    _ = try Packer.of(packing, .small, file: folder)
    try TraceError.system(.unwritable, file: folder, cannot: "create the folder") { () throws(Errno) in
      try Folder.makeNew(folder)
    }
    var manifest = manifest
    if manifest.identifier.isEmpty { manifest.identifier = try randomIdentifier() }
    if !keepsIdentity { manifest.configuration.sensors = PerPlacement(repeating: []) }
    try RecordingWriter.write(manifest, in: folder)
    return RecordingWriter(
      folder: folder, manifest: manifest, keepsIdentity: keepsIdentity, packing: packing,
      inputs: try OutputFile.create(folder.inside("inputs.jsonl")))
  }

  private init(
    folder: Text, manifest: RecordingManifest, keepsIdentity: Bool, packing: Packing, inputs: consuming OutputFile
  ) {
    self.folder = folder
    self.packing = packing
    self.manifest = manifest
    self.keepsIdentity = keepsIdentity
    self.inputs = inputs
  }

  /// Opens a sensor's file. Call this before `.sensorAdded`, each time the sensor is connected.
  ///
  /// - Parameters:
  ///   - device: with the current axis values.
  ///   - quirk: the quirk of the sensor's decoder.
  public mutating func sensor(
    _ placement: Placement, _ device: SensorDescription, quirk: Quirk? = nil
  ) throws(TraceError) {
    guard !hasFailed else { return }
    do throws(TraceError) {
      try finishSensor(placement)
      var file = Text(placement.name)
      let earlier = manifest.sensors.count { $0.placement == placement }
      if earlier > 0 { file += "-\(earlier + 1)" }
      file += ".evemu\(packing.suffix)"
      var output = try OutputFile.create(folder.inside(file), packing, .small)
      EvemuText.append(device, to: &output.text)
      set(placement, SensorFile(output: output, name: file, quirk: quirk))
      manifest.sensors.append(
        RecordingManifest.Sensor(
          placement: placement, file: file, name: device.name, bus: device.bus, vendor: device.vendor,
          product: device.product, version: device.version, unique: keepsIdentity ? device.unique : []))
      try flushSensor(placement)
      try RecordingWriter.write(manifest, in: folder)
    } catch { throw fail(error) }
  }

  /// Writes one frame of a sensor whose file is open.
  ///
  /// - Parameters:
  ///   - events: the events of the frame up to its SYN_REPORT, which is added if missing.
  ///   - time: time of its SYN_REPORT, which is the time of the sample.
  public mutating func frame(_ placement: Placement, _ events: [InputEvent], at time: Instant) throws(TraceError) {
    guard !hasFailed else { return }
    do throws(TraceError) {
      switch placement {
      case .pelvis: try pelvis?.append(events, at: time)
      case .thigh: try thigh?.append(events, at: time)
      case .trunk: try trunk?.append(events, at: time)
      }
    } catch { throw fail(error) }
  }

  /// Writes an input that is not a sample; samples come from the frames.
  public mutating func input(_ input: TimedInput) throws(TraceError) {
    guard !hasFailed else { return }
    switch input.input {
    case .sample: return
    case .sensorAdded(let placement, _):
      switch placement {
      case .pelvis: InputLine(input, file: pelvis?.name, quirk: pelvis?.quirk).append(to: &inputs.text)
      case .thigh: InputLine(input, file: thigh?.name, quirk: thigh?.quirk).append(to: &inputs.text)
      case .trunk: InputLine(input, file: trunk?.name, quirk: trunk?.quirk).append(to: &inputs.text)
      }
    case .sensorRemoved(let placement, _):
      InputLine(input).append(to: &inputs.text)
      do throws(TraceError) { try finishSensor(placement) } catch { throw fail(error) }
      // Reconnecting the sensor opens a new file.
      set(placement, nil)
    default: InputLine(input).append(to: &inputs.text)
    }
    do throws(TraceError) { try inputs.flushIfFull() } catch { throw fail(error) }
  }

  /// Writes the buffered text that should be readable by now. Call this once per second.
  public mutating func flushDue() throws(TraceError) {
    guard !hasFailed else { return }
    seconds += 1
    if packing == .plain || seconds % RecordingWriter.flushSpacing == 0 { return try flush() }
    do throws(TraceError) { try inputs.flush() } catch { throw fail(error) }
  }

  /// Ends the recording.
  public mutating func finish() throws(TraceError) {
    guard !hasFailed else { return }
    do throws(TraceError) {
      for placement in Placement.allCases { try finishSensor(placement) }
      try inputs.flush()
    } catch { throw fail(error) }
  }

  /// Writes the buffered text, so that all of it can be read.
  public mutating func flush() throws(TraceError) {
    guard !hasFailed else { return }
    do throws(TraceError) {
      for placement in Placement.allCases { try flushSensor(placement) }
      // Last, so that a sensor named in these lines already has its file.
      try inputs.flush()
    } catch { throw fail(error) }
  }

  private mutating func fail(_ error: TraceError) -> TraceError {
    hasFailed = true
    return error
  }

  private mutating func flushSensor(_ placement: Placement) throws(TraceError) {
    switch placement {
    case .pelvis: try pelvis?.output.flush()
    case .thigh: try thigh?.output.flush()
    case .trunk: try trunk?.output.flush()
    }
  }

  private mutating func finishSensor(_ placement: Placement) throws(TraceError) {
    switch placement {
    case .pelvis: try pelvis?.output.complete()
    case .thigh: try thigh?.output.complete()
    case .trunk: try trunk?.output.complete()
    }
  }

  private mutating func set(_ placement: Placement, _ file: consuming SensorFile?) {
    switch placement {
    case .pelvis: pelvis = file
    case .thigh: thigh = file
    case .trunk: trunk = file
    }
  }

  /// Replaces `recording.json` atomically: a reader sees the old one or the new one.
  private static func write(_ manifest: RecordingManifest, in folder: Text) throws(TraceError) {
    let path = folder.inside("recording.json")
    try TraceError.system(.unwritable, file: path, cannot: "write") { () throws(Errno) in
      try AtomicFile.replace(path, with: manifest.text)
    }
  }

  /// 128 random bits from the kernel, in hexadecimal.
  private static func randomIdentifier() throws(TraceError) -> Text {
    var bits: (UInt64, UInt64) = (0, 0)
    guard getentropy(&bits, 16) == 0 else {
      let file = Text("recording.json")
      throw TraceError.system(.unwritable, file: file, cannot: "draw an identifier", .last("getentropy"))
    }
    return "\(hexadecimal: bits.0, digits: 16)\(hexadecimal: bits.1, digits: 16)"
  }
}
