import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasSimulator
@testable import PsoasTrace

@Suite struct ZstdTests {
  private static let device = SensorDescription(
    name: bytes("Joy-Con"), bus: 5, vendor: 0x057e, product: 0x2007, properties: 1 << 6,
    axes: (0..<6).map { AbsoluteAxis(code: $0, minimum: -32_767, maximum: 32_767, resolution: 4096) }, isStamped: true)

  /// A recording of so many samples, `spacing` microseconds apart. A second ends after each `flushEvery`.
  private func record(
    _ folder: String, samples: Int, spacing: Int = 10_000, flushEvery: Int = 100, ends: Bool = true
  ) throws {
    var random = Random(seed: 5)
    var writer = try RecordingWriter.create(
      bytes(folder), RecordingManifest(program: bytes("psoas 0")), .zstd)
    try writer.sensor(.pelvis, Self.device)
    try writer.input(TimedInput(Instant(microseconds: 1), .sensorAdded(.pelvis, SensorTraits(name: Self.device.name))))
    for index in 0..<samples {
      var frame = (0..<6).map { axis in
        InputEvent(type: Evdev.absolute, code: UInt16(axis), value: Int32(random.next() % 2000) - 1000)
      }
      frame.append(InputEvent(type: Evdev.miscellaneous, code: Evdev.timestamp, value: Int32(index * spacing)))
      try writer.frame(.pelvis, frame, at: Instant(microseconds: Int64((index + 1) * spacing)))
      if index % flushEvery == flushEvery - 1 { try writer.flushDue() }
    }
    if ends { try writer.finish() }
  }

  private func unpacked(_ bytes: [UInt8], _ scratch: Scratch) throws -> (lines: [String], notes: [Text]) {
    var source = try ByteSource.open(Text(try scratch.write("cut", bytes).utf8))
    var lines: [String] = []
    while let line = try source.nextLine() { lines.append(String(decoding: line, as: UTF8.self)) }
    return (lines, source.takeNotes())
  }

  @Test func `a compressed recording gives the inputs of a plain one`() throws {
    let scratch = try Scratch()
    try record(scratch.path("a.psoas"), samples: 1500)
    let file = scratch.path("a.psoas/pelvis.evemu.zst")
    let packed = Reading(scratch.path("a.psoas"))
    #expect(packed.error == nil && packed.notes.isEmpty && packed.samples.count == 1500)
    // unzstd takes the place of the file, and the recording is the same.
    #expect(try Child.run("zstd", ["-dq", "--rm", file]).status == 0)
    #expect(!FileManager.default.fileExists(atPath: file))
    let plain = Reading(scratch.path("a.psoas"))
    #expect(plain.inputs == packed.inputs && plain.error == nil)
    // Packing all of it, as for an archive, does too.
    #expect(try Child.run("gzip", ["-r", scratch.path("a.psoas")]).status == 0)
    #expect(Reading(scratch.path("a.psoas")).inputs == packed.inputs)
  }

  @Test func `a file that is cut at any byte gives all lines of its whole frames`() throws {
    let scratch = try Scratch()
    // Two frames: ten minutes, and the rest.
    try record(scratch.path("a.psoas"), samples: 90, spacing: 10_000_000, flushEvery: 1)
    let packed = try scratch.readBytes("a.psoas/pelvis.evemu.zst")
    let whole = try unpacked(packed, scratch)
    #expect(whole.notes.isEmpty && whole.lines.count > 700)
    let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    let second = try #require((1..<packed.count - 4).last { Array(packed[$0..<$0 + 4]) == magic })
    let first = try unpacked(Array(packed[..<second]), scratch)
    #expect(first.notes.isEmpty && first.lines.count > 480)
    var lines = 0
    for length in 1..<packed.count where length != second {
      let cut = try unpacked(Array(packed[..<length]), scratch)
      #expect(cut.lines.elementsEqual(whole.lines.prefix(cut.lines.count)), "\(length)")
      #expect(length < second || cut.lines.count >= first.lines.count, "\(length)")
      #expect(cut.lines.count >= lines, "more bytes, more lines: \(length)")
      lines = cut.lines.count
      #expect(cut.notes.count == 1 && String(decoding: cut.notes[0], as: UTF8.self).contains("cut off"), "\(length)")
    }
    // The whole recording, too, is read with a note or refused with an error that says so.
    for length in stride(from: 0, to: packed.count, by: 7) {
      try scratch.write("a.psoas/pelvis.evemu.zst", Array(packed[..<length]))
      let reading = Reading(scratch.path("a.psoas"))
      #expect(reading.error == nil ? reading.notes.count == (length == second ? 0 : 1) : reading.samples.isEmpty)
    }
  }

  @Test func `a recorder that is killed loses ten seconds at most`() throws {
    let scratch = try Scratch()
    // No end, as after SIGKILL: 25 s and a half.
    try record(scratch.path("a.psoas"), samples: 2550, ends: false)
    let reading = Reading(scratch.path("a.psoas"))
    #expect(reading.error == nil)
    // The second flush, and what has filled a block of zstd since.
    #expect((2000..<2550).contains(reading.samples.count), "\(reading.samples.count)")
    #expect(reading.notes.count == 1 && reading.notes[0].contains("cut off"), "\(reading.notes)")
    #expect(reading.inputs.last?.input == .end)
  }

