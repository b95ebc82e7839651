import Foundation
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasTrace

@Suite struct ByteSourceTests {
  private func lines(_ path: String) throws(TraceError) -> [String] {
    var source = try ByteSource.open(Text(path.utf8))
    var lines: [String] = []
    while let line = try source.nextLine() { lines.append(String(decoding: line, as: UTF8.self)) }
    return lines
  }

  @Test func `lines end with LF or CRLF or the file`() throws {
    let scratch = try Scratch()
    #expect(try lines(try scratch.write("a", "one\ntwo\r\n\nlast")) == ["one", "two", "", "last"])
    #expect(try lines(try scratch.write("b", "last\r")) == ["last"])
    #expect(try lines(try scratch.write("c", "")) == [])
  }

  @Test func `a byte order mark is passed over`() throws {
    let scratch = try Scratch()
    #expect(try lines(try scratch.write("a", [0xEF, 0xBB, 0xBF, 0x78, 0x0A])) == ["x"])
  }

  @Test func `gzip is read whatever the name`() throws {
    let scratch = try Scratch()
    #expect(try lines(scratch.writeGzip("plain.csv", ["one\ntw", "o\n"])) == ["one", "two"])
  }

  @Test func `zeros behind gzip are padding`() throws {
    let scratch = try Scratch()
    scratch.writeGzip("a", ["one\n"])
    #expect(try lines(try scratch.write("b", try scratch.readBytes("a") + [0, 0, 0])) == ["one"])
  }

  @Test func `gzip that ends early is an error in the line it broke`() throws {
    let scratch = try Scratch()
    let long = (0..<20_000).map { "\($0 &* 7919 % 10_007)\n" }.joined()
    scratch.writeGzip("a", [long])
    let cut = try scratch.write("b", try scratch.readBytes("a").dropLast(2000).map { $0 })
    var source = try ByteSource.open(Text(cut.utf8))
    var count = 0
    var failure: TraceError?
    do throws(TraceError) {
      while try source.nextLine() != nil { count += 1 }
    } catch { failure = error }
    #expect(count > 100)
    #expect(failure?.line == count + 1)
    #expect(
      failure.map { String(decoding: $0.problem, as: UTF8.self) }
        == "the gzip data ends early, expected the rest of the file")
  }

  @Test func `damaged gzip is an error`() throws {
    let scratch = try Scratch()
    scratch.writeGzip("a", [String(repeating: "time,pelvis_acc_x\n", count: 500)])
    var bytes = try scratch.readBytes("a")
    for index in 20..<min(60, bytes.count) { bytes[index] ^= 0xA5 }
    #expect(
      Reading(try scratch.write("b", bytes)).error?.hasSuffix("the gzip data is damaged, expected an intact file")
        == true)
  }

  @Test func `lines across the chunks of a read are whole`() throws {
    let scratch = try Scratch()
    let expected = (0..<30_000).map { "line number \($0) of many" }
    #expect(try lines(try scratch.write("a", expected.joined(separator: "\n"))) == expected)
  }

  @Test func `a line of 64 KiB is read and a longer one is not`() throws {
    let scratch = try Scratch()
    let whole = String(repeating: "x", count: 65_536)
    #expect(try lines(try scratch.write("a", whole + "\nnext")) == [whole, "next"])
    #expect(
      Reading(try scratch.write("b", "# first\n" + whole + "y\n")).error
        == "FILE:2: the line is longer than 64 KiB, expected a line of text")
  }

  /// Resident memory from /proc (proc(5)).
  private func residentKiB() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let fields = text.split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4 : 0
  }

  /// Far less than the line, and far more than what parallel tests allocate.
  private static let muchKiB = 100 * 1024

  @Test func `an endless line takes no memory`() throws {
    let scratch = try Scratch()
    let path = try scratch.write("endless", "time,pelvis_acc_x\n")
    // Two billion bytes without a line feed, as a sparse file.
    truncate(path, 2_000_000_000)
    let before = residentKiB()
    let reading = Reading(path)
    #expect(reading.error?.hasPrefix("FILE:") == true)
    #expect(residentKiB() - before < Self.muchKiB)
  }

  @Test func `an endless line from a pipe takes no memory`() throws {
    let scratch = try Scratch()
    let path = scratch.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let writer = try Child(
      "/bin/sh",
      [
        "-c",
        "{ printf 'time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\\n'; tr '\\0' '7' </dev/zero | head -c 200000000; } >\"$0\"",
        path,
      ])
    let before = residentKiB()
    let reading = Reading(path)
    #expect(reading.error == "FILE:2: the line is longer than 64 KiB, expected a line of text")
    #expect(residentKiB() - before < Self.muchKiB)
    _ = writer.stop()
  }

  @Test func `a file that cannot be read says why`() throws {
    let scratch = try Scratch()
    let missing = Reading(scratch.path("none.csv"))
    #expect(missing.error == "FILE: cannot open: No such file or directory, check the name")
    #expect(missing.kind == .unreadable)
  }
}
