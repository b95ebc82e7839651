import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A calibration as members of a JSON object: the same in recordings and in the files that keep one from session to
/// session.
enum CalibrationRecordText {
  /// The version of the form that is written, and the highest that is read.
  static let form = 1

  /// Appends the members to an object that is already begun with one.
  static func append(_ record: CalibrationRecord, to text: inout Bytes) {
    let calibration = record.calibration
    text.member("form", form)
    text.member("cranial", calibration.cranial)
    text.member("right", calibration.right)
    if let made = record.made { append("made", made, to: &text) }
    if let rezeroed = record.rezeroed { append("rezeroed", rezeroed, to: &text) }
    let quality = calibration.quality
    let figures: [(StaticString, Double?)] = [
      ("seated-neutral", calibration.seatedNeutral), ("habitual-stance", calibration.habitualStance),
      ("habitual-seat", calibration.habitualSeat), ("range-posterior", calibration.activeRange?.posterior),
      ("range-anterior", calibration.activeRange?.anterior), ("sway", quality.sway),
      ("gyroscope-bias", quality.gyroscopeBias), ("depth", quality.depth), ("planarity", quality.planarity),
      ("disagreement", quality.disagreement), ("scatter", quality.scatter),
    ]
    for (name, value) in figures {
      if let value { text.member(name, value) }
    }
    text.member("bends", quality.bends)
    text.member("verified", quality.isVerified)
  }

  private static func append(_ name: StaticString, _ clock: WallClock, to text: inout Bytes) {
    text.append(",\"")
    text.append(name)
    text.append("\":{\"unix-microseconds\":")
    text.append(Int(clock.unixMicroseconds))
    text.member("utc-offset", Int(clock.utcOffset))
    text.append("}")
  }

  /// What is missing, beside the two directions, is not known.
  static func read(_ object: JSONObject) throws(JSONFault) -> CalibrationRecord {
    let version = try object.integer("form") ?? 1
    guard (1...Int64(form)).contains(version) else {
      throw JSONFault(key: "form", expected: "1: a newer psoas may read this calibration")
    }
    let cranial = try object.required(try object.vector("cranial"), "cranial")
    let right = try object.required(try object.vector("right"), "right")
    guard var calibration = Calibration(upright: cranial, mediolateral: right) else {
      throw JSONFault(key: "right", expected: "a direction across cranial, both with a length")
    }
    calibration.seatedNeutral = try degrees(object, "seated-neutral")
    calibration.habitualStance = try degrees(object, "habitual-stance")
    calibration.habitualSeat = try degrees(object, "habitual-seat")
    if let posterior = try degrees(object, "range-posterior"), let anterior = try degrees(object, "range-anterior") {
      calibration.activeRange = Calibration.ActiveRange(posterior: posterior, anterior: anterior)
    }
    calibration.quality.sway = try object.number("sway")
    calibration.quality.gyroscopeBias = try object.number("gyroscope-bias")
    calibration.quality.depth = try object.number("depth")
    calibration.quality.planarity = try object.number("planarity")
    calibration.quality.disagreement = try object.number("disagreement")
    calibration.quality.scatter = try object.number("scatter")
    calibration.quality.bends = try object.integer("bends", in: 0...1000) ?? 0
    calibration.quality.isVerified = try object.boolean("verified") ?? false
    return CalibrationRecord(
      calibration, made: try object.object("made").map { (clock) throws(JSONFault) in try InputLine.wallClock(clock) },
      rezeroed: try object.object("rezeroed").map { (clock) throws(JSONFault) in try InputLine.wallClock(clock) })
  }

  private static func degrees(_ object: JSONObject, _ key: StaticString) throws(JSONFault) -> Double? {
    guard let value = try object.number(key) else { return nil }
    guard value.magnitude <= 180 else { throw JSONFault(key: key, expected: "degrees from -180 to 180") }
    return value
  }
}
