import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A day's tilt as members of an open object: bands as three numbers (posterior, neutral, anterior), histograms as a
/// list of alternating degrees and seconds.
enum TiltText {
  static func append(_ tilt: TiltDay, to text: inout Text) {
    guard !tilt.isEmpty else { return }
    append("tilt_standing_s", tilt.bands[.standing], to: &text)
    append("tilt_walking_s", tilt.bands[.walking], to: &text)
    append("tilt_sitting_s", tilt.bands[.sitting], to: &text)
    append("tilt_standing_histogram", tilt.standingDegrees, to: &text)
    append("tilt_sitting_histogram", tilt.sittingDegrees, to: &text)
  }

  static func read(_ object: JSONObject) throws(JSONFault) -> TiltDay {
    var tilt = TiltDay()
    tilt.bands[.standing] = try bands(object, "tilt_standing_s")
    tilt.bands[.walking] = try bands(object, "tilt_walking_s")
    tilt.bands[.sitting] = try bands(object, "tilt_sitting_s")
    tilt.standingDegrees = try histogram(object, "tilt_standing_histogram")
    tilt.sittingDegrees = try histogram(object, "tilt_sitting_histogram")
    return tilt
  }

  private static func append(_ name: StaticString, _ bands: TiltBands, to text: inout Text) {
    text.member(name, [bands.posterior, bands.neutral, bands.anterior])
  }

  private static func append(_ name: StaticString, _ histogram: TiltHistogram, to text: inout Text) {
    guard !histogram.isEmpty else { return }
    var pairs: [Double] = []
    for degree in TiltHistogram.range where histogram[degree] > 0 { pairs += [Double(degree), histogram[degree]] }
    text.member(name, pairs)
  }

  private static func bands(_ object: JSONObject, _ name: StaticString) throws(JSONFault) -> TiltBands {
    guard let values = try object.numbers(name) else { return TiltBands() }
    guard values.count == 3, values.allSatisfy({ (0...1e7).contains($0) }) else {
      throw JSONFault(key: name, expected: "three numbers")
    }
    return TiltBands(posterior: values[0], neutral: values[1], anterior: values[2])
  }

  private static func histogram(_ object: JSONObject, _ name: StaticString) throws(JSONFault) -> TiltHistogram {
    var histogram = TiltHistogram()
    let values = try object.numbers(name) ?? []
    guard values.count % 2 == 0 else { throw JSONFault(key: name, expected: "pairs of degree and seconds") }
    for index in stride(from: 0, to: values.count, by: 2) {
      guard values[index].magnitude < 1000, (0...1e7).contains(values[index + 1]) else {
        throw JSONFault(key: name, expected: "pairs of degree and seconds")
      }
      histogram.add(values[index + 1], degree: Int(values[index]))
    }
    return histogram
  }
}