  @Test func `a frame ends every ten minutes`() throws {
    let scratch = try Scratch()
    try record(scratch.path("a.psoas"), samples: 18_100, spacing: 100_000)
    let listed = try Child.run("zstd", ["-lv", scratch.path("a.psoas/pelvis.evemu.zst")])
    #expect(listed.output.contains("# Zstandard Frames: 4\n"), "\(listed.output)")
    #expect(try Child.run("zstd", ["-tq", scratch.path("a.psoas/pelvis.evemu.zst")]).status == 0)
  }

  @Test func `damaged, foreign and greedy data are errors that say so`() throws {
    let scratch = try Scratch()
    let header = "time,pelvis_acc_x,pelvis_acc_y,pelvis_acc_z\n"
    let rows = (0..<5000).map { "\($0).5,\($0 % 7),0.\($0 * 7919 % 10_007),9.8\n" }.joined()
    try scratch.write("a.csv", header + rows)
    #expect(try Child.run("zstd", ["-qk", scratch.path("a.csv")]).status == 0)
    let packed = try scratch.readBytes("a.csv.zst")
    func error(_ bytes: [UInt8]) throws -> String? { Reading(try scratch.write("b", bytes), units: "time=s").error }
    #expect(try error(packed) == nil)
    let says = "the zstd data is damaged, expected an intact file"
    #expect(try error(packed + Array("rubbish".utf8))?.hasSuffix(says) == true)
    var damaged = packed
    damaged[packed.count / 2] ^= 0x55
    #expect(try error(damaged)?.hasSuffix(says) == true)
    // A window of 2^41 bytes in the header (RFC 8878, 3.1.1.1.2).
    let greedy: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xF8, 0x01, 0x00, 0x00]
    #expect(try error(greedy)?.contains("needs more than 128 MiB of memory") == true)
    // Zeros at the end are the rest of a file after a power failure.
    let zeros = Reading(try scratch.write("b", packed + [UInt8](repeating: 0, count: 5000)), units: "time=s")
    #expect(zeros.error == nil && zeros.notes.contains { $0.contains("cut off") })
    let early = Reading(try scratch.write("b", Array(packed.prefix(3))))
    #expect(early.error?.hasSuffix("; the zstd data is cut off after it") == true)
  }

  @Test func `data that unpacks to far more than its size is whole, also without a checksum`() throws {
    let scratch = try Scratch()
    let lines = (0..<100_000).map { "line \($0 / 1000)" }
    try scratch.write("a", lines.joined(separator: "\n") + "\n")
    #expect(try Child.run("zstd", ["-q", "--no-check", scratch.path("a")]).status == 0)
    let read = try unpacked(scratch.readBytes("a.zst"), scratch)
    #expect(read.lines == lines && read.notes.isEmpty)
  }

  @Test func `skippable frames and several frames are read`() throws {
    let scratch = try Scratch()
    try scratch.write("a", "one\ntw")
    try scratch.write("b", "o\n")
    for name in ["a", "b"] { #expect(try Child.run("zstd", ["-qk", scratch.path(name)]).status == 0) }
    let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
    let read = try unpacked(
      skippable + scratch.readBytes("a.zst") + skippable + scratch.readBytes("b.zst"), scratch)
    #expect(read.lines == ["one", "two"] && read.notes.isEmpty)
  }

  @Test func `a packed CSV is read back by gzip and zstd`() throws {
    let scratch = try Scratch()
    var texts: [String] = []
    for (name, program) in [("a.csv", "cat"), ("a.csv.gz", "zcat"), ("a.csv.zst", "zstdcat")] {
      var writer = try SampleCSVWriter.create(
        bytes(scratch.path(name)), Packing(named: bytes(name)), source: bytes("test"), columns: [(.pelvis, true)],
        others: "")
      for index in 0..<5000 {
        let sample = Sample(
          time: Instant(microseconds: Int64(index) * 10_000), interval: 0.01, acceleration: Vector3(0.1, -1 / 3, 9.8),
          angularVelocity: Vector3(1e-7, 0, -2.5))
        var samples = PerPlacement<Sample?>(repeating: nil)
        samples[.pelvis] = sample
        try writer.row(sample.time, samples)
      }
      try writer.finish()
      texts.append(try Child.run(program, [scratch.path(name)]).output)
      let reading = Reading(scratch.path(name), units: "acc=m/s2,gyr=rad/s,time=s")
      #expect(reading.samples.first?.acceleration == Vector3(0.1, -1 / 3, 9.8))
      #expect(reading.samples.first?.angularVelocity == Vector3(1e-7, 0, -2.5))
    }
    #expect(texts[0].hasPrefix("# psoas-trace: 1\n") && texts.allSatisfy { $0 == texts[0] })
  }
}
