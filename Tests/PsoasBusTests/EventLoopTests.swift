import Foundation
import PsoasSystem
import Testing

@testable import PsoasBus

@Suite struct EventLoopTests {
  let loop: EventLoop

  init() throws { loop = try EventLoop() }

  /// A handler that owns its sources, as the daemon does.
  final class Everything {
    var bytes: Text = []
    var firings = 0
    var signals: [Int32] = []
    var steps = 0
    var file: FileSource?
    var timer: TimerSource?
    var clock: ClockSource?
    var onFire: () -> Void = {}

    func readable(_ source: FileSource) {
      var byte: UInt8 = 0
      if read(source.descriptor, &byte, 1) == 1 { bytes.append(byte) } else { file = nil }
    }
    func fired() {
      firings += 1
      onFire()
    }
    func received(signal: Int32) { signals.append(signal) }
    func clockStepped() { steps += 1 }
  }

  @Test func `bytes arrive, and the end of the pipe is reported`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let handler = Everything()
    handler.file = try FileSource(loop, ends[0], unretained(handler) { $0.readable($1) })
    #expect(write(ends[1], "ab", 2) == 2)
    try turn(loop) { handler.bytes.count == 2 }
    #expect(handler.bytes == [0x61, 0x62])
    close(ends[1])
    try turn(loop) { handler.file == nil }
    // A source that is dropped in its own handler no longer fires; otherwise the closed pipe would wake the loop
    // forever.
    #expect(try loop.runOnce(waiting: 0) == false)
  }

  @Test func `a dropped source is silent`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let handler = Everything()
    handler.file = try FileSource(loop, ends[0], unretained(handler) { $0.readable($1) })
    #expect(write(ends[1], "a", 1) == 1)
    handler.file = nil
    #expect(try loop.runOnce(waiting: 0) == false)
    #expect(handler.bytes.isEmpty)
  }

  @Test func `a handler that owns its sources is freed with them`() throws {
    weak var kept: Everything?
    do {
      let handler = Everything()
      handler.timer = try TimerSource(loop, unretained(handler) { $0.fired() })
      handler.timer?.start(every: 1000)
      handler.clock = try ClockSource(loop, unretained(handler) { $0.clockStepped() })
      kept = handler
      #expect(kept != nil)
    }
    #expect(kept == nil)
    #expect(try loop.runOnce(waiting: 5000) == false)
  }

  @Test func `a timer fires again and again until it is stopped`() throws {
    let handler = Everything()
    let timer = try TimerSource(loop, accuracy: 1, unretained(handler) { $0.fired() })
    timer.start(every: 2000)
    try turn(loop) { handler.firings == 5 }
    timer.stop()
    #expect(try loop.runOnce(waiting: 20_000) == false)
    #expect(handler.firings == 5)
  }

  @Test func `a timer that fires once fires once, and can be started again from its handler`() throws {
    let handler = Everything()
    let timer = try TimerSource(loop, accuracy: 1, unretained(handler) { $0.fired() })
    timer.start(after: 0)
    try turn(loop) { handler.firings == 1 }
    #expect(try loop.runOnce(waiting: 10_000) == false)
    handler.onFire = { if handler.firings < 3 { timer.start(after: 1000) } }
    timer.start(after: 1000)
    try turn(loop) { handler.firings == 3 }
    #expect(try loop.runOnce(waiting: 10_000) == false)
    // Breaks the retain cycle of the handler and the closure.
    handler.onFire = {}
  }

  @Test func `a loop that was held up fires once for all that it missed`() throws {
    let handler = Everything()
    let timer = try TimerSource(loop, accuracy: 1, unretained(handler) { $0.fired() })
    timer.start(every: 10_000)
    usleep(100_000)
    try loop.runOnce(waiting: 0)
    #expect(handler.firings == 1)
    #expect(try loop.runOnce(waiting: 0) == false)
  }

  @Test func `stopping ends the run with its status`() throws {
    let handler = Everything()
    let timer = try TimerSource(loop, unretained(handler) { $0.fired() })
    let loop = loop
    handler.onFire = { loop.stop(7) }
    timer.start(after: 1000)
    #expect(try loop.run() == 7)
  }

  @Test(.serialized, arguments: [SIGTERM, SIGINT, SIGHUP])
  func `SIGTERM, SIGINT and SIGHUP become events`(signal: Int32) throws {
    let handler = Everything()
    let source = try SignalSource(loop, signal) { handler.received(signal: $0) }
    // raise(3) signals this thread, which runs the loop; the other test threads are not involved.
    raise(signal)
    try turn(loop) { !handler.signals.isEmpty }
    #expect(handler.signals == [signal])
    #expect(source.signal == signal)
  }

  @Test func `without a step of the clock there is no event`() throws {
    let handler = Everything()
    handler.clock = try ClockSource(loop, unretained(handler) { $0.clockStepped() })
    #expect(try loop.runOnce(waiting: 10_000) == false)
    #expect(handler.steps == 0)
  }

  @Test func `a descriptor that cannot be watched is refused`() {
    #expect(throws: BusError.failed("sd_event_add_io", code: EBADF)) { try FileSource(loop, -1) { _ in } }
  }
}
