import Foundation
import PsoasCore
import PsoasMonitor
import TestSupport
import Testing

@testable import PsoasTrace

/// Sample files from spreadsheets, statistics programs and data loggers.
@Suite struct SampleCSVFormTests {
  private let head = "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z"
  private let accelerations = [Vector3(0.5, -1.25, 9.5), Vector3(0.75, -1, 9.25)]

  @Test(arguments: [
    ("sep=;\ntime;pelvis_acc_x;pelvis_acc_y;pelvis_acc_z\n0,00;0,5;-1,25;9,5\n0,01;,75;-1;9,25\n", ["0.00", "0.01"]),
    (
      "\u{FEFF}time;pelvis_acc_x;pelvis_acc_y;pelvis_acc_z\r\n0.00;0.5;-1.25;9.5\r\n0.01;0.75;-1;9.25\r\n",
      ["0.00", "0.01"]
    ),
    ("time\tpelvis_acc_x\tpelvis_acc_y\tpelvis_acc_z\n0\t0,5\t-1,25\t9,5\n1e-2\t0,75\t-1\t9,25\n", ["0", "1e-2"]),
    (
      "\"time\",\"pelvis_acc_x\",\"pelvis_acc_y\",\"pelvis_acc_z\"\n\"0.00\",\"0.5\",\"-1.25\",\"9.5\"\n\"0.01\",\"0.75\",\"-1\",\"9.25\"\n",
      ["0.00", "0.01"]
    ),
    (
      "time,label,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n0,\"a \"\"b\"\", c\",\"0,5\",\"-1,25\",\"9,5\"\n1e-2,,\"0,75\",-1,\"9,25\"\n",
      ["0", "1e-2"]
    ),
  ])
  func `cells are read`(text: String, times: [String]) {
    let reading = Reading(of: text)
    #expect(reading.error == nil)
    #expect(reading.samples.map(\.acceleration) == accelerations)
    #expect(reading.samples.map(\.time.microseconds) == [0, 10_000])
    #expect(Array(reading.times.suffix(2)) == [times[1], times[1]])
    #expect(reading.times.first == times[0])
  }

