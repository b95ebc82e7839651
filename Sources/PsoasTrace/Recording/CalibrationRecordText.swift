import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A calibration as members of a JSON object: the same in recordings and in the stored files.
enum CalibrationRecordText {
  /// The version of the format that is written, and the highest that is read.
  static let form = 1
  private static var clock: Member<WallClock> { .object(.blank) }

  /// Appends the members to an open object, after its first member.
  static func append(_ record: CalibrationRecord, to text: inout Text) {
    let calibration = record.calibration
    text.member("format", form)
    text.member("cranial", calibration.cranial)
    text.member("right", calibration.right)
    if let made = record.made { clock.write("made", made, &text) }
    if let rezeroed = record.rezeroed { clock.write("rezeroed", rezeroed, &text) }
    let quality = calibration.quality
    for (name, value, _) in calibration.figures {
      if let value { text.member(name, value) }
    }
    text.member("bends", quality.bends)
    text.member("verified", quality.isVerified)
  }

  /// A missing value is unknown. The two directions are required.
  static func read(_ object: JSONObject) throws(JSONFault) -> CalibrationRecord {
    let version = try object.integer("format") ?? 1
    guard (1...Int64(form)).contains(version) else {
      throw JSONFault(key: "format", expected: "1: a newer psoas may read this calibration")
    }
    let cranial = try object.required(try object.vector("cranial"), "cranial")
    let right = try object.required(try object.vector("right"), "right")
    guard var calibration = Calibration(upright: cranial, mediolateral: right) else {
      throw JSONFault(key: "right", expected: "a direction across cranial, both with a length")
    }
    calibration.seatedNeutral = try degrees(object, "seated_neutral_deg")
    calibration.habitualStance = try degrees(object, "habitual_stance_deg")
    calibration.habitualSeat = try degrees(object, "habitual_seat_deg")
    if let posterior = try degrees(object, "range_posterior_deg"),
      let anterior = try degrees(object, "range_anterior_deg")
    {
      calibration.activeRange = Calibration.ActiveRange(posterior: posterior, anterior: anterior)
    }
    calibration.quality.sway = try object.number("sway_deg", in: -1e6...1e6)
    calibration.quality.gyroscopeBias = try object.number("gyroscope_bias_deg_per_s", in: -1e6...1e6)
    calibration.quality.depth = try object.number("depth_deg", in: -1e6...1e6)
    calibration.quality.planarity = try object.number("planarity", in: -1e6...1e6)
    calibration.quality.disagreement = try object.number("disagreement_deg", in: -1e6...1e6)
    calibration.quality.scatter = try object.number("scatter_deg", in: -1e6...1e6)
    calibration.quality.bends = try object.integer("bends", in: 0...1000) ?? 0
    calibration.quality.isVerified = try object.boolean("verified") ?? false
    return CalibrationRecord(
      calibration, made: try clock.read("made", object), rezeroed: try clock.read("rezeroed", object))
  }

  private static func degrees(_ object: JSONObject, _ key: StaticString) throws(JSONFault) -> Double? {
    guard let value = try object.number(key) else { return nil }
    guard value.magnitude <= 180 else { throw JSONFault(key: key, expected: "degrees from -180 to 180") }
    return value
  }
}
