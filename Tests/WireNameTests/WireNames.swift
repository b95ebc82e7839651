import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import Testing

/// The rules for names in interfaces: enumeration values are in kebab-case; JSON keys, D-Bus arguments and columns in
/// snake_case with the unit as suffix; D-Bus members and settings in CamelCase.
enum WireName {
  static func isKebabCase(_ name: String) -> Bool { name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil }
  static func isSnakeCase(_ name: String) -> Bool { name.wholeMatch(of: /[a-z0-9]+(_[a-z0-9]+)*/) != nil }
  static func isCamelCase(_ name: String) -> Bool { name.wholeMatch(of: /([A-Z][a-z0-9]*)+/) != nil }

  /// Quantities without a unit: shares, probabilities, counts of doses, ratios and components of directions.
  private static let dimensionless: Set = [
    "confidence", "share", "credit", "checked", "done", "planarity", "units_per_g", "units_per_degree_per_second",
    "back_off_factor", "median", "min", "max", "cranial", "right", "forward_ratios", "return_ratios", "forward_thirds",
    "return_thirds", "tilt_standing_histogram", "tilt_sitting_histogram", "upright",
    // Seconds, by the format of events and recordings.
    "time",
  ]

  static func hasUnit(_ key: String) -> Bool {
    dimensionless.contains(key) || key.contains(/_(s|us|deg|deg_per_s|percent|hz|m_per_s2|rad_per_s)$/)
  }

  /// Checks every key in a line of JSON, including nested objects.
  static func check(json line: String) throws {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    for key in keys(of: object) { #expect(isSnakeCase(key), "the key \(key) in \(line)") }
    for match in line.matches(of: /"([^"\\]+)":\[?-?[0-9]+\.[0-9]/) {
      #expect(hasUnit(String(match.1)), "the key \(match.1) has no unit in \(line)")
    }
    for (key, value) in words(of: object) { #expect(isKebabCase(value), "\(key): \(value)") }
  }

  private static func keys(of value: Any) -> [String] {
    if let object = value as? [String: Any] { return object.keys + object.values.flatMap(keys) }
    return (value as? [Any])?.flatMap(keys) ?? []
  }

  /// Keys whose values are enumeration values.
  private static let enumerations: Set = [
    "event", "input", "command", "session", "posture", "placement", "level", "outcome", "kind", "phase", "step",
    "stage",
    "source", "trust", "work", "side", "basis", "ending", "feedback", "check", "frequency", "response", "rule",
  ]

  private static func words(of value: Any) -> [(String, String)] {
    guard let object = value as? [String: Any] else { return (value as? [Any])?.flatMap(words) ?? [] }
    let own = object.compactMap { key, value in
      enumerations.contains(key) ? (value as? String).map { (key, $0) } : nil
    }
    return own + object.values.flatMap(words)
  }
}

extension StaticString {
  var string: String { description }
}

func bytes(_ text: String) -> Text { Text(text.utf8) }
