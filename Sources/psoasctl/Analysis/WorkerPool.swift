import Glibc
import PsoasMonitor
import PsoasSystem

/// Runs workers, a few at a time, one for each recording.
struct WorkerPool {
  private var running: [(index: Int, worker: WorkerProcess)] = []
  private let arguments: [Text]
  private let jobs: Int

  /// - Parameter arguments: of a worker; the recording's path is its input.
  init(_ arguments: [Text], jobs: Int) {
    self.arguments = arguments
    self.jobs = jobs
  }

  /// - Parameters:
  ///   - inputs: the recordings to process.
  ///   - finished: is called with the part of each, in the order in which they end.
  ///   - waiting: is called at least once a second.
  /// - Returns: the signal that ended it early; nil if all have been processed.
  mutating func run(
    _ inputs: [AnalysisInput], finished: (Int, AnalysisPart) throws(Failure) -> Void, waiting: () -> Void
  ) throws(Failure) -> Int32? {
    let signals: EndSignals
    do throws(Errno) { signals = try EndSignals() } catch { throw .unavailable(error.message) }
    defer { endAll() }
    var next = 0
    while next < inputs.count || !running.isEmpty {
      while running.count < jobs, next < inputs.count {
        if let refused = start(next, inputs[next]) { try finished(next, refused) }
        next += 1
      }
      let ready = WorkerProcess.wait(for: running.map { $0.worker.descriptor } + [signals.descriptor], seconds: 1)
      if ready.last == true, let signal = signals.take() { return signal }
      for position in running.indices.reversed() where ready[position] {
        let (index, worker) = running[position]
        guard let part = Self.read(worker, of: inputs[index].trace) else { continue }
        running.remove(at: position)
        try finished(index, part)
      }
      waiting()
    }
    return nil
  }

  /// - Returns: the part of a recording whose worker cannot be started.
  private mutating func start(_ index: Int, _ input: AnalysisInput) -> AnalysisPart? {
    if let fault = input.fault { return .failed(65, fault) }
    do throws(Errno) {
      running.append((index, try WorkerProcess(["psoasctl"] + arguments, input: input.trace)))
      return nil
    } catch {
      return .failed(71, "\(input.trace): cannot start a process: \(error.message); try a smaller --jobs")
    }
  }

  /// - Returns: the part of a worker that has ended; nil for one that works.
  private static func read(_ worker: WorkerProcess, of trace: Text) -> AnalysisPart? {
    do throws(Errno) {
      guard try !worker.read() else {
        guard worker.result.count > AnalysisStore.longestPart else { return nil }
        worker.kill()
        return .failed(65, "\(trace): the result is longer than 64 MiB, expected a recording of fewer days: split it")
      }
    } catch {
      worker.kill()
      return .failed(74, "\(trace): \(error.message)")
    }
    switch worker.wait() {
    case .killed(let signal):
      return .failed(70, "\(trace): the process that analyzed it was killed by signal \(signal) (\(name(signal)))")
    case .exited(let status):
      let part = AnalysisPart(content: worker.result)
      guard status == 0, part.isWhole else {
        return .failed(70, "\(trace): the process that analyzed it ended early with status \(status)")
      }
      return part
    }
  }

  private static func name(_ signal: Int32) -> Text {
    strsignal(signal).map { Text(cString: UnsafePointer($0)) } ?? "unknown"
  }

  private mutating func endAll() {
    for (_, worker) in running { worker.kill() }
    running = []
  }
}
