import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasTrace

@Suite struct SampleCSVReaderTests {
  private let head = "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z"

  @Test func `sample CSV gives the sensor, the samples and the end`() {
    let reading = Reading(
      of:
        """
        # psoas-trace: 1
        # source: none
        time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z,pelvis_gyr_x,pelvis_gyr_y,pelvis_gyr_z,label
        0.000,7.2514,-2.4471,6.1283,-0.0121,0.0333,0.0454,sit
        0.0200,7.3025,-2.4102,6.0917,0.0244,-0.0151,0.0272,sit
        """)
    let first = Sample(
      time: Instant(microseconds: 0), interval: 0, acceleration: Vector3(7.2514, -2.4471, 6.1283),
      angularVelocity: Vector3(-0.0121, 0.0333, 0.0454))
    let second = Sample(
      time: Instant(microseconds: 20_000), interval: 0.02, acceleration: Vector3(7.3025, -2.4102, 6.0917),
      angularVelocity: Vector3(0.0244, -0.0151, 0.0272))
    #expect(reading.error == nil)
    #expect(
      reading.inputs == [
        TimedInput(first.time, .sensorAdded(.pelvis, SensorTraits())), TimedInput(first.time, .sample(.pelvis, first)),
        TimedInput(second.time, .sample(.pelvis, second)), TimedInput(second.time, .end),
      ])
    #expect(reading.times == ["0.000", "0.000", "0.0200", "0.0200"])
  }

  @Test func `an empty cell is no reading`() {
    let reading = Reading(
      of:
        """
        time,thigh_acc_x,thigh_acc_y,thigh_acc_z,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z,pelvis_gyr_x,pelvis_gyr_y,pelvis_gyr_z
        1,1,2,3,4,5,6,,,
        1.5,,,,4,5,6,.1,.2,.3
        2.5,1,2,3,,,,.1,.2,.3
        3,,,,,,,,,
        4,,,,4,5,6,.1,.2,.3
        """)
    #expect(reading.error == nil)
    let samples = reading.inputs.compactMap { input -> (Placement, Sample)? in
      if case .sample(let placement, let sample) = input.input { (placement, sample) } else { nil }
    }
    #expect(samples.map(\.0) == [.pelvis, .thigh, .pelvis, .thigh, .pelvis])
    #expect(samples.map(\.1.interval) == [0, 0, 0.5, 1.5, 2.5])
    #expect(samples.map(\.1.hasGyroscope) == [false, false, true, false, true])
    #expect(
      reading.inputs.prefix(2).map(\.input) == [
        .sensorAdded(.pelvis, SensorTraits(hasGyroscope: true)),
        .sensorAdded(.thigh, SensorTraits(hasGyroscope: false)),
      ])
  }

  @Test func `columns in any order give the same samples`() throws {
    var random = SeededGenerator(seed: TestSeed.seed(4))
    let names = ["pelvis", "thigh"].flatMap { place in
      ["acc", "gyr"].flatMap { kind in ["x", "y", "z"].map { "\(place)_\(kind)_\($0)" } }
    }
    let forms = ["1.25", "-0.5", "3", "+2.5", "0.0123456789", "1e-1", " 4.5", "-7.125 ", "9.806650"]
    for _ in 0..<100 {
      let rows = (0..<5).map { _ in names.map { _ in forms.randomElement(using: &random)! } }
      let order = (Array(names.indices) + [-1, -2, -3]).shuffled(using: &random)
      var text = "time," + order.map { $0 < 0 ? "note\(-$0)" : names[$0] }.joined(separator: ",") + "\n"
      for (number, row) in rows.enumerated() {
        text += "\(number).5," + order.map { $0 < 0 ? "text" : row[$0] }.joined(separator: ",") + "\n"
      }
      let reading = Reading(of: text)
      #expect(reading.error == nil)
      let values = reading.samples.flatMap { sample in
        [sample.acceleration, sample.angularVelocity].flatMap { [$0.x, $0.y, $0.z] }
      }
      let expected = rows.flatMap { $0.map { Double($0.filter { $0 != " " })! } }
      #expect(values == expected, "\(text)")
    }
  }

  @Test func `samples that are taken apart are those among all inputs`() throws {
    let scratch = try Scratch()
    let header = "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z,thigh_acc_x,thigh_acc_y,thigh_acc_z\n"
    for first in ["0.5,,,,,,\n", "0.5,1,2,9,,,\n", ""] {
      let path = try scratch.write("trace.csv", Array((header + first + "1.5,1,2,9,3,2,1\n2.5,,,,3,2,1\n").utf8))
      var reader = try TraceReader(path: Text(path.utf8))
      var inputs: [TimedInput] = []
      var next = TraceSample()
      while true {
        if try reader.nextSample(&next) {
          inputs.append(TimedInput(next.time, .sample(next.placement, next.sample)))
        } else {
          guard let record = try reader.next() else { break }
          inputs.append(record.input)
          if case .sample = record.input.input { Issue.record("a sample of a sample CSV is taken apart") }
        }
      }
      #expect(inputs == Reading(path).inputs)
      #expect(inputs.prefix(2).map(\.time) == Array(repeating: inputs[0].time, count: 2))
    }
    withExtendedLifetime(scratch) {}
  }

  @Test func `sample CSV is read as spreadsheets write it`() {
    let reading = Reading(
      of:
        "\u{FEFF}# made elsewhere\r\n\"time\", \"label\",pelvis_acc_x ,pelvis_acc_y,pelvis_acc_z\r\n\r\n"
        + "0,\"sits, at last\",1, 2,3 \r\n 1 ,\"\",1e0\t,+2,3.\r\n")
    #expect(reading.error == nil)
    #expect(reading.samples.map(\.acceleration) == [Vector3(1, 2, 3), Vector3(1, 2, 3)])
    #expect(reading.times == ["0", "0", "1", "1"])
  }

  @Test func `more digits than microseconds are kept in the text`() {
    let reading = Reading(of: head + "\n0.00349650349650,1,2,3\n0.00699300699301,1,2,3\n")
    #expect(reading.samples.map(\.time.microseconds) == [3497, 6993])
    #expect(reading.times.first == "0.00349650349650")
  }

  @Test(arguments: [
    ("", "FILE:1: the file ends before its header row, expected one like time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z"),
    (
      "# only\n",
      "FILE:1: the file ends before its header row, expected one like time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z"
    ),
    (
      "pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n",
      "FILE:1: no column 'time', expected a header row like time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z"
    ),
    (
      "time,label\n",
      "FILE:1: no column of a sensor, expected pelvis_acc_x|y|z, thigh_acc_x|y|z or trunk_acc_x|y|z beside time"
    ),
    ("# a\ntime,pelvis_acc_x,pelvis_acc_z\n", "FILE:2: column 'pelvis_acc_y' is missing, expected x, y and z"),
    ("time,pelvis_gyr_x,pelvis_gyr_y,pelvis_gyr_z\n", "FILE:1: column 'pelvis_acc_x' is missing, expected x, y and z"),
    (
      "time,thigh_acc_x,thigh_acc_y,thigh_acc_z,thigh_gyr_z\n",
      "FILE:1: column 'thigh_gyr_x' is missing, expected x, y and z"
    ),
    ("time,time,pelvis_acc_x\n", "FILE:1: column 'time' appears twice, expected each once"),
    ("\u{0}\u{1}\u{2}\n", "FILE:1: binary data, expected text"),
  ])
  func `a bad header is refused with what was expected`(text: String, error: String) {
    let reading = Reading(of: text)
    #expect(reading.error == error)
    #expect(reading.kind == .malformed)
  }

  @Test(arguments: [
    ("", "FILE:1: no row follows the header, expected samples"),
    ("0,1,2,abc\n", "FILE:2: pelvis_acc_z is 'abc', expected a number like -9.81"),
    ("0,1,inf,3\n", "FILE:2: pelvis_acc_y is 'inf', expected a number like -9.81"),
    ("0,1,0x3,3\n", "FILE:2: pelvis_acc_y is '0x3', expected a number like -9.81"),
    ("0,1, ,3\n", "FILE:2: pelvis_acc_y is empty, expected a number as in the cells beside it"),
    ("0,1,1e999,3\n", "FILE:2: pelvis_acc_y is '1e999', expected a number like -9.81"),
    ("0,1,2.5m,3\n", "FILE:2: pelvis_acc_y is '2.5m', expected a number like -9.81"),
    ("0,1,,3\n", "FILE:2: pelvis_acc_y is empty, expected a number as in the cells beside it"),
    (",1,2,3\n", "FILE:2: time is empty, expected a number"),
    (
      "1e30,1,2,3\n",
      "FILE:2: time is '1e30', expected seconds within 3000 years: if the rows count smaller units, say so with --units time=ms"
    ),
    ("0,1,2\n", "FILE:2: 3 cells, expected 4 as in the header"),
    ("0\n", "FILE:2: 1 cell, expected 4 as in the header"),
    ("0.5,1,2,NA,4\n", "FILE:2: 5 cells, expected 4 as in the header"),
    ("0.5,1,2,\"\",4\n", "FILE:2: 5 cells, expected 4 as in the header"),
    (
      "0,1,2,3,4\n",
      "FILE:2: 5 cells, expected 4 as in the header; decimal commas need semicolons between cells, here 0,1;2,3;..."
    ),
    (
      "0,0,5,1,2,3,4\n",
      "FILE:2: 7 cells, expected 4 as in the header; decimal commas need semicolons between cells, here 0,0;5,1;..."
    ),
    (
      "0,1,2,3\n0.5,1,2,3\n0.25,1,2,3\n",
      "FILE:4: time '0.25' goes backwards by 0.250 s, expected more than '0.5': was the clock set while logging? Split the file here"
    ),
    (
      "0.5,1,2,3\n0.50,1,2,3\n",
      "FILE:3: time '0.50' is repeated, expected more than '0.5': rows need fractions of a second to distinguish them"
    ),
    (
      "0,1,2,1002.5\n",
      "FILE:2: pelvis_acc_z is 1002.500, beyond 1000 m/s2, expected m/s2: is it in mg, or in counts? Say --units acc=mg or acc=COUNTS/g"
    ),
    ("0,1,\u{0},3\n", "FILE:2: binary data, expected text"),
    ("0,1,2,\u{1B}[31m\u{7}é\n", "FILE:2: pelvis_acc_z is '?[31m???', expected a number like -9.81"),
  ])
  func `a bad row is refused with what was expected`(rows: String, error: String) {
    let reading = Reading(of: head + "\n" + rows)
    #expect(reading.error == error)
    #expect(reading.kind == .malformed)
  }

  @Test func `degrees in the gyroscope's columns are noticed`() {
    let reading = Reading(of: head + ",pelvis_gyr_x,pelvis_gyr_y,pelvis_gyr_z\n0,1,2,3,0.1,-181,0\n")
    #expect(
      reading.error
        == """
        FILE:2: pelvis_gyr_y is -181.000, beyond 100 rad/s, expected rad/s: is it in degrees/s, or in counts? Say \
        --units gyr=deg/s or gyr=COUNTS/dps
        """
    )
  }

  @Test func `the samples before the fault are given`() {
    let reading = Reading(of: head + "\n0,1,2,3\n1,1,2,3\n2,1,2,x\n")
    #expect(reading.samples.count == 2)
    #expect(reading.line == 4)
  }

  @Test func `gzip gives the same samples`() throws {
    let scratch = try Scratch()
    let text = head + "\n" + (0..<5000).map { "\(Double($0) / 100),0.\($0),-1,9.81\n" }.joined()
    let plain = Reading(try scratch.write("a.csv", text))
    let packed = Reading(scratch.writeGzip("a.csv.gz", [text]))
    #expect(plain.samples.count == 5000)
    #expect(packed.inputs == plain.inputs)
    #expect(packed.times == plain.times)
  }
}
