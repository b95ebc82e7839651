import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasTrace

@Suite("Rows of inputs and commands") struct InputRowTests {
  /// One of each input and command, and some whose optional members are not the defaults.
  private static var inputs: [Input] {
    let calibration = Calibration(upright: Vector3(0, 1, 0), mediolateral: Vector3(0, 0, 1), seatedNeutral: -9.75)!
    let clock = WallClock(unixMicroseconds: 1_700_000_000_000_001, utcOffset: -3600)
    var tilt = TiltDay()
    tilt.add(12.25, .standing, tilt: 7.5, deadBand: 5)
    return Input.blanks.map(\.value) + Command.blanks.map { .command($0.value) } + [
      // Refused, but recorded.
      .command(.snooze(minutes: Int(UInt64.max / 60_000_000))), .command(.snoozeUntil(minute: 1440)),
      .command(.startRhythm(bends: Int(UInt32.max))),
      .command(.calibrate(CalibrationPlan(steps: 5, isQuick: true))), .command(.forget(before: -3)),
      .command(.startSession(ExerciseSessionRequest(bytes("plank"), side: .right, isLong: true, usesSensor: false))),
      .sensorAdded(.thigh, SensorTraits(name: bytes("a \"b\""), hasGyroscope: false, isSparse: true)),
      .calibration(.trunk, CalibrationRecord(calibration, made: clock, rezeroed: clock)),
      .exerciseDone(ExerciseCompletion(bytes("plank"), at: clock, share: 0.1, isChecked: true)),
      .earlierTilt(day: 20_000, tilt), .suggested([.glutes, .hipFlexors]), .wallClock(clock),
    ]
  }

  @Test func `each is read as it was written`() throws {
    for input in Self.inputs {
      let text: Text = "{\(Text(input.members.dropFirst()))}"
      let read = try Array(text).withUnsafeBufferPointer { (bytes) throws in
        let document = try JSONDocument(bytes, file: "inputs.jsonl", line: 1)
        return try Input.read("input", of: document.root)
      }
      #expect(read == input, "\(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test func `the words are unique, and those of the schema`() throws {
    let schema = try JSONValue(parsing: try Repository.read("docs/schemas/inputs.schema.json"))
    #expect(Set(Input.blanks.map(\.word.text)) == Self.words(of: "input", in: schema))
    #expect(Set(Command.blanks.map(\.word.text)) == Self.words(of: "command", in: schema))
    #expect(Set(Input.blanks.map(\.word.text)).count == Input.blanks.count)
    #expect(Set(Command.blanks.map(\.word.text)).count == Command.blanks.count)
  }

  /// The enumerated values of `key`, anywhere in the schema.
  private static func words(of key: String, in schema: JSONValue) -> Set<String> {
    switch schema {
    case .array(let values): return values.reduce(into: []) { $0.formUnion(words(of: key, in: $1)) }
    case .object(let members):
      var found: Set<String> = []
      if case .object(let properties)? = members["properties"], case .object(let member)? = properties[key],
        case .array(let values)? = member["enum"]
      {
        for case .text(let word) in values { found.insert(word) }
      }
      return members.values.reduce(into: found) { $0.formUnion(words(of: key, in: $1)) }
    default: return []
    }
  }
}

extension StaticString {
  fileprivate var text: String { withUTF8Buffer { String(decoding: $0, as: UTF8.self) } }
}
