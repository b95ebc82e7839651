import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The contents of `recording.json`, which describes the whole recording.
public struct RecordingManifest: Equatable, Sendable {
  /// The version of the folder's format that is written, and the highest that is read.
  public static let format = 1

  /// The properties of a sensor that its evemu file does not contain.
  public struct Sensor: Equatable, Sendable {
    public var placement: Placement
    /// The name of the evemu file in the folder.
    public var file: Text
    public var name: Text
    public var bus: UInt16
    public var vendor: UInt16
    public var product: UInt16
    public var version: UInt16
    /// The serial number or address; empty unless the wearer asked to keep it.
    public var unique: Text
  }

  /// The recording program, with its version.
  public var program: Text
  /// 128 random bits in hexadecimal. They identify the recording, but not the person.
  public var identifier: Text
  /// The wall clock at time 0 of the run; nil if unknown.
  public var start: WallClock?
  public var configuration: Configuration
  /// The pelvis sensor's calibration, if the run began with one.
  public var calibration: Calibration?
  public var sensors: [Sensor] = []
  /// The exercise catalog of the run; nil if the recording has none.
  public var catalog: ExerciseCatalog?

  public init(
    program: Text, identifier: Text = [], start: WallClock? = nil, configuration: Configuration = Configuration(),
    calibration: Calibration? = nil, catalog: ExerciseCatalog? = nil
  ) {
    self.program = program
    self.identifier = identifier
    self.start = start
    self.configuration = configuration
    self.calibration = calibration
    self.catalog = catalog
  }

  /// The text of `recording.json`.
  var text: Text {
    var text: Text = "{\n\"format\":\(RecordingManifest.format)\n"
    text.member("program", program)
    text.append("\n")
    text.member("identifier", identifier)
    if let start {
      text.append("\n,\"start\":{\"clock\":\"CLOCK_REALTIME\"")
      text.member("unix_us", Int(start.unixMicroseconds))
      text.member("utc_offset_s", Int(start.utcOffset))
      text.append("}")
    }
    if let calibration {
      text.append("\n,\"calibration\":{\"placement\":\"pelvis\"")
      CalibrationRecordText.append(CalibrationRecord(calibration), to: &text)
      text.append("}")
    }
    text.append("\n,\"sensors\":[")
    for index in sensors.indices {
      text.append(index == 0 ? "\n" : "\n,")
      sensors[index].append(to: &text)
    }
    text.append("]\n,\"configuration\":{\"version\":1")
    ConfigurationText.append(configuration, to: &text)
    text.append("}\n")
    if let catalog {
      ExerciseText.append(catalog, to: &text, separator: "\n")
      text.append("\n")
    }
    text.append("}\n")
    return text
  }

  /// Parses `recording.json`; unknown members are ignored.
  init(_ text: UnsafeBufferPointer<UInt8>, file: Text) throws(TraceError) {
    let document = try JSONDocument(text, file: file, line: 1)
    do throws(JSONFault) {
      self = try RecordingManifest(document.root)
    } catch {
      throw error.error(file: file, line: RecordingManifest.line(of: error.key, in: text))
    }
  }

  private init(_ object: JSONObject) throws(JSONFault) {
    let format = try object.required(try object.integer("format"), "format")
    guard format == RecordingManifest.format else {
      throw JSONFault(key: "format", expected: "1: a newer psoas may read this recording")
    }
    program = try object.text("program") ?? []
    identifier = try object.text("identifier") ?? []
    configuration = try object.object("configuration").map(ConfigurationText.read) ?? Configuration()
    start = try Member.object(WallClock.blank).read("start", object)
    if let fields = try object.object("calibration") {
      calibration = try CalibrationRecordText.read(fields).calibration
    }
    for sensor in try object.objects("sensors") { sensors.append(try Sensor(sensor)) }
    if object.has("exercises") { catalog = try ExerciseText.catalog(object) }
  }

  /// The first line that names the member: jansson does not report the position of a value.
  private static func line(of key: StaticString, in text: UnsafeBufferPointer<UInt8>) -> Int {
    let length = key.utf8CodeUnitCount
    var line = 1
    for index in text.indices {
      if text[index] == 0x0A { line += 1 }
      guard text[index] == UInt8(ascii: "\""), index + length + 1 < text.count else { continue }
      let word = UnsafeBufferPointer(rebasing: text[index + 1..<index + 1 + length])
      if text[index + length + 1] == UInt8(ascii: "\""), key.equals(word) { return line }
    }
    return 1
  }
}

extension RecordingManifest.Sensor {
  fileprivate func append(to text: inout Text) {
    text.append("{\"kind\":\"evemu\"")
    text.member("placement", placement.name)
    text.member("file", file)
    text.member("name", name)
    text.member("bus", Int(bus))
    text.member("vendor", Int(vendor))
    text.member("product", Int(product))
    text.member("version", Int(version))
    if !unique.isEmpty { text.member("unique", unique) }
    text.append("}")
  }

  fileprivate init(_ object: JSONObject) throws(JSONFault) {
    guard let placement = Placement(name: try object.text("placement") ?? []) else {
      throw JSONFault(key: "placement", expected: "pelvis, thigh or trunk")
    }
    self.placement = placement
    file = try object.text("file") ?? []
    name = try object.text("name") ?? []
    let numbers: ClosedRange<UInt16> = 0...UInt16.max
    bus = try object.integer("bus", in: numbers) ?? 0
    vendor = try object.integer("vendor", in: numbers) ?? 0
    product = try object.integer("product", in: numbers) ?? 0
    version = try object.integer("version", in: numbers) ?? 0
    unique = try object.text("unique") ?? []
  }
}
