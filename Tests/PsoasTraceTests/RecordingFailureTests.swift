import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSimulator
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasTrace

/// Recordings that cannot be written further.
@Suite struct RecordingFailureTests {
  @Test func `a full disk is one error and nothing more is written`() throws {
    let full = open("/dev/full", O_WRONLY)
    var output = OutputFile(descriptor: FileDescriptor(owning: full), path: bytes("full"))
    output.text.append(bytes("line\n"))
    var error: TraceError?
    do throws(TraceError) { try output.flush() } catch let failure { error = failure }
    #expect(
      error.map { String(decoding: $0.message, as: UTF8.self) }
        == "full: cannot write: No space left on device, free some space; the part written so far is kept")
  }

  @Test func `the file on a full disk ends with a complete line`() throws {
    // A sealed memory file that cannot grow represents the disk: the kernel stops in the middle of a line. Declaring
    // memfd_create(2) requires _GNU_SOURCE, which the overlay does not set, and so do the constants of fcntl(2).
    typealias Create = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32
    let create = try unsafeBitCast(#require(dlsym(dlopen(nil, RTLD_NOW), "memfd_create")), to: Create.self)
    let (allowSealing, addSeals, sealGrow): (UInt32, Int32, Int32) = (2, 1033, 4)
    let file = create("psoas-trace", allowSealing)
    try #require(file >= 0)
    let copy = dup(file)
    defer { close(copy) }
    #expect(ftruncate(file, 8192) == 0)
    #expect(fcntl(file, addSeals, sealGrow) == 0)
    var output = OutputFile(descriptor: FileDescriptor(owning: file), path: bytes("small"))
    for number in 0..<2000 { output.text.append(bytes("line \(number)\n")) }
    var error: TraceError?
    do throws(TraceError) { try output.flush() } catch let failure { error = failure }
    #expect(error?.kind == .failedWriting)
    let size = Int(lseek(copy, 0, SEEK_END))
    var content = [UInt8](repeating: 0, count: size)
    #expect(pread(copy, &content, size, 0) == size)
    #expect(size > 4000 && size <= 8192)
    #expect(content.last == UInt8(ascii: "\n"))
  }

  @Test func `after an error nothing more is written, and what was written is read`() throws {
    let scratch = try Scratch()
    let path = scratch.path("run.psoas")
    var wearer = SyntheticWearer()
    let device = try #require(wearer.description(of: .pelvis))
    var writer = try RecordingWriter.create(bytes(path), RecordingManifest(program: bytes("psoas 0")))
    func add(_ placement: Placement, at time: Int64, to writer: inout RecordingWriter) throws(TraceError) {
      try writer.sensor(placement, device)
      let added = Input.sensorAdded(placement, SensorTraits(name: device.name))
      try writer.input(TimedInput(Instant(microseconds: time), added))
    }
    try add(.pelvis, at: 1, to: &writer)
    var frame: [InputEvent] = []
    for _ in 0..<100 { try writer.frame(.pelvis, frame, at: wearer.next(&frame).time) }
    try writer.flush()
    // A folder that is gone: no file can be created in it, not by root either.
    let kept = scratch.path("kept.psoas")
    try FileManager.default.moveItem(atPath: path, toPath: kept)
    var message = Text()
    do { try add(.thigh, at: 10_000_000, to: &writer) } catch { message = error.message }
    #expect(message == bytes("\(path)/thigh.evemu: cannot create: No such file or directory, check the name"))
    let sizes = try scratch.sizes(in: kept)
    for _ in 0..<1000 { try writer.frame(.pelvis, frame, at: wearer.next(&frame).time) }
    try writer.input(TimedInput(Instant(microseconds: 100_000_000_000), .end))
    try add(.trunk, at: 100_000_000_001, to: &writer)
    try writer.flushDue()
    try writer.flush()
    try writer.finish()
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try scratch.sizes(in: kept) == sizes)
    let reading = Reading(kept)
    #expect(reading.error == nil && reading.samples.count >= 90, "\(reading.error ?? "")")
  }
}

extension Scratch {
  /// The size of each file in a folder.
  fileprivate func sizes(in folder: String) throws -> [String: Int] {
    let manager = FileManager.default
    let names = try manager.contentsOfDirectory(atPath: folder)
    return try Dictionary(
      uniqueKeysWithValues: names.map { name in
        (name, try #require(try manager.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int))
      })
  }
}
