import CJansson
import CLinux
import PsoasCore
import PsoasMonitor
import PsoasSystem

/// A parsed JSON text (RFC 8259), freed with its owner.
struct JSONDocument: ~Copyable {
  private let node: UnsafeMutablePointer<json_t>

  /// Parses `text`, which must be one object.
  ///
  /// - Parameters:
  ///   - file: the file name in errors.
  ///   - line: the line number of the start of the text, 1 for a whole file.
  init(_ text: UnsafeBufferPointer<UInt8>, file: Text, line: Int) throws(TraceError) {
    var failure = json_error_t()
    let parsed = text.withMemoryRebound(to: CChar.self) {
      // nil has no address; for an empty text jansson reports the error.
      json_loadb($0.baseAddress ?? UnsafePointer(bitPattern: 1), $0.count, Int(JSON_REJECT_DUPLICATES), &failure)
    }
    guard let parsed else {
      throw TraceError(.malformed, file: file, line: line + max(0, Int(failure.line) - 1), problem: reason(&failure))
    }
    guard parsed.pointee.type == JSON_OBJECT else {
      json_decref(parsed)
      throw TraceError(.malformed, file: file, line: line, problem: "not an object, expected {...}")
    }
    node = parsed
  }

  deinit { json_decref(node) }

  /// The outermost object, valid as long as the document.
  var root: JSONObject { JSONObject(node) }
}

private func reason(_ failure: inout json_error_t) -> Text {
  var message: Text = "not JSON: "
  withUnsafePointer(to: &failure.text) { text in
    text.withMemoryRebound(to: CChar.self, capacity: Int(JSON_ERROR_TEXT_LENGTH)) {
      for index in 0..<strnlen($0, Int(JSON_ERROR_TEXT_LENGTH)) {
        let byte = UInt8(bitPattern: $0[index])
        message.append(byte < 0x20 || byte >= 0x7F ? UInt8(ascii: "?") : byte)
      }
    }
  }
  return message
}

/// An invalid member: its name and the expected value.
struct JSONFault: DescribedError {
  let key: StaticString
  let expected: StaticString

  var message: Text { "\"\(key)\" is invalid, expected \(expected)" }

  /// The fault as an error at a line.
  func error(file: Text, line: Int) -> TraceError {
    TraceError(.malformed, file: file, line: line, problem: message)
  }
}

/// An object in a document.
struct JSONObject {
  private let node: UnsafeMutablePointer<json_t>

  fileprivate init(_ node: UnsafeMutablePointer<json_t>) { self.node = node }

  /// The member of that name; nil if it is missing or null.
  private func member(_ key: StaticString) -> UnsafeMutablePointer<json_t>? {
    let found = UnsafeRawPointer(key.utf8Start).withMemoryRebound(to: CChar.self, capacity: key.utf8CodeUnitCount + 1) {
      json_object_get(node, $0)
    }
    guard let found, found.pointee.type != JSON_NULL else { return nil }
    return found
  }

  func has(_ key: StaticString) -> Bool { member(key) != nil }

  func object(_ key: StaticString) throws(JSONFault) -> JSONObject? {
    guard let value = member(key) else { return nil }
    guard value.pointee.type == JSON_OBJECT else { throw JSONFault(key: key, expected: "an object") }
    return JSONObject(value)
  }

  /// The objects of an array; empty if the member is missing.
  func objects(_ key: StaticString) throws(JSONFault) -> [JSONObject] {
    guard let value = member(key) else { return [] }
    guard value.pointee.type == JSON_ARRAY else { throw JSONFault(key: key, expected: "a list of objects") }
    var objects: [JSONObject] = []
    for index in 0..<json_array_size(value) {
      guard let element = json_array_get(value, index), element.pointee.type == JSON_OBJECT else {
        throw JSONFault(key: key, expected: "a list of objects")
      }
      objects.append(JSONObject(element))
    }
    return objects
  }

  func text(_ key: StaticString) throws(JSONFault) -> Text? {
    guard let value = member(key) else { return nil }
    guard value.pointee.type == JSON_STRING, let start = json_string_value(value) else {
      throw JSONFault(key: key, expected: "a text")
    }
    return Text(UnsafeRawBufferPointer(start: start, count: json_string_length(value)))
  }

  func boolean(_ key: StaticString) throws(JSONFault) -> Bool? {
    guard let value = member(key) else { return nil }
    switch value.pointee.type {
    case JSON_TRUE: return true
    case JSON_FALSE: return false
    default: throw JSONFault(key: key, expected: "true or false")
    }
  }

  /// Limit for numbers in a recording, so that their sums and their conversions to integers cannot overflow.
  private static let mostMagnitude = 1e12

  func number(_ key: StaticString) throws(JSONFault) -> Double? {
    guard let value = member(key) else { return nil }
    return try JSONObject.number(value, key)
  }

  /// A number within `range`.
  func number(_ key: StaticString, in range: ClosedRange<Double>) throws(JSONFault) -> Double? {
    guard let value = try number(key) else { return nil }
    guard range.contains(value) else { throw JSONFault(key: key, expected: "a number within its range") }
    return value
  }

  private static func number(_ value: UnsafeMutablePointer<json_t>, _ key: StaticString) throws(JSONFault) -> Double {
    guard value.pointee.type == JSON_REAL || value.pointee.type == JSON_INTEGER else {
      throw JSONFault(key: key, expected: "a number")
    }
    let number = json_number_value(value)
    guard number.magnitude <= mostMagnitude else { throw JSONFault(key: key, expected: "a number within its range") }
    return number
  }

  /// An array of three numbers.
  func vector(_ key: StaticString) throws(JSONFault) -> Vector3? {
    guard let parts = try numbers(key) else { return nil }
    guard parts.count == 3 else { throw JSONFault(key: key, expected: "three numbers") }
    return Vector3(parts[0], parts[1], parts[2])
  }

  /// An array of numbers; nil if the member is missing.
  func numbers(_ key: StaticString) throws(JSONFault) -> [Double]? {
    guard let value = member(key) else { return nil }
    guard value.pointee.type == JSON_ARRAY else { throw JSONFault(key: key, expected: "a list of numbers") }
    var numbers: [Double] = []
    for index in 0..<json_array_size(value) {
      guard let part = json_array_get(value, index) else { throw JSONFault(key: key, expected: "a list of numbers") }
      do throws(JSONFault) { numbers.append(try JSONObject.number(part, key)) } catch {
        throw JSONFault(key: key, expected: "a list of numbers")
      }
    }
    return numbers
  }

  func integer(_ key: StaticString) throws(JSONFault) -> Int64? {
    guard let value = member(key) else { return nil }
    guard value.pointee.type == JSON_INTEGER else { throw JSONFault(key: key, expected: "a whole number") }
    return Int64(json_integer_value(value))
  }

  /// A whole number within `range`.
  func integer<Whole: FixedWidthInteger>(_ key: StaticString, in range: ClosedRange<Whole>) throws(JSONFault) -> Whole?
  {
    guard let value = try integer(key) else { return nil }
    guard let fitting = Whole(exactly: value), range.contains(fitting) else {
      throw JSONFault(key: key, expected: "a whole number within its range")
    }
    return fitting
  }

  /// Throws if a required member is missing.
  func required<Value>(_ value: Value?, _ key: StaticString) throws(JSONFault) -> Value {
    guard let value else { throw JSONFault(key: key, expected: "it to be present") }
    return value
  }
}
