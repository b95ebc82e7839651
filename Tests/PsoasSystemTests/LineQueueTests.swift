import CLinux
import Foundation
import PsoasSystem
import Testing

@Suite struct LineQueueTests {
  /// A pipe with a capacity of one page, and a queue that writes to it.
  private final class SmallPipe {
    let reading: BorrowedDescriptor
    let writing: BorrowedDescriptor
    let queue: LineQueue

    init(limit: Int) throws {
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      reading = BorrowedDescriptor(ends[0])
      writing = BorrowedDescriptor(ends[1])
      queue = LineQueue(writing, limit: limit)
      // F_SETPIPE_SZ
      try #require(fcntl(writing.number, 1031, 4096) == 4096)
    }

    deinit {
      close(reading.number)
      close(writing.number)
    }

    /// Reads the pipe until it is empty, while the queue continues to write.
    func read() throws -> [Substring] {
      var text: [UInt8] = []
      var room = [UInt8](repeating: 0, count: 1000)
      while true {
        var waiting = pollfd(fd: reading.number, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 0) == 1 else { break }
        let count = Foundation.read(reading.number, &room, room.count)
        guard count > 0 else { break }
        text += room[..<count]
        try queue.flush()
      }
      return String(decoding: text, as: UTF8.self).split(separator: "\n")
    }
  }

  private static func line(_ number: Int) -> Text {
    "line \(number, width: 4) of a hundred bytes\(Text([UInt8](repeating: 46, count: 70)))\n"
  }

  @Test func `lines wait whole and in order, and what does not fit is counted`() throws {
    let pipe = try SmallPipe(limit: 10_000)
    for number in 0..<1000 { try pipe.queue.write(Self.line(number)) }
    #expect(pipe.queue.isWaiting && pipe.queue.dropped > 800)
    let dropped = pipe.queue.dropped
    let lines = try pipe.read()
    #expect(lines.count == 1000 - dropped + 1)
    for (number, line) in lines.dropLast().enumerated() { #expect(line + "\n" == Self.line(number).description) }
    #expect(lines.last == "(\(dropped) lines were dropped while standard output was not read)")
    #expect(pipe.queue.dropped == 0 && !pipe.queue.isWaiting)
    try pipe.queue.write(Self.line(7))
    #expect(try pipe.read().map { $0 + "\n" } == [Self.line(7).description])
  }

  @Test func `a line that is longer than a pipe is continued`() throws {
    let pipe = try SmallPipe(limit: 100_000)
    let long = String(repeating: "ä", count: 20_000)
    try pipe.queue.write("\(Text(long.utf8))\nend\n")
    #expect(try pipe.read() == [Substring(long), "end"])
  }

  @Test func `the shared description stays blocking`() throws {
    let pipe = try SmallPipe(limit: 1000)
    for number in 0..<100 { try pipe.queue.write(Self.line(number)) }
    #expect(fcntl(pipe.writing.number, F_GETFL) & O_NONBLOCK == 0)
  }

  @Test func `the exit does not wait for a reader, and reports how much was lost`() throws {
    let pipe = try SmallPipe(limit: 100_000)
    for number in 0..<100 { try pipe.queue.write(Self.line(number)) }
    #expect(pipe.queue.drain() == 100 - 4096 / Self.line(0).count)
  }

  @Test func `a closed reader is an error`() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let queue = LineQueue(BorrowedDescriptor(ends[1]))
    close(ends[0])
    #expect(throws: Errno(EPIPE, in: "write")) { try queue.write("x\n") }
    close(ends[1])
  }

  @Test func `a socket is written without blocking`() throws {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    defer { for end in ends { close(end) } }
    let queue = LineQueue(BorrowedDescriptor(ends[1]))
    for number in 0..<20_000 { try queue.write(Self.line(number)) }
    #expect(queue.isWaiting && queue.dropped > 0)
    #expect(fcntl(ends[1], F_GETFL) & O_NONBLOCK == 0)
  }
}
