import PsoasCore
import PsoasMonitor
import PsoasSystem
import PsoasTrace

/// Writes the samples of a file as a recording folder: the replay of it gives the same estimates.
struct RecordingConversion: ~Copyable {
  private var source: ConversionSource
  private var devices = PerPlacement<SampleDevice?>(repeating: nil)

  init(_ path: Text, _ units: TraceUnits) throws(Failure) {
    let source = try ConversionSource(path, units)
    guard source.reader.manifest == nil else {
      throw .data(
        "\(path): a recording folder already, expected samples to convert: to compress it, run zstd --rm on its .evemu files"
      )
    }
    self.source = source
  }

  mutating func write(to target: Text, _ packing: Packing) throws(Failure) {
    let draft = try Draft(target)
    do throws(Failure) {
      try write(folder: draft.path, packing)
      try draft.finish()
    } catch {
      draft.remove()
      throw error
    }
    source.tell("recording")
    tellRounding()
  }

  private mutating func write(folder: Text, _ packing: Packing) throws(Failure) {
    var writer: RecordingWriter
    do throws(TraceError) {
      writer = try RecordingWriter.create(folder, RecordingManifest(program: Version.program), packing)
    } catch {
      throw Failure(error)
    }
    while let record = try source.next() {
      guard record.time.microseconds >= 0 else {
        throw .data(
          "\(source.name): the time \(record.time.seconds, places: 6) is below 0, expected times from 0 on: add a number to all"
        )
      }
      do throws(TraceError) { try take(record, &writer) } catch { throw Failure(error) }
    }
    do throws(TraceError) { try writer.finish() } catch { throw Failure(error) }
  }

  private mutating func take(_ record: TraceRecord, _ writer: inout RecordingWriter) throws(TraceError) {
    switch record.input.input {
    case .sample(let placement, let sample):
      guard let frame = devices[placement]?.frame(of: sample) else { return }
      try writer.frame(placement, frame, at: record.time)
    case .sensorAdded(let placement, let traits):
      let device = SampleDevice(placement, name: traits.name, hasGyroscope: traits.hasGyroscope)
      devices[placement] = device
      try writer.sensor(placement, device.description, quirk: device.quirk)
      try writer.input(record.input)
    default: try writer.input(record.input)
    }
  }

  private mutating func tellRounding() {
    var (force, turn, unturned) = (0.0, 0.0, 0)
    for placement in Placement.allCases {
      guard let device = devices[placement] else { continue }
      force = max(force, device.accelerationError)
      turn = max(turn, device.angularVelocityError)
      unturned += device.unturned
    }
    // Below these it is the last bit of a Double.
    if force > 1e-9 || turn > 1e-10 {
      StandardError.write(
        "\(source.name.line): samples are rounded to 0.000001 m/s2 and 0.0000001 rad/s\n")
    }
    if unturned > 0 {
      StandardError.write(
        "\(source.name.line): \(unturned) samples without angular velocity have that of the sample before them\n")
    }
  }
}
