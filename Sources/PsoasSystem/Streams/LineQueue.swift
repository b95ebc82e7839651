import CLinux

/// Lines for a descriptor whose reader may be slow or absent, such as a pipe or a terminal with Ctrl-S: writing never
/// blocks. What the reader does not take yet waits here, up to a limit. Further lines are dropped and counted, and one
/// line reports their number once the earlier ones are written.
public final class LineQueue {
  /// The largest number of bytes that wait by default: some hours of output for people. Chosen by judgement.
  public static let usualLimit = 256 << 10

  private let output: NonBlockingOutput
  private let limit: Int
  /// Returns the line that reports a number of dropped lines, with its line feed.
  public var notice: (_ dropped: Int) -> Text
  private var waiting = Text()
  /// The bytes of `waiting` that are written already.
  private var written = 0
  /// Lines dropped since the last notice.
  public private(set) var dropped = 0

  /// - Parameters:
  ///   - limit: the largest number of bytes that wait.
  ///   - notice: initial value of `notice`.
  public init(
    _ descriptor: BorrowedDescriptor, limit: Int = usualLimit,
    notice: @escaping (_ dropped: Int) -> Text = LineQueue.usualNotice
  ) {
    output = NonBlockingOutput(descriptor)
    self.limit = limit
    self.notice = notice
  }

  /// For people who read standard output.
  public static func usualNotice(dropped: Int) -> Text {
    "(\(count: dropped, "line was", "lines were") dropped while standard output was not read)\n"
  }

  /// Whether lines wait for the reader.
  public var isWaiting: Bool { written < waiting.count }

  /// The descriptor that becomes writable when the reader continues; nil if the output never blocks.
  public var pollable: Int32? { output.pollable }

  /// Writes whole lines, or keeps them until the reader takes them, or drops them.
  public func write(_ lines: Text) throws(Errno) {
    if isWaiting || dropped > 0 { try flush() }
    guard dropped == 0, !isWaiting || waiting.count - written + lines.count <= limit else {
      dropped += LineQueue.lines(in: lines[...])
      return
    }
    let isBehind = isWaiting
    waiting.append(lines)
    if !isBehind { try flush() }
  }

  /// Writes as much as the reader takes now.
  public func flush() throws(Errno) {
    try flushWaiting()
    guard dropped > 0, !isWaiting else { return }
    waiting.append(notice(dropped))
    dropped = 0
    try flushWaiting()
  }

  /// Before the end: writes the rest while the reader takes it, but waits for 0.3 s at most for each part of it and for
  /// 0.6 s altogether, so that an absent reader does not delay the end.
  /// - Returns: the number of lines that were not written.
  public func drain() -> Int {
    let end = SystemClock.monotonic + 600_000
    var isDone = false
    while !isDone {
      do throws(Errno) { try flush() } catch { return 0 }
      let left = end - SystemClock.monotonic
      guard isWaiting, left > 0 else { break }
      isDone = !output.waits(milliseconds: Int32(min(left / 1000 + 1, 300)))
    }
    return dropped + LineQueue.lines(in: waiting[written...])
  }

  private func flushWaiting() throws(Errno) {
    while written < waiting.count {
      let from = written
      let count = waiting.bytes.withUnsafeBytes { output.write(UnsafeRawBufferPointer(rebasing: $0[from...])) }
      if count > 0 {
        written += count
        continue
      }
      let number = count < 0 ? psoas_errno() : EIO
      if number == EINTR { continue }
      // Written parts are released once they are the larger half: each byte is moved once at most.
      if number == EAGAIN, written > waiting.count / 2 { discardWritten() }
      guard number == EAGAIN else { throw Errno(number, in: "write") }
      return
    }
    discardWritten()
  }

  private func discardWritten() {
    waiting = Text(waiting[written...])
    written = 0
  }

  private static func lines(in text: ArraySlice<UInt8>) -> Int {
    var count = 0
    for byte in text where byte == UInt8(ascii: "\n") { count += 1 }
    return count
  }
}
