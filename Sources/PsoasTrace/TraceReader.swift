import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Reads any recording: a recording folder, an evemu file, sample CSV, or a run of a motion-BIDS dataset; files may be
/// plain, gzip, zstd, or standard input (`-`). The content determines the format, not the name.
public struct TraceReader: ~Copyable {
  private var csv: SampleCSVReader?
  private var evemu: EvemuReader?
  private var recording: RecordingReader?
  private var motion: MotionReader?
  /// The manifest of a recording folder; nil for a file.
  public private(set) var manifest: RecordingManifest?

  /// - Parameters:
  ///   - quirks: for evemu files, and for recorded sensors without one.
  ///   - units: the units of a sample CSV.
  ///   - label: the name of a sample CSV's column with labels, which has to exist; nil for none.
  /// - Throws: `TraceError` if the recording cannot be opened or its start is invalid.
  public init(
    path: Text, quirks: [Quirk] = [], units: TraceUnits = TraceUnits(), label: Text? = nil
  ) throws(TraceError) {
    if let file = try MotionReader.file(of: path) {
      if label != nil { throw TraceReader.noLabels(path) }
      motion = try MotionReader(file)
      return
    }
    if Folder.exists(path) {
      if label != nil { throw TraceReader.noLabels(path) }
      let reader = try RecordingReader.open(path, quirks: quirks)
      manifest = reader.manifest
      recording = consume reader
      return
    }
    var source = try ByteSource.open(path)
    if TraceReader.looksLikeEvemu(try source.opening()) {
      if label != nil { throw TraceReader.noLabels(path) }
      evemu = try EvemuReader(source, placement: .pelvis, quirks: quirks)
    } else {
      csv = try SampleCSVReader(source, units: units, label: label)
    }
  }

  private static func noLabels(_ path: Text) -> TraceError {
    TraceError(.malformed, file: path, line: 0, problem: "has no columns for labels, expected a sample CSV")
  }

  /// The label of the last record's row; empty without a column for labels. It is `mutating` for the same reason as
  /// `appendTimeText`.
  public var label: Text { mutating get { csv?.label ?? [] } }

  /// The next input, in order of time; nil at the end.
  ///
  /// - Throws: `TraceError` with the invalid line. Earlier inputs stay valid.
  public mutating func next() throws(TraceError) -> TraceRecord? {
    if csv != nil { return try csv?.next() }
    if evemu != nil { return try evemu?.next() }
    if motion != nil { return try motion?.next() }
    return try recording?.next()
  }

  /// Changes `sample` to the next sample, with less work than `next`.
  /// - Returns: false if the next input is none, and always for a motion-BIDS run: then `next` returns it.
  public mutating func nextSample(_ sample: inout TraceSample) throws(TraceError) -> Bool {
    if csv != nil { return try csv?.nextSample(&sample) ?? false }
    if evemu != nil { return try evemu?.nextSample(&sample) ?? false }
    return try recording?.nextSample(&sample) ?? false
  }

  /// Appends the time of the last record verbatim. It changes nothing: it is `mutating` because the compiler would
  /// otherwise copy the reader.
  public mutating func appendTimeText(to text: inout Text) {
    motion?.appendTimeText(to: &text)
    csv?.appendTimeText(to: &text)
    evemu?.appendTimeText(to: &text)
    recording?.appendTimeText(to: &text)
  }

  /// Notes on how the recording was interpreted, each once, as `FILE:LINE: ...`.
  public mutating func takeNotes() -> [Text] {
    if let motion { return motion.takeNotes() }
    return csv?.takeNotes() ?? evemu?.takeNotes() ?? recording?.takeNotes() ?? []
  }

  /// Share of the recording that has been read, 0 to 1, for a progress display; nil if its length is unknown. It costs
  /// two system calls.
  public func fractionRead() -> Double? { motion.map { $0.fractionRead() } ?? fractionOfFile() }

  /// A function of its own: the compiler needs minutes for more than three readers in one.
  private func fractionOfFile() -> Double? {
    if let fraction = csv?.fractionRead() { return fraction }
    if let fraction = evemu?.fractionRead() { return fraction }
    return recording?.fractionRead()
  }

  /// The columns of a sample CSV that are not read.
  public var otherColumns: [Text] { mutating get { csv?.otherColumns ?? [] } }

  /// The recording is a sample CSV or an evemu file, which names all of its sensors before the first sample.
  public var isOneFile: Bool { mutating get { csv != nil || evemu != nil } }

  /// The configuration of the recorded run; nil if the recording has none.
  public var configuration: Configuration? { manifest?.configuration }

  /// The exercise catalog of the recorded run; nil if the recording has none.
  public var catalog: ExerciseCatalog? { manifest?.catalog }

  /// The pelvis sensor's calibration at the start of the run; nil if the recording has none.
  public var calibration: Calibration? { manifest?.calibration }

  /// The wall clock at time 0; nil if unknown.
  public var start: WallClock? { manifest?.start }

  /// Whether the first line that is not a comment is a device's name.
  private static func looksLikeEvemu(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var start = 0
    while start + 1 < text.count {
      if text[start] == UInt8(ascii: "N") || text[start] == UInt8(ascii: "E") || text[start] == UInt8(ascii: "I"),
        text[start + 1] == UInt8(ascii: ":")
      {
        return true
      }
      let isComment = text[start] == UInt8(ascii: "#")
      if isComment, UnsafeBufferPointer(rebasing: text[start...]).starts(with: "# EVEMU".utf8) { return true }
      guard isComment || text[start] == 0x0A || text[start] == 0x0D else { return false }
      while start < text.count, text[start] != 0x0A { start += 1 }
      start += 1
    }
    return false
  }
}
