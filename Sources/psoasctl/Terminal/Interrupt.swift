import Glibc

/// Records the signals that end a program, and Ctrl-Z, until they are queried. The handlers only set a number, as
/// signal-safety(7) requires, and are without SA_RESTART, so that a signal interrupts waiting for a key or for the bus.
enum Interrupt {
  nonisolated(unsafe) private static var number: sig_atomic_t = 0
  nonisolated(unsafe) private static var stopping: sig_atomic_t = 0

  static let ending = [SIGINT, SIGTERM, SIGQUIT, SIGHUP]

  static var isDue: Bool { number != 0 }

  /// One that an event loop has received.
  static func note(_ signal: Int32) { number = signal }

  /// Whether Ctrl-Z was pressed since the previous call.
  static func takeStop() -> Bool {
    defer { stopping = 0 }
    return stopping != 0
  }

  /// - Parameter stop: restore the terminal before this process stops.
  static func watch(_ signals: [Int32] = ending, stop: Bool = false) {
    var action = sigaction()
    if stop {
      action.__sigaction_handler.sa_handler = { _ in Interrupt.stopping = 1 }
      sigaction(SIGTSTP, &action, nil)
    }
    action.__sigaction_handler.sa_handler = { Interrupt.number = $0 }
    for signal in signals { sigaction(signal, &action, nil) }
  }

  /// Watches for Ctrl-C while `body` runs; afterwards it has its former effect.
  static func whileWatching<Result>(_ body: () -> Result) -> Result {
    var former = sigaction()
    sigaction(SIGINT, nil, &former)
    watch([SIGINT])
    defer {
      sigaction(SIGINT, &former, nil)
      number = 0
    }
    return body()
  }
}