  @Test func `a recognized form is reported`() {
    let reading = Reading(of: "time;pelvis_acc_x;pelvis_acc_y;pelvis_acc_z;tigh_acc_x\n0,00;0,5;-1,25;9,5;\n")
    #expect(
      reading.notes == [
        "1: cells are separated by semicolons", "1: column 'tigh_acc_x' is not read: is 'thigh_acc_x' meant?",
        "2: numbers have decimal commas",
      ])
  }

  @Test(arguments: [
    (
      "time;pelvis_acc_x;pelvis_acc_y;pelvis_acc_z\n0;0,5;1,5;9,5\n1;0.5;1,5;9,5\n",
      "FILE:3: pelvis_acc_x is '0.5', expected a decimal comma as in the cells before it, like -9,81"
    ),
    (
      "time;pelvis_acc_x;pelvis_acc_y;pelvis_acc_z\n0;0.5;1.5;9.5\n1;0,5;1.5;9.5\n",
      "FILE:3: pelvis_acc_x is '0,5', expected a number like 0.5"
    ),
    (
      "time;pelvis_acc_x;pelvis_acc_y;pelvis_acc_z\n0;1.234,5;1,5;9,5\n",
      "FILE:2: pelvis_acc_x is '1.234,5', expected a number like -9.81"
    ),
    (
      "time|pelvis_acc_x|pelvis_acc_y|pelvis_acc_z\n",
      "FILE:1: no column 'time', expected commas between cells, here time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z"
    ),
    (
      "0.00,0.1,0.2,9.8\n0.01,0.1,0.2,9.8\n",
      "FILE:1: no header row, expected one above '0.00,0.1,0.2,9.8' such as time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z"
    ),
    (
      "Time (s),pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n",
      "FILE:1: no column 'time': is 'Time (s)' meant? Expected 'time'"
    ),
    (
      "time,pelvis_acc_x,pelvis_acx_y,pelvis_acc_z\n",
      "FILE:1: column 'pelvis_acc_y' is missing, expected x, y and z: is 'pelvis_acx_y' meant?"
    ),
    (
      "time,ax,ay,az\n",
      "FILE:1: no column of a sensor, expected pelvis_acc_x|y|z, thigh_acc_x|y|z or trunk_acc_x|y|z beside time: is 'ax' 'pelvis_acc_x'?"
    ),
    (
      "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n06/09/2023 08:00:01,0,0,9.8\n",
      "FILE:2: time is '06/09/2023 08:00:01', expected seconds like 12.34, or a date and time like 2023-MM-DDT08:00:01 with month and day in this order"
    ),
    (
      "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n0,\"1,0,9.8\n",
      "FILE:2: 2 cells, expected 4 as in the header; a quotation mark is not closed in this line"
    ),
    (
      "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n0,1,0,9.8\n1,1,0",
      "FILE:3: 3 cells, expected 4 as in the header; the file ends within this line"
    ),
    (
      "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n0,1,0,9.8\n1,1,0,-",
      "FILE:3: the file ends within this line, expected a whole one"
    ),
    (
      "PK\u{3}\u{4}",
      "FILE:1: a zip archive or a spreadsheet, expected CSV, plain, in gzip or in zstd: unpack it, or save it as CSV"
    ),
  ])
  func `a refusal shows the expected form with the file's own line`(text: String, error: String) {
    #expect(Reading(of: text).error == error)
  }

  @Test func `other encodings are named`() {
    #expect(Reading(of: [0xFF, 0xFE, 0x74, 0]).error?.contains("UTF-16") == true)
    let text = (head + "\r0,1,2,3\r").replacingOccurrences(of: "3\r", with: String(repeating: "3\r", count: 50_000))
    #expect(Reading(of: text).error?.contains("CR alone") == true)
  }

  @Test(arguments: ["NA", "NaN", "nan", "n/a", "null", "NULL", "None", "-", "#N/A", "-nan(ind)", "\"NA\"", ""])
  func `a word for nothing is no reading`(word: String) {
    let rows = (0..<10).map { $0 == 5 ? "0.05,\(word),\(word),\(word)" : "0.0\($0),0,0,9.8" }
    let reading = Reading(of: head + "\n" + rows.joined(separator: "\n") + "\n")
    #expect(reading.error == nil)
    #expect(reading.samples.count == 9)
    let plain = word.replacingOccurrences(of: "\"", with: "")
    #expect(reading.notes == (word.isEmpty ? [] : ["7: 3 cells like '\(plain)' are taken as missing"]))
  }

  @Test func `a part of a vector that is missing takes the vector with it`() {
    let reading = Reading(
      of: head + ",pelvis_gyr_x,pelvis_gyr_y,pelvis_gyr_z\n0,1,2,NA,0,0,0\n0.5,1,2,3,NA,0,0\n0.7,1,2,3,0,0,0\n")
    #expect(reading.error == nil)
    #expect(reading.samples.map(\.hasGyroscope) == [false, true])
  }

  @Test(arguments: [
    ("2023-09-06T08:00:00.250-0400", "2023-09-06T08:00:01-0400", 1_694_001_600_250_000),
    ("2023-09-06 12:00:00.25Z", "2023-09-06 12:00:01Z", 1_694_001_600_250_000),
    ("2023-09-06 12:00:00.25", "2023-09-06 12:00:01", 1_694_001_600_250_000),
    ("2023-09-06T14:00:00.25+02:00", "2023-09-06T14:00:01+02", 1_694_001_600_250_000),
    ("2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", 1_709_164_800_000_000),
    ("1969-12-31T23:59:59.5Z", "1970-01-01T00:00Z", -500_000),
    ("1694001600250", "1694001600350", 1_694_001_600_250_000),
    ("1694001600250000", "1694001600350000", 1_694_001_600_250_000),
    ("1694001600250000000", "1694001600350000000", 1_694_001_600_250_000),
    ("1694001600.25", "1694001600.35", 1_694_001_600_250_000),
  ])
  func `a form of time is recognized and reported`(first: String, second: String, microseconds: Int64) {
    let reading = Reading(of: head + "\n\(first),0,0,9.8\n\(second),0,0,9.8\n")
    #expect(reading.error == nil)
    #expect(reading.inputs.first?.time.microseconds == microseconds)
    #expect(reading.times.first == first)
    #expect(reading.notes.first?.hasPrefix("2: time is interpreted as ") == true)
  }

  @Test(arguments: [
    "2023-02-29T00:00:00Z", "2023-09-06T25:00:00Z", "2023-09-06", "08:00:00", "2023-09-06T08:00:00+xx", "NA",
  ])
  func `an invalid time is refused`(cell: String) {
    #expect(Reading(of: head + "\n\(cell),0,0,9.8\n").error?.hasPrefix("FILE:2: time is '\(cell)', expected") == true)
  }

  @Test func `a forward jump of the clock is reported and one back is refused`() {
    let rows = (0..<30).map { "\(Double($0) / 100),0,0,9.8" } + (0..<30).map { "17000000\(10 + $0),0,0,9.8" }
    let reading = Reading(of: head + "\n" + rows.joined(separator: "\n") + "\n")
    #expect(reading.error == nil)
    #expect(reading.notes.first?.hasPrefix("32: time jumps by 1700000009 s to '1700000010'") == true)
    let back = Reading(of: head + "\n" + rows.reversed().joined(separator: "\n") + "\n")
    #expect(back.error?.contains("goes backwards") == true)
  }

  @Test func `bytes after the gzip data are left out`() throws {
    let scratch = try Scratch()
    let text = head + "\n" + (0..<5000).map { "\(Double($0) / 100),0.\($0 * 7919 % 1000),0,9.8\n" }.joined()
    let path = scratch.writeGzip("a.csv.gz", [text])
    let packed = try scratch.readBytes("a.csv.gz")
    try scratch.write("b.csv.gz", packed + Array("garbage".utf8))
    let reading = Reading(scratch.path("b.csv.gz"))
    #expect(reading.error == nil)
    #expect(reading.inputs == Reading(path).inputs)
    #expect(reading.notes.count == 1)
    try scratch.write("c.csv.gz", Array(packed.dropLast(12)))
    let cut = Reading(scratch.path("c.csv.gz"))
    #expect(cut.error?.hasSuffix("the gzip data ends early, expected the rest of the file") == true)
    #expect(cut.samples.count > 4000 && cut.samples.count < 5000)
  }

  @Test func `a file without any reading is refused`() {
    #expect(Reading(of: head + "\n0,NA,NA,NA\n1,,,\n").error?.contains("no row has a reading") == true)
  }
}
