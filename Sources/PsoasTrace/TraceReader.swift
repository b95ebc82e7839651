import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Reads any trace: a recording folder, an evemu file, or sample CSV; the two files plain, in gzip, or from standard
/// input (`-`). The content determines the format, never the name.
public struct TraceReader: ~Copyable {
  private var csv: SampleCSVReader?
  private var evemu: EvemuReader?
  private var recording: RecordingReader?
  /// The manifest of a recording folder; nil for a file.
  public private(set) var manifest: RecordingManifest?

  /// - Parameters:
  ///   - quirks: for evemu files, and for recorded sensors that bring none.
  ///   - units: of a sample CSV.
  /// - Throws: `TraceError` where the trace cannot be opened or its head is not right.
  public init(path: Text, quirks: [Quirk] = [], units: TraceUnits = TraceUnits()) throws(TraceError) {
    if Folder.exists(path) {
      let reader = try RecordingReader.open(path, quirks: quirks)
      manifest = reader.manifest
      recording = consume reader
      return
    }
    var source = try ByteSource.open(path)
    if TraceReader.looksLikeEvemu(try source.opening()) {
      evemu = try EvemuReader(source, placement: .pelvis, quirks: quirks)
    } else {
      csv = try SampleCSVReader(source, units: units)
    }
  }

  /// The next input, in the order of time; nil at the end.
  ///
  /// - Throws: `TraceError` with the line that is not right. What came before it stands.
  public mutating func next() throws(TraceError) -> TraceRecord? {
    if csv != nil { return try csv?.next() }
    if evemu != nil { return try evemu?.next() }
    return try recording?.next()
  }

  /// Appends the time of the record given last exactly as the trace has it.
  public func appendTimeText(to text: inout Text) {
    csv?.appendTimeText(to: &text)
    evemu?.appendTimeText(to: &text)
    recording?.appendTimeText(to: &text)
  }

  /// What was made of the trace that its form does not say, each once, as `FILE:LINE: ...`.
  public mutating func takeNotes() -> [Text] { csv?.takeNotes() ?? evemu?.takeNotes() ?? [] }

  /// How much of the trace has been read, 0 to 1, for showing progress; nil where its length is not known. Costs two
  /// system calls.
  public func fractionRead() -> Double? {
    if let fraction = csv?.fractionRead() { return fraction }
    if let fraction = evemu?.fractionRead() { return fraction }
    return recording?.fractionRead()
  }

  /// The configuration of the session that was recorded; nil where the trace carries none.
  public var configuration: Configuration? { manifest?.configuration }

  /// The exercises of the session that was recorded; nil where the trace carries none.
  public var catalog: ExerciseCatalog? { manifest?.catalog }

  /// The pelvis sensor's calibration, with which the session began; nil where the trace carries none.
  public var calibration: Calibration? { manifest?.calibration }

  /// What the clock on the wall read at time 0; nil where the trace does not say.
  public var start: WallClock? { manifest?.start }

  /// Whether the first line that is no comment is a device's name.
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
