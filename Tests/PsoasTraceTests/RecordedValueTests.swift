import TestSupport
import Testing

@testable import PsoasTrace

/// Recordings are JSON that people and other programs can change: a value that this version does not know, or that is
/// none, is named with its file and line, and is never replaced by a default.
@Suite struct RecordedValueTests {
  private func error(manifest: String = "{\"format\":1}", inputs: String? = nil, thigh: String? = nil) throws -> String?
  {
    let scratch = try Scratch()
    try scratch.write("made.psoas/recording.json", manifest)
    if let inputs { try scratch.write("made.psoas/inputs.jsonl", inputs) }
    if let thigh { try scratch.write("made.psoas/thigh.evemu", thigh) }
    return Reading(scratch.path("made.psoas")).error
  }

  @Test(arguments: [
    (#""working_hours":"Mon-""#, "working_hours", "a value in the syntax of psoas.conf(5)"),
    (#""sitting_exercise":7"#, "sitting_exercise", "a text"),
  ])
  func `a setting in another form is refused`(member: String, key: String, expected: String) throws {
    let found = try error(manifest: "{\"format\":1,\n\"configuration\":\n{\(member)}}")
    #expect(found == "recording.json:3: \"\(key)\" is invalid, expected \(expected)")
  }

  @Test(arguments: [
    (#""avoid":"pregnancy dancing""#, "avoid", "words of a profile that this version knows"),
    (#""muscles":"hip-flexors wings""#, "muscles", "muscle groups that this version knows"),
    (#""kind":"game""#, "kind", "a word that this version knows"),
    (#""frequency":"hourly""#, "frequency", "daily, any or weekly"),
    (#""stages":[{"work":"jump","least":3}]"#, "work", "hold, repetitions, rest or move"),
    (#""stages":[{"work":"hold","least":30,"most":20}]"#, "most", "least or more"),
    (#""stages":[]"#, "stages", "one at least"),
    (#""stages":[7]"#, "stages", "a list of objects"),
  ])
  func `an exercise with an unknown value is refused`(member: String, key: String, expected: String) throws {
    let stage = member.contains("stages") ? "" : #","stages":[{"work":"hold","least":30}]"#
    let found = try error(
      manifest: "{\"format\":1,\n\"exercises\":[\n{\"exercise\":\"x\",\"title\":\"X\",\(member)\(stage)}]}")
    #expect(found == "recording.json:3: \"\(key)\" is invalid, expected \(expected)")
  }

  @Test func `a sensor's file for no part of the body is refused`() throws {
    let found = try error(manifest: "{\"format\":1,\"sensors\":[{\"placement\":\"nose\",\"file\":\"nose.evemu\"}]}")
    #expect(found == "recording.json:1: \"placement\" is invalid, expected pelvis, thigh or trunk")
  }

  @Test(arguments: [
    (#""tilt_standing_s":[1,2]"#, "tilt_standing_s", "three numbers"),
    (#""tilt_walking_s":[1,-2,3]"#, "tilt_walking_s", "three numbers"),
    (#""tilt_standing_histogram":[5,60,6]"#, "tilt_standing_histogram", "pairs of degree and seconds"),
    (#""tilt_sitting_histogram":[1e9,60]"#, "tilt_sitting_histogram", "pairs of degree and seconds"),
  ])
  func `a day's tilt in another form is refused`(member: String, key: String, expected: String) throws {
    let found = try error(
      inputs: "{\"time\":1,\"input\":\"tick\"}\n{\"time\":2,\"input\":\"earlier-tilt\",\"day\":20000,\(member)}")
    #expect(found == "inputs.jsonl:2: \"\(key)\" is invalid, expected \(expected)")
  }

  @Test func `a time beyond three thousand years is refused`() throws {
    let found = try error(inputs: "{\"time\":1e12,\"input\":\"tick\"}")
    #expect(found == "inputs.jsonl:1: \"time\" is invalid, expected seconds within 3000 years")
  }

  @Test func `a sample before the input that adds its sensor is refused`() throws {
    let found = try error(
      inputs: "{\"time\":2,\"input\":\"sensor-added\",\"placement\":\"thigh\",\"file\":\"thigh.evemu\"}",
      thigh: RecordingTests.evemu)
    #expect(found == "thigh.evemu:8: the sample is earlier than the input that adds its sensor")
  }

  @Test func `a description of more than a mebibyte is not read to its end`() throws {
    let lines = String(repeating: "\n" + String(repeating: " ", count: 1023), count: 1100)
    let found = try error(manifest: "{\"format\":1" + lines + "}")
    #expect(found?.hasPrefix("recording.json:102") == true, "\(found ?? "")")
    #expect(found?.contains("the file is longer than 1 MiB, expected ") == true, "\(found ?? "")")
  }
}
