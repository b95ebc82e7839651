import CLinux

/// A process that gets a short text on its standard input and gives a result on its standard output.
public final class WorkerProcess {
  private let process: pid_t
  private let output: FileDescriptor
  private var end: ChildProcess.End?
  /// What the process has written so far.
  public private(set) var result = Text()

  /// Starts another instance of the running program.
  /// - Parameter input: at most 4096 bytes, which a pipe holds without a reader.
  /// - Throws: if it cannot be started.
  public init(_ arguments: [Text], input: Text) throws(Errno) {
    let theirInput = try PipeEnds()
    let theirOutput = try PipeEnds()
    try theirInput.writing.write(input)
    process = try ChildProcess.start(
      "/proc/self/exe", arguments, input: theirInput.reading.number, output: theirOutput.writing.number)
    output = theirOutput.takeReading()
  }

  deinit { kill() }

  /// Readable when there is output, and at its end.
  public var descriptor: Int32 { output.number }

  /// Reads once, when the descriptor is readable.
  /// - Returns: false at the end of the output.
  public func read() throws(Errno) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var failure: Errno?
    let count = chunk.withUnsafeMutableBytes { room -> Int in
      do throws(Errno) { return try output.read(into: room) } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    result.append(contentsOf: chunk[..<count])
    return count > 0
  }

  /// Waits for the end of the process.
  public func wait() -> ChildProcess.End {
    if let end { return end }
    let end = ChildProcess.wait(for: process)
    self.end = end
    return end
  }

  /// Kills the process if it has not ended.
  public func kill() {
    guard end == nil else { return }
    CLinux.kill(process, SIGKILL)
    _ = wait()
  }

  /// This process, a worker, ends with the one that started it.
  public static func endWithParent() { _ = psoas_end_with_parent() }

  /// The number of processors that this process may use, at least 1.
  public static var processors: Int { max(Int(psoas_processors()), 1) }

  /// Waits until one of the descriptors is readable.
  /// - Parameter seconds: the longest wait.
  /// - Returns: for each descriptor whether it is.
  public static func wait(for descriptors: [Int32], seconds: Double) -> [Bool] {
    var list = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&list, nfds_t(list.count), Int32(seconds * 1000)) > 0 else { return descriptors.map { _ in false } }
    return list.map { $0.revents != 0 }
  }
}

/// A pipe (pipe(2)).
private struct PipeEnds: ~Copyable {
  let reading: FileDescriptor
  let writing: FileDescriptor

  init() throws(Errno) {
    var ends: (Int32, Int32) = (-1, -1)
    let code = withUnsafeMutableBytes(of: &ends) { psoas_pipe($0.baseAddress?.assumingMemoryBound(to: Int32.self)) }
    guard code == 0 else { throw .last("pipe2") }
    reading = FileDescriptor(owning: ends.0)
    writing = FileDescriptor(owning: ends.1)
  }

  /// Closes the writing end.
  consuming func takeReading() -> FileDescriptor { reading }
}

/// The signals that end a program (SIGINT, SIGTERM, SIGHUP), as a descriptor to wait for.
public struct EndSignals: ~Copyable {
  private let source: FileDescriptor
  private var former = sigset_t()

  /// Blocks the signals as long as the value exists.
  public init() throws(Errno) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
    var former = sigset_t()
    guard sigprocmask(SIG_BLOCK, &set, &former) == 0 else { throw .last("sigprocmask") }
    let number = signalfd(-1, &set, Int32(SFD_CLOEXEC))
    guard number >= 0 else { throw .last("signalfd") }
    self.former = former
    source = FileDescriptor(owning: number)
  }

  deinit {
    var set = former
    sigprocmask(SIG_SETMASK, &set, nil)
  }

  public var descriptor: Int32 { source.number }

  /// The signal that has arrived, when the descriptor is readable.
  public func take() -> Int32? {
    var info = signalfd_siginfo()
    let count = withUnsafeMutableBytes(of: &info) { room in
      do throws(Errno) { return try source.read(into: room) } catch { return 0 }
    }
    return count == MemoryLayout<signalfd_siginfo>.size ? Int32(info.ssi_signo) : nil
  }
}
